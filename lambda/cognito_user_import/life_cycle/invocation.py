"""One CloudFormation request, and what the handler needs to process it."""

from collections.abc import Callable
from dataclasses import dataclass

from cognito_user_import.aws.clients import Clients
from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.cloudformation.request import Request
from cognito_user_import.cognito.advice import COGNITO_ADVICE
from cognito_user_import.cognito.import_jobs import ImportJobs


@dataclass(frozen=True, slots=True)
class Invocation:
    """One invocation of the handler.

    :param deadline: When work must end, so that time is left to respond.
    :param propagation: Seconds from now during which a denial may come from a role or policy that
        this deployment just created.
    :param remember: Called with the ID of the request's job as soon as it is known, so that even a
        failed Create responds with the job that Delete must stop.
    """

    request: Request
    clients: Clients
    deadline: Deadline
    propagation: float
    remember: Callable[[str], None]

    def jobs_of(self, user_pool_id: str) -> ImportJobs:
        """Return the import jobs of a user pool."""
        calls = ServiceCalls(
            f"user pool {user_pool_id}", self.deadline, self.propagation, advice=COGNITO_ADVICE
        )
        return ImportJobs(self.clients.cognito, user_pool_id, calls)
