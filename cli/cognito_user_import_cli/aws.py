"""A command's access to AWS: boto3, with the credentials and the endpoint of the AWS CLI."""

import math
import os
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.service_call import Answer, ServiceCalls
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.job_log import JobLog, log_group
from cognito_user_import.cognito.service_model import USER_POOL_ID
from cognito_user_import_cli.aws_advice import advice, explained
from cognito_user_import_cli.command_errors import AwsError, UsageError
from cognito_user_import_cli.options import AwsOptions
from cognito_user_import_cli.region import region_of

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sts import STSClient

_ONE_TRY: Final = {"retries": {"total_max_attempts": 1}, "tcp_keepalive": True}
"""CreateUserImportJob has no idempotency token. service_call.py retries, with a look in between."""
_TRIES: Final = {"retries": {"total_max_attempts": 5, "mode": "standard"}}
_PATIENCE: Final = 20.0
"""Seconds for which a person waits while a call is retried."""


class _CommandCalls(ServiceCalls):
    """Calls that end at once if a certificate isn't trusted. Later, it won't be either."""

    def __call__(self, operation: str, attempt: Callable[[], Answer], **options: Any) -> Answer:
        from botocore.exceptions import SSLError

        def trusting() -> Answer:
            try:
                return attempt()
            except SSLError as error:
                if "CERTIFICATE_VERIFY_FAILED" not in str(error):
                    raise
                raise AwsError(str(self._unanswered(operation, error))) from None

        answer: Answer = super().__call__(operation, trusting, **options)
        return answer


class Aws:
    """The AWS services, each with its own client, created when first used.

    :param place: What the command is about, whose Region is known from its name: the ID of the user
        pool, the name or ARN of the stack, or the ARN of the state machine.
    :raises AwsError: The profile doesn't exist, or no Region is set.
    :raises UsageError: The place is in another Region than the one that is set, or the certificate
        authorities can't be read.
    """

    def __init__(self, options: AwsOptions, place: str | None) -> None:
        if options.endpoint_url:
            # For boto3, and for code that trusts the same host, such as the upload.
            os.environ["AWS_ENDPOINT_URL"] = options.endpoint_url
        self.options = options
        region = region_of(options.region, place)
        self._profile = options.profile or os.environ.get("AWS_PROFILE")
        # Here, because it takes 0.1 s, which a command's help shouldn't cost.
        import boto3
        from botocore.exceptions import BotoCoreError

        try:
            self._session = boto3.Session(profile_name=options.profile, region_name=region)
        except BotoCoreError as error:
            raise AwsError(explained(error, self._profile)) from None
        if self.ca_bundle:
            # boto3 would take a file that can't be read for a network that may come back.
            from cognito_user_import_cli.certificates import ssl_context

            ssl_context(self.ca_bundle)

    @property
    def region(self) -> str:
        """The Region of all calls."""
        return self._session.region_name or ""

    @property
    def ca_bundle(self) -> str | None:
        """The file with certificate authorities to trust instead of the default ones, if any."""
        bundle = self._session._session.get_config_variable("ca_bundle")
        return bundle if isinstance(bundle, str) else None

    @cached_property
    def cognito(self) -> "CognitoIdentityProviderClient":
        """A client of Amazon Cognito that tries each call once."""
        client: CognitoIdentityProviderClient = self._client("cognito-idp", _ONE_TRY)
        return client

    @cached_property
    def logs(self) -> "CloudWatchLogsClient":
        """A client of CloudWatch Logs that tries each call once."""
        client: CloudWatchLogsClient = self._client("logs", _ONE_TRY)
        return client

    @cached_property
    def iam(self) -> "IAMClient":
        """A client of IAM."""
        client: IAMClient = self._client("iam", _TRIES)
        return client

    @cached_property
    def cloudformation(self) -> "CloudFormationClient":
        """A client of CloudFormation."""
        client: CloudFormationClient = self._client("cloudformation", _TRIES)
        return client

    @cached_property
    def sts(self) -> "STSClient":
        """A client of AWS STS."""
        client: STSClient = self._client("sts", _TRIES)
        return client

    @cached_property
    def s3(self) -> "S3Client":
        """A client of Amazon S3 that tries each call once."""
        client: S3Client = self._client("s3", _ONE_TRY)
        return client

    @cached_property
    def state_machines(self) -> Any:
        """A client of AWS Step Functions that tries each call once."""
        return self._client("stepfunctions", _ONE_TRY)

    def calls(
        self,
        subject: str,
        deadline: Deadline | None = None,
        *,
        propagation: float = 0.0,
        patience: float = _PATIENCE,
    ) -> ServiceCalls:
        """Return calls about a subject, with advice for their errors.

        :param propagation: Seconds from now during which a new role may not be available.
        :param patience: Seconds for which one call is retried.
        """
        return _CommandCalls(
            subject,
            deadline or Deadline(math.inf),
            propagation,
            advice=advice(self._profile, self.ca_bundle),
            patience=patience,
        )

    def jobs(
        self,
        user_pool_id: str,
        deadline: Deadline | None = None,
        *,
        propagation: float = 0.0,
        patience: float = _PATIENCE,
    ) -> ImportJobs:
        """Return the import jobs of a user pool.

        :param deadline: The deadline for all work on the jobs. Default: - none
        :param propagation: Seconds from now during which a new role may not be available.
        :param patience: Seconds for which one call is retried.
        :raises UsageError: It isn't a user pool ID.
        """
        if USER_POOL_ID.violation(user_pool_id):
            raise UsageError(
                f"{user_pool_id[:64]!r} isn't the ID of a user pool. Example: "
                "eu-central-1_AbCdEfGhI."
            )
        subject = f"user pool {user_pool_id}"
        calls = self.calls(subject, deadline, propagation=propagation, patience=patience)
        return ImportJobs(self.cognito, user_pool_id, calls)

    def job_log(self, jobs: ImportJobs, job: ImportJob) -> JobLog:
        """Return the log of a job.

        :raises ServiceError: DescribeUserPool failed. The pool's name is part of the log's name.
        """
        group = log_group(job, jobs.user_pool().get("Name", ""))
        return JobLog(job, group, self.logs, self.calls(f"log group {group}"))

    def _client(self, service: str, settings: Mapping[str, Any]) -> Any:
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError

        config = Config(connect_timeout=5, read_timeout=20, **settings)
        try:
            return self._session.client(service, config=config)  # type: ignore[call-overload]
        except (BotoCoreError, ValueError) as error:
            raise AwsError(explained(error, self._profile)) from None
