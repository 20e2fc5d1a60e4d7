"""A user import job of Amazon Cognito as a resource of a stack."""

from typing import Final

from aws_cdk import CustomResource, Duration, Names, Token
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from cdk_cognito_user_import.defined_pool import check_auto_verification
from cdk_cognito_user_import.import_permissions import allow_import, create_permissions
from cdk_cognito_user_import.import_properties import import_properties
from cdk_cognito_user_import.password_flow_warning import warn_without_password_flow
from cdk_cognito_user_import.user_import_handler import UserImportHandler
from cdk_cognito_user_import.user_import_logs_role import UserImportLogsRole
from cdk_cognito_user_import.user_import_source import UserImportSource
from cdk_cognito_user_import.validation import (
    check_algorithm,
    check_constraint,
    check_count,
    check_source,
)
from cognito_user_import.cognito.job_name import MAX_BASE_NAME_LENGTH
from cognito_user_import.cognito.service_model import (
    JOB_NAME,
    ROLE_ARN,
    USER_POOL_ID,
    PasswordHashingAlgorithm,
)

RESOURCE_TYPE: Final = "Custom::CognitoUserImportJob"
_BASE_NAME: Final = JOB_NAME._replace(maximum=MAX_BASE_NAME_LENGTH)


class UserImportJob(Construct):
    """A user import job of Amazon Cognito, created while the stack is deployed.

    With a source, the deployment also uploads the CSV file, starts the job and waits for its end.
    Then the users are in the pool, or the deployment has failed and says which lines failed and
    why. The imports of a stack run one after another, in the order in which they are defined.

    Without a source, the job's pre-signed URL takes one CSV file for 15 minutes.

    Cognito keeps import jobs for ever, 1,000 a pool, so a job is made only when something changed
    of what it is made from: pool, name, algorithm, trigger, and source or else role.

    All attributes are tokens, and all are strings in CloudFormation.

    :param user_pool: The pool to import users into, owned or imported. It must auto-verify e-mail
        addresses or phone numbers, or Cognito starts no import.
    :param job_name: The base of the job's name; the job is called ``<job_name>-<fingerprint>``.
        1 to 108 letters, digits, spaces and ``_+=,.@-``.
        Default: - made from the construct's path
    :param source: The users to import. Default: - the job is only created
    :param password_hashing_algorithm: The algorithm of the hashes in the column ``password_hash``.
        Default: - the file has no hashes
    :param cloud_watch_logs_role: The role with which Cognito writes the job's log.
        Default: - a new UserImportLogsRole
    :param max_failed_users: Rows that may fail before the deployment does, when it has a source.
        Default: 0
    :param max_skipped_users: Rows that may be skipped, as users that exist already are, before the
        deployment fails, when it has a source. Default: - any number
    :param wait: Whether the deployment waits for the import's end, and fails when too many rows
        did. Otherwise it ends when the job has started, and the counts are empty. Default: True
    :param validate: Whether the rows are checked, at synth and before a job is made, by all that
        Cognito is known to refuse. What a job would fail by as a whole is always checked.
        Default: True
    :param trigger: Any text; one that was not used before makes a new job, with a fresh URL.
        Default: - none
    :param service_timeout: How long CloudFormation waits for the handler before the resource fails:
        longer than three invocations and the pauses between them, and at most an hour.
        Default: - 3 times handler_timeout, and 7 minutes
    :param handler_runtime: Of the stack's handler, Python 3.11 or newer. This and the others named
        handler_ must be the same for all imports of a stack. Default: Runtime.PYTHON_3_14
    :param handler_architecture: Of the stack's handler. Default: Architecture.ARM_64
    :param handler_memory_size: Of the stack's handler, in MiB, 128 to 10,240. Default: 512
    :param handler_timeout: Of one invocation of the stack's handler, 1 to 15 minutes.
        Default: Duration.minutes(15)
    :param handler_log_level: Of the stack's handler; at no level are there secrets in its log.
        Default: ApplicationLogLevel.INFO
    :param handler_log_retention: Of the stack's handler's log. Default: RetentionDays.ONE_MONTH
    :param handler_tracing: Whether X-Ray traces the stack's handler. Default: Tracing.DISABLED
    :raises ValueError: A value breaks a constraint of the API; tokens are let through.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - the name that all constructs have
        *,
        user_pool: cognito.IUserPool,
        job_name: str | None = None,
        source: UserImportSource | None = None,
        password_hashing_algorithm: PasswordHashingAlgorithm | None = None,
        cloud_watch_logs_role: iam.IRole | None = None,
        max_failed_users: int = 0,
        max_skipped_users: int | None = None,
        wait: bool = True,
        validate: bool = True,
        trigger: str | None = None,
        service_timeout: Duration | None = None,
        handler_runtime: lambda_.Runtime | None = None,
        handler_architecture: lambda_.Architecture | None = None,
        handler_memory_size: int | None = None,
        handler_timeout: Duration | None = None,
        handler_log_level: lambda_.ApplicationLogLevel | None = None,
        handler_log_retention: logs.RetentionDays | None = None,
        handler_tracing: lambda_.Tracing | None = None,
    ) -> None:
        super().__init__(scope, id)
        if job_name is None:
            job_name = Names.unique_resource_name(
                self, max_length=MAX_BASE_NAME_LENGTH, separator="-"
            )
        check_constraint("job_name", job_name, _BASE_NAME)
        check_constraint("user_pool.user_pool_id", user_pool.user_pool_id, USER_POOL_ID)
        check_algorithm(password_hashing_algorithm)
        check_count("max_failed_users", max_failed_users)
        check_count("max_skipped_users", max_skipped_users)
        check_source(source, wait=wait, validate=validate)
        if cloud_watch_logs_role is not None:
            check_constraint(
                "cloud_watch_logs_role.role_arn", cloud_watch_logs_role.role_arn, ROLE_ARN
            )
        config = None
        if source is not None:
            check_auto_verification(user_pool)
            config = source.bind(self, user_pool=user_pool)
        handler = UserImportHandler.of_stack(
            self,
            {
                "runtime": handler_runtime,
                "architecture": handler_architecture,
                "memory_size": handler_memory_size,
                "timeout": handler_timeout,
                "log_level": handler_log_level,
                "log_retention": handler_log_retention,
                "tracing": handler_tracing,
            },
        )
        self._user_pool = user_pool
        self._handler = handler.function
        self._logs_role: iam.IRole = cloud_watch_logs_role or UserImportLogsRole(self, "LogsRole")
        policy = iam.Policy(
            self,
            "Policy",
            roles=[handler.role],
            statements=create_permissions(user_pool, self._logs_role),
        )
        properties = {
            "UserPoolId": user_pool.user_pool_id,
            "JobName": job_name,
            "CloudWatchLogsRoleArn": self._logs_role.role_arn,
            "PasswordHashingAlgorithm": password_hashing_algorithm,
            "Trigger": trigger,
        }
        if config is not None:
            allow_import(policy, user_pool, config, reads_log=wait)
            properties |= import_properties(
                config,
                max_failed_users=max_failed_users,
                max_skipped_users=max_skipped_users,
                wait=wait,
                validate=validate,
            )
            config.check_at_synth(
                self, user_pool, password_hashing_algorithm, max_failed_users, row_rules=validate
            )
        self._resource = CustomResource(
            self,
            "Resource",
            resource_type=RESOURCE_TYPE,
            service_token=self._handler.function_arn,
            service_timeout=handler.settings.service_timeout(service_timeout),
            properties=properties,
        )
        # Without these, Create could run before the handler may do it or Cognito may write the log,
        # and Delete after they are gone.
        self._resource.node.add_dependency(handler, policy, self._logs_role)
        if config is not None:
            handler.chain(self._resource)
        if password_hashing_algorithm is not None:
            warn_without_password_flow(self, user_pool)

    @property
    def user_pool(self) -> cognito.IUserPool:
        """The pool that users are imported into."""
        return self._user_pool

    @property
    def cloud_watch_logs_role(self) -> iam.IRole:
        """The role with which Cognito writes the job's log."""
        return self._logs_role

    @property
    def handler(self) -> lambda_.Function:
        """The function that handles all import jobs of this stack."""
        return self._handler

    @property
    def job_id(self) -> str:
        """The id of the job, such as ``import-mAgUtd8PMm``."""
        return self._attribute("JobId")

    @property
    def pre_signed_url(self) -> str:
        """The URL that takes the CSV file by PUT, for 15 minutes from the job's creation.

        It is a secret: whoever has it can upload users. The PUT must send the header
        ``x-amz-server-side-encryption: aws:kms``.
        """
        return self._attribute("PreSignedUrl")

    @property
    def job_name(self) -> str:
        """The full name of the job: the base name and the fingerprint."""
        return self._attribute("JobName")

    @property
    def status(self) -> str:
        """The status of the job when the deployment ended, such as ``Created``."""
        return self._attribute("Status")

    @property
    def imported_users(self) -> str:
        """The number of users imported by the end of the deployment; empty before a start."""
        return self._attribute("ImportedUsers")

    @property
    def skipped_users(self) -> str:
        """The number of users skipped by the end of the deployment; empty before a start."""
        return self._attribute("SkippedUsers")

    @property
    def failed_users(self) -> str:
        """The number of users that failed by the end of the deployment; empty before a start."""
        return self._attribute("FailedUsers")

    @property
    def completion_message(self) -> str:
        """What Cognito says of the import's end; empty before it."""
        return self._attribute("CompletionMessage")

    def _attribute(self, name: str) -> str:
        return Token.as_string(self._resource.get_att(name))
