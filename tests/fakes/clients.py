"""The handler's clients, each of which can be a fake's."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cognito_user_import.aws.clients import Clients
from tests.fakes.cloudformation import FakeCloudFormation

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client


class FakeClients(Clients):
    """Clients that are made when they are first used, but for Cognito's."""

    def __init__(
        self,
        cognito: Any,
        make_s3: Callable[[], Any],
        make_logs: Callable[[], Any],
        stacks: FakeCloudFormation | None = None,
        functions: Any = None,
    ) -> None:
        super().__init__(cognito)
        self._functions = functions
        self._make_s3, self._make_logs = make_s3, make_logs
        self._stacks = stacks or FakeCloudFormation()

    @cached_property
    def cloudformation(self) -> "CloudFormationClient":
        """AWS CloudFormation."""
        return self._stacks.client()

    @cached_property
    def functions(self) -> Any:
        """AWS Lambda."""
        return self._functions

    @cached_property
    def s3(self) -> "S3Client":
        """Amazon S3."""
        client: S3Client = self._make_s3()
        return client

    @cached_property
    def logs(self) -> "CloudWatchLogsClient":
        """Amazon CloudWatch Logs."""
        client: CloudWatchLogsClient = self._make_logs()
        return client
