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

_BACKWARD = ("ROLLBACK", "DELETE", "CLEANUP")
"""Parts of the names of a stack's statuses in which no new resource is wanted."""


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
    """

    standing: Standing
    job_id: str = ""


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
                "DescribeStacks", lambda: client.describe_stacks(StackName=stack_id)
            )["Stacks"][0]
            resource = self.calls(
                "DescribeStackResource",
                lambda: client.describe_stack_resource(
                    StackName=stack_id, LogicalResourceId=logical_id
                ),
            )["StackResourceDetail"]
        except (ServiceError, BotoCoreError) as error:
            logger.warning("can't ask whether this %s is still wanted: %s", self._type, error)
            return StackAnswer(Standing.UNKNOWN)
        standing = _standing(self.request, resource, stack)
        if standing != Standing.WANTED:
            statuses = stack["StackStatus"], resource["ResourceStatus"]
            logger.warning("%s is %s: stack %s, resource %s", self._type, standing.name, *statuses)
        return StackAnswer(standing, resource.get("PhysicalResourceId", ""))

    def require(self) -> None:
        """Ask, for a request that was wanted before.

        :raises WithdrawnError: CloudFormation no longer waits for it.
        """
        if self.ask().standing not in (Standing.WANTED, Standing.UNKNOWN):
            raise self.withdrawn

    @property
    def withdrawn(self) -> WithdrawnError:
        """The error of a request that no longer stands."""
        return WithdrawnError(f"CloudFormation no longer waits for this {self._type}.")

    @property
    def _type(self) -> str:
        return self.request.type


def _standing(
    request: Request, resource: "StackResourceDetailTypeDef", stack: "StackTypeDef"
) -> Standing:
    stack_status, status = stack["StackStatus"], resource["ResourceStatus"]
    since, updated = resource["LastUpdatedTimestamp"], stack.get("LastUpdatedTime")
    request_type = request.type.upper()
    if not request.made(since):
        # A status from before the request says nothing about it: the reading is late.
        return Standing.UNKNOWN
    if status.startswith("DELETE_") or status == f"{request_type}_FAILED":
        return Standing.CANCELED
    if status != f"{request_type}_IN_PROGRESS":
        return Standing.ANSWERED
    if any(part in stack_status for part in _BACKWARD):
        # In a rollback, an Update that was sent before the resource's current one is late. AWS
        # doesn't document that the time of a status doesn't change while a request is at work [?].
        is_rollback = request.type == UPDATE and not request.precedes(since)
        return Standing.ROLLBACK if is_rollback else Standing.CANCELED
    if not stack_status.endswith("_IN_PROGRESS"):
        return Standing.CANCELED
    # AWS documents this time as that of the last update of the stack: of a later deployment.
    return Standing.ANSWERED if updated and request.precedes(updated) else Standing.WANTED
