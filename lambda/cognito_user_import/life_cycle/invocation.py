"""One request of CloudFormation, and what it is carried out with."""

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

    :param deadline: By which the work ends, so that time is left to answer.
    :param propagation: Seconds from now for which a denial may come from a role or a policy that
        this deployment made moments ago.
    :param remember: Takes the id of the request's job as soon as it is known, so that any failure
        of a Create answers the job that Delete stops.
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
