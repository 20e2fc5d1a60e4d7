"""The boto3 clients of one execution environment."""

from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config
from botocore.loaders import Loader
from botocore.session import get_session

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client

_MODELS: Final = Path(__file__).with_name("models")
_OWN_SERVICES: Final = ("cloudformation", "cognito-idp", "lambda")
ONE_ATTEMPT: Final = Config(
    retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=20, tcp_keepalive=True
)
"""Each call is tried once. botocore's own retries would repeat CreateUserImportJob, which has no
idempotency token: with two responses lost, the service ran it three times. service_call.py retries
instead, and looks for the job in between."""


class Clients:
    """The clients. Only an import with a source needs others than Cognito's.

    :param cognito: Created with the execution environment, when Lambda gives it a whole core.
    """

    def __init__(self, cognito: "CognitoIdentityProviderClient") -> None:
        self.cognito = cognito

    @cached_property
    def cloudformation(self) -> "CloudFormationClient":
        """AWS CloudFormation."""
        client: CloudFormationClient = _own_client("cloudformation")
        return client

    @cached_property
    def functions(self) -> Any:
        """AWS Lambda."""
        return _own_client("lambda")

    @cached_property
    def state_machines(self) -> Any:
        """AWS Step Functions."""
        return boto3.Session().client("stepfunctions", config=ONE_ATTEMPT)

    @cached_property
    def s3(self) -> "S3Client":
        """Amazon S3."""
        session = get_session()
        # The file's SHA-256, or TLS and the ETag, is enough. Another checksum takes too long. Not
        # in Config, which raises an error for an option that botocore before 1.36 doesn't know.
        session.set_config_variable("response_checksum_validation", "when_required")
        return boto3.Session(botocore_session=session).client("s3", config=ONE_ATTEMPT)

    @cached_property
    def logs(self) -> "CloudWatchLogsClient":
        """Amazon CloudWatch Logs."""
        return boto3.Session().client("logs", config=ONE_ATTEMPT)


def cognito_client() -> "CognitoIdentityProviderClient":
    """Return a client of Amazon Cognito that tries each call once."""
    client: CognitoIdentityProviderClient = _own_client("cognito-idp")
    return client


class _OwnModels(Loader):
    """Loads models of the operations that an import calls instead of botocore's of the services.

    botocore's model of Cognito has 132 operations and takes longer to read than the rest of the
    cold start. In Lambda's runtimes of 2026, it lacks PasswordHashingAlgorithm, which botocore
    1.43.51 added.
    """

    def list_available_services(self, type_name: str) -> list[str]:
        """Name the services that have a model here instead of searching the folders of 450."""
        del type_name
        return list(_OWN_SERVICES)


@cache
def _own_models() -> _OwnModels:
    """Return the one loader, which keeps what it has read."""
    return _OwnModels(extra_search_paths=[str(_MODELS)])


def _own_client(service: str) -> Any:
    session = get_session()
    session.register_component("data_loader", _own_models())
    # Any: the published types know a client only by the literal name of its service.
    maker: Any = boto3.Session(botocore_session=session)
    return maker.client(service, config=ONE_ATTEMPT)
