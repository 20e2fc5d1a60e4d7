"""One CloudFormation request, and what the handler needs to process it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cognito_user_import.aws.clients import Clients
from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.cloudformation.request import Request
from cognito_user_import.cloudformation.standing import StackQuestion
from cognito_user_import.cognito.advice import COGNITO_ADVICE
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.errors import ContinuedError

_READING_LAG: Final = 10.0
"""Seconds during which CloudFormation may not describe a resource that it just added."""
_ASKING_TIME: Final = 30.0
"""Seconds to repeat a question to CloudFormation, which a VPC may not reach at all."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """One invocation of the handler.

    :param deadline: When work must end, so that time is left to respond.
    :param stop_deadline: When a job must be stopped whose request failed, perhaps because of the
        deadline.
    :param propagation: Seconds from now during which a denial may come from a role or policy that
        this deployment just created.
    :param remember: Called with the ID of the request's job as soon as it is known, so that even a
        failed Create responds with the job that Delete must stop.
    :param hand_over: Invokes the function again, to continue with a job; None if CloudFormation
        wouldn't wait for that invocation.
    """

    request: Request
    clients: Clients
    deadline: Deadline
    stop_deadline: Deadline
    propagation: float
    remember: Callable[[str], None]
    hand_over: Callable[[str], None] | None

    def continue_later(self, job_id: str) -> None:
        """Let another invocation continue with a job, if one can.

        :raises ContinuedError: It continues.
        :raises ServiceError: Lambda didn't accept the invocation.
        """
        if self.hand_over:
            self.hand_over(job_id)
            raise ContinuedError(f"Another invocation continues with job {job_id}.")

    def jobs_of(self, user_pool_id: str, *, to_stop: bool = False) -> ImportJobs:
        """Return the import jobs of a user pool.

        :param to_stop: Whether the only work left is to stop a job, for which no permission is new.
        """
        calls = ServiceCalls(
            f"user pool {user_pool_id}",
            self.stop_deadline if to_stop else self.deadline,
            0.0 if to_stop else self.propagation,
            advice=COGNITO_ADVICE,
        )
        return ImportJobs(self.clients.cognito, user_pool_id, calls)

    @property
    def question(self) -> StackQuestion:
        """The question whether the request still stands."""
        calls = ServiceCalls(
            f"stack {self.request.stack_id}",
            self.deadline,
            _READING_LAG,
            advice={},
            patience=_ASKING_TIME,
        )
        return StackQuestion(self.request, self.clients, calls)
