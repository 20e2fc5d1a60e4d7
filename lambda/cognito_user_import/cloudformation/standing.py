"""Whether a request still stands. CloudFormation knows; Cognito's list of jobs doesn't.

Before CloudFormation sends a Delete or the Update of a rollback, it changes the status of the stack
and of the resource. docs/decisions.md says why it is enough to ask right before and right after a
job is started.
"""

import logging
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError

from cognito_user_import.aws.clients import Clients
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.cloudformation.request import UPDATE, Request
from cognito_user_import.errors import ServiceError, WithdrawnError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.type_defs import StackResourceDetailTypeDef, StackTypeDef

logger = logging.getLogger(__name__)

_BACKWARD = ("ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", "DELETE_IN_PROGRESS")
"""The statuses of a stack in which nothing new is wanted."""
_FORWARD = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS")


class Standing(Enum):
    """What CloudFormation says about a request."""

    WANTED = auto()
    """CloudFormation waits for it."""
    ROLLBACK = auto()
    """CloudFormation waits for it: it is the Update of a rollback, which imports nothing."""
    CANCELED = auto()
    """CloudFormation gave it up: the request failed, or the resource is deleted."""
    ANSWERED = auto()
    """CloudFormation has its response, or sent a later request."""
    UNKNOWN = auto()
    """CloudFormation didn't say."""


@dataclass(frozen=True, slots=True)
class StackAnswer:
    """CloudFormation's answer.

    :param job_id: The physical ID that CloudFormation has of the resource, or empty.
    :param statuses: Those of the stack and the resource, for an error's text.
    """

    standing: Standing
    job_id: str = ""
    statuses: str = ""


@dataclass(frozen=True, slots=True)
class StackQuestion:
    """The question whether a request still stands.

    :param calls: Calls about the stack.
    """

    request: Request
    clients: Clients
    calls: ServiceCalls

    def ask(self) -> StackAnswer:
        """Ask CloudFormation about the resource and the stack."""
        stack_id, logical_id = self.request.stack_id, self.request.logical_resource_id
        try:
            client = self.clients.cloudformation
            # The stack first: a rollback that begins in between has canceled the resource.
            stack = self.calls(
                "DescribeStacks",
                lambda: client.describe_stacks(StackName=stack_id),
                propagating=(),
            )["Stacks"][0]
            resource = self.calls(
                "DescribeStackResource",
                lambda: client.describe_stack_resource(
                    StackName=stack_id, LogicalResourceId=logical_id
                ),
                # The reading can be late, for a resource that was just added.
                propagating=("ValidationError",),
            )["StackResourceDetail"]
            standing = _standing(self.request, resource, stack)
        except ServiceError as error:
            if (error.operation, error.code) == ("DescribeStackResource", "ValidationError"):
                # The stack exists, and no longer has the resource.
                return StackAnswer(Standing.CANCELED, statuses="the stack has no such resource")
            return self._unknown(error)
        except (BotoCoreError, LookupError) as error:
            return self._unknown(error)
        status = resource["ResourceStatus"]
        statuses = f"the stack is {stack['StackStatus']}, the resource {status}"
        if standing != Standing.WANTED:
            logger.warning("%s is %s: %s", self._type, standing.name, statuses)
        return StackAnswer(standing, resource.get("PhysicalResourceId", ""), statuses)

    def require(self) -> None:
        """Ask, for a request that was wanted before.

        :raises WithdrawnError: CloudFormation no longer waits for it.
        """
        answer = self.ask()
        if answer.standing not in (Standing.WANTED, Standing.UNKNOWN):
            raise self.withdrawn(answer)

    def withdrawn(self, answer: StackAnswer) -> WithdrawnError:
        """Return the error of a request that no longer stands."""
        return WithdrawnError(
            f"CloudFormation no longer waits for this {self._type}: {answer.statuses}. If that is "
            "wrong, deploy again."
        )

    def _unknown(self, error: Exception) -> StackAnswer:
        what = str(error) or type(error).__name__
        logger.warning("can't ask whether this %s is still wanted: %s", self._type, what)
        return StackAnswer(Standing.UNKNOWN)

    @property
    def _type(self) -> str:
        return self.request.type


def _standing(
    request: Request, resource: "StackResourceDetailTypeDef", stack: "StackTypeDef"
) -> Standing:
    stack_status, status = stack["StackStatus"], resource["ResourceStatus"]
    since, updated = resource["LastUpdatedTimestamp"], stack.get("LastUpdatedTime")
    # AWS documents the second time as that of the last update of the stack.
    is_late = updated is not None and request.precedes(updated) and request.precedes(since)
    own_type = request.type.upper()
    if status != f"{own_type}_IN_PROGRESS":
        if not request.made(since):
            # A status from before the request says nothing about it: the reading is late.
            return Standing.UNKNOWN
        if status.startswith("DELETE_") or status == f"{own_type}_FAILED":
            return Standing.CANCELED
        is_answered = is_late or not status.endswith("_IN_PROGRESS")
        return Standing.ANSWERED if is_answered else Standing.UNKNOWN
    if stack_status == "UPDATE_ROLLBACK_IN_PROGRESS" and request.type == UPDATE:
        # Also for an Update that was sent before the rollback and arrives late: it imports nothing.
        return Standing.ROLLBACK
    if stack_status in _BACKWARD:
        return Standing.CANCELED
    if stack_status not in _FORWARD:
        # It contradicts the resource: the reading is late, or the status is new.
        return Standing.UNKNOWN
    return Standing.ANSWERED if is_late else Standing.WANTED
