"""AWS CloudFormation's statuses in memory, below a real boto3 client."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders

from cognito_user_import.aws.clients import ONE_ATTEMPT
from tests.fakes.client_twins import client_served_by
from tests.fakes.service import FakeService, FakeServiceError, Raw

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient


@dataclass
class StackResource:
    """A resource's status, when it got it, and its physical ID."""

    status: str
    since: float
    physical_id: str = ""


@dataclass
class Stack:
    """A stack's status, and when its last update began, in epoch seconds."""

    status: str
    updated: float | None = None
    resources: dict[str, StackResource] = field(default_factory=dict)


class FakeCloudFormation(FakeService):
    """Stacks by their IDs. A stack that nobody put here doesn't exist."""

    def __init__(self) -> None:
        super().__init__()
        self.stacks: dict[str, Stack] = {}
        self.rollbacks_update_the_time = False
        """Whether a rollback counts for a stack's LastUpdatedTime [?]."""

    def sends(self, event: Mapping[str, Any], now: float, *, stack_status: str = "") -> None:
        """Take on the statuses with which CloudFormation sends a request.

        :param stack_status: Default: - that of an update, or of the deletion of the stack
        """
        stack = self.stacks.setdefault(event["StackId"], Stack("CREATE_COMPLETE"))
        request_type = event["RequestType"].upper()
        if not stack_status:
            stack_status = f"{'DELETE' if request_type == 'DELETE' else 'UPDATE'}_IN_PROGRESS"
        if stack_status == "UPDATE_IN_PROGRESS" != stack.status:
            stack.updated = now
        stack.status = stack_status
        resources, logical_id = stack.resources, event["LogicalResourceId"]
        is_of_replaced = request_type == "DELETE" and stack_status.endswith("CLEANUP_IN_PROGRESS")
        if not (is_of_replaced and logical_id in resources):
            known = event.get("PhysicalResourceId", "")
            resources[logical_id] = StackResource(f"{request_type}_IN_PROGRESS", now, known)

    def takes(self, event: Mapping[str, Any], answer: Mapping[str, Any], now: float) -> None:
        """Take a response, as long as the request is the resource's current one."""
        resource = self.stacks[event["StackId"]].resources[event["LogicalResourceId"]]
        request_type = event["RequestType"].upper()
        if resource.status != f"{request_type}_IN_PROGRESS":
            return
        is_success = answer["Status"] == "SUCCESS"
        resource.physical_id = answer["PhysicalResourceId"]
        resource.status = f"{request_type}_{'COMPLETE' if is_success else 'FAILED'}"
        resource.since = now
        if not is_success:
            self.gives_up(event["StackId"], now)

    def gives_up(self, stack_id: str, now: float) -> None:
        """Begin to roll an update of a stack back: what is in progress is canceled."""
        stack = self.stacks[stack_id]
        stack.status = "UPDATE_ROLLBACK_IN_PROGRESS"
        if self.rollbacks_update_the_time:
            stack.updated = now
        for resource in stack.resources.values():
            if resource.status.endswith("_IN_PROGRESS"):
                resource.status = resource.status.replace("_IN_PROGRESS", "_FAILED")
                resource.since = now

    def ends(self, stack_id: str) -> None:
        """End what the stack is doing, so that the next request begins another deployment."""
        stack = self.stacks[stack_id]
        stack.status = stack.status.split("_COMPLETE")[0].replace("_IN_PROGRESS", "") + "_COMPLETE"

    def client(self) -> "CloudFormationClient":
        """Return a boto3 client of this service."""
        client: CloudFormationClient = client_served_by(self._serve, _client)
        return client

    def _serve(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        body = request.body.decode() if isinstance(request.body, bytes) else str(request.body)
        parameters = dict(parse_qsl(body))
        operation = parameters["Action"]
        perform: Callable[[str, str], str] = getattr(self, f"_{operation}")
        try:
            result = self._attempt(
                operation,
                lambda: perform(parameters["StackName"], parameters.get("LogicalResourceId", "")),
            )
        except FakeServiceError as failure:
            error = (
                f"<Error><Code>{failure.code}</Code><Message>{failure.message}</Message></Error>"
            )
            return _xml(failure.status, f"<ErrorResponse>{error}</ErrorResponse>")
        return _xml(200, f"<R><{operation}Result>{result}</{operation}Result></R>")

    def _DescribeStacks(self, stack_id: str, _: str) -> str:  # noqa: N802
        stack = self._stack(stack_id)
        updated = f"<LastUpdatedTime>{_time(stack.updated)}</LastUpdatedTime>"
        return (
            f"<Stacks><member><StackId>{stack_id}</StackId><StackName>stack</StackName>"
            f"<StackStatus>{stack.status}</StackStatus>"
            f"{updated if stack.updated is not None else ''}</member></Stacks>"
        )

    def _DescribeStackResource(self, stack_id: str, logical_id: str) -> str:  # noqa: N802
        resource = self._stack(stack_id).resources.get(logical_id)
        if resource is None:
            raise FakeServiceError("ValidationError", f"Resource {logical_id} does not exist")
        return (
            f"<StackResourceDetail><LogicalResourceId>{logical_id}</LogicalResourceId>"
            f"<PhysicalResourceId>{resource.physical_id}</PhysicalResourceId>"
            f"<ResourceStatus>{resource.status}</ResourceStatus>"
            f"<LastUpdatedTimestamp>{_time(resource.since)}</LastUpdatedTimestamp>"
            "</StackResourceDetail>"
        )

    def _stack(self, stack_id: str) -> Stack:
        if stack_id not in self.stacks:
            raise FakeServiceError("ValidationError", f"Stack with id {stack_id} does not exist")
        return self.stacks[stack_id]


def _client() -> Any:
    return boto3.Session().client("cloudformation", config=ONE_ATTEMPT)


def _time(seconds: float | None) -> str:
    return datetime.fromtimestamp(seconds or 0, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _xml(status: int, body: str) -> AWSResponse:
    return AWSResponse("https://service.example/", status, HTTPHeaders(), Raw(body.encode()))
