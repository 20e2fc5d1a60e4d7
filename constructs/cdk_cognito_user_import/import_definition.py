"""What an import imports, where, and within which limits."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from aws_cdk import Names, Tokenization
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from constructs import Construct

from cdk_cognito_user_import.defined_pool import check_auto_verification
from cdk_cognito_user_import.import_permissions import ImportPermissions, import_permissions
from cdk_cognito_user_import.password_flow_warning import warn_without_password_flow
from cdk_cognito_user_import.user_import_logs_role import UserImportLogsRole
from cdk_cognito_user_import.user_import_source import UserImportSource, UserImportSourceConfig
from cdk_cognito_user_import.validation import (
    check_algorithm,
    check_constraint,
    check_place,
    check_source,
    check_text,
)
from cdk_cognito_user_import.wrong_value import ROLE, USER_POOL, attribute_of
from cognito_user_import.cognito.job_name import MAX_BASE_NAME_LENGTH
from cognito_user_import.cognito.service_model import (
    JOB_NAME,
    ROLE_ARN,
    USER_POOL_ID,
    PasswordHashingAlgorithm,
)

_BASE_NAME: Final = JOB_NAME._replace(maximum=MAX_BASE_NAME_LENGTH)


@dataclass(frozen=True, kw_only=True)
class ImportDefinition:
    """The parameters that UserImportJob and UserImportWorkflow have in common, checked.

    Both document them.

    :param scope: The construct of the import.
    :param wait: Whether something looks at the end of the import.
    :raises ValueError: A value is not allowed. Unresolved tokens pass.
    """

    scope: Construct
    user_pool: cognito.IUserPool
    job_name: str | None
    source: UserImportSource | None
    password_hashing_algorithm: PasswordHashingAlgorithm | None
    cloud_watch_logs_role: iam.IRole | None
    max_failed_users: int
    max_skipped_users: int | None
    skip_existing_users: bool
    wait: bool
    validate: bool
    trigger: str | None

    def __post_init__(self) -> None:
        check_constraint("job_name", self._base_name, _BASE_NAME)
        pool_id = attribute_of("user_pool", self.user_pool, "user_pool_id", USER_POOL)
        check_constraint("user_pool.user_pool_id", pool_id, USER_POOL_ID)
        check_place(self.scope, self.user_pool)
        check_algorithm(self.password_hashing_algorithm)
        check_text("trigger", self.trigger)
        check_source(
            self.source,
            wait=self.wait,
            validate=self.validate,
            skip_existing_users=self.skip_existing_users,
            max_failed_users=self.max_failed_users,
            max_skipped_users=self.max_skipped_users,
        )
        if (role := self.cloud_watch_logs_role) is not None:
            role_arn = attribute_of("cloud_watch_logs_role", role, "role_arn", ROLE)
            check_constraint("cloud_watch_logs_role.role_arn", role_arn, ROLE_ARN)

    @cached_property
    def config(self) -> UserImportSourceConfig | None:
        """What the source gives, with what it needs in the scope; None without a source."""
        if self.source is None:
            return None
        return self.source.bind(self.scope, user_pool=self.user_pool)

    @cached_property
    def logs_role(self) -> iam.IRole:
        """The role that Cognito uses to write the log, given or new."""
        return self.cloud_watch_logs_role or UserImportLogsRole(self.scope, "LogsRole")

    def permissions(self, *, lists_users: bool, reads_log: bool) -> ImportPermissions:
        """Return what the import needs permission for."""
        return import_permissions(
            self.scope,
            self.user_pool,
            self.logs_role,
            self.config,
            lists_users=lists_users,
            reads_log=reads_log,
        )

    @property
    def content(self) -> dict[str, str | None]:
        """The properties of the resource that say what is imported, and where."""
        return {
            "UserPoolId": self.user_pool.user_pool_id,
            "JobName": self._base_name,
            "CloudWatchLogsRoleArn": self.logs_role.role_arn,
            "PasswordHashingAlgorithm": self.password_hashing_algorithm,
            "Trigger": self.trigger,
            **(self.config.properties if self.config else {}),
        }

    @property
    def limits(self) -> dict[str, str | None]:
        """The properties of the resource that say which rows may fail or be left out."""
        return {
            "MaxFailedUsers": _text(self.max_failed_users),
            "MaxSkippedUsers": _text(self.max_skipped_users),
            "SkipExistingUsers": None if self.skip_existing_users else "false",
            "Validate": None if self.validate else "false",
        }

    def check_at_synth(self, *, of_any_size: bool = False) -> None:
        """Fail the synth if the pool can't import, or a local file can't be imported into it.

        :param of_any_size: Whether the file may be larger than one job imports.
        """
        if self.password_hashing_algorithm is not None:
            warn_without_password_flow(self.scope, self.user_pool)
        if self.config is None:
            return
        if self.config.users is None:
            check_auto_verification(self.scope, self.user_pool)
            return
        # A job without local users needs no rules, which take time to load.
        from cdk_cognito_user_import.users_check import check_users

        check_users(
            self.scope,
            self.config.users,
            self.user_pool,
            algorithm=self.password_hashing_algorithm,
            max_failed_users=self.max_failed_users,
            row_rules=self.validate,
            wait=self.wait and not of_any_size,
            of_any_size=of_any_size,
        )

    @cached_property
    def _base_name(self) -> str:
        if self.job_name is not None:
            return self.job_name
        return Names.unique_resource_name(
            self.scope, max_length=MAX_BASE_NAME_LENGTH, separator="-"
        )


def _text(count: int | None) -> str | None:
    return None if count is None else Tokenization.stringify_number(count)
