"""A user import job of Amazon Cognito as a resource of a stack."""

from typing import Final

from aws_cdk import CustomResource, Duration, Token
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from cdk_cognito_user_import.handler_timing import checked_service_timeout
from cdk_cognito_user_import.import_definition import ImportDefinition
from cdk_cognito_user_import.job_grants import JobGrants
from cdk_cognito_user_import.user_import_handler import UserImportHandler
from cdk_cognito_user_import.user_import_handler_options import UserImportHandlerOptions
from cdk_cognito_user_import.user_import_source import UserImportSource, UserImportSourceConfig
from cognito_user_import.cognito.service_model import PasswordHashingAlgorithm

_RESOURCE_TYPE: Final = "Custom::CognitoUserImportJob"


class UserImportJob(JobGrants):
    """A user import job of Amazon Cognito, created when the stack is deployed.

    With a source, the deployment also uploads the CSV file, starts the job, and waits for it to
    end. Then the users are in the pool, or the deployment fails and says which lines failed and
    why. The imports in a stack run one after the other, in the order of their definition, and after
    what they depend on.

    Without a source, the job's pre-signed URL accepts one CSV file for 15 minutes. All attributes
    are tokens, and strings in CloudFormation.

    Cognito keeps import jobs forever, 1,000 per pool. A deployment therefore creates a job only if
    its definition changed: pool, name, algorithm, trigger, and source, or the role if it has none.

    :param scope: The construct that this one belongs to, such as the stack.
    :param id: A name that is unique in the scope. A new name is a new resource.
    :param user_pool: The pool to import users into, owned or imported, in the stack's account and
        Region. It must auto-verify email addresses or phone numbers, or Cognito starts no import.
    :param job_name: The base of the job's name, which is ``<job_name>-<fingerprint>``: 1 to 93
        letters, digits, spaces, and ``_+=,.@-``. Default: - generated from the construct's path
    :param source: The users to import. Default: - none; others upload the file
    :param password_hashing_algorithm: The algorithm of the hashes in the ``password_hash`` column.
        Default: - no hashes
    :param cloud_watch_logs_role: The role that Cognito uses to write the job's log.
        Default: - a new UserImportLogsRole
    :param max_failed_users: Rows of the source that may fail before the deployment does. Default: 0
    :param max_skipped_users: Rows of the source that may be skipped because their users already
        exist, before the deployment fails. Default: - any number; with
        password_hashing_algorithm, none that has a hash, because users keep the password they have
    :param skip_existing_users: Whether rows of users who already exist stay out of the upload. They
        count as skipped. If nobody is new, no job is created. Default: True
    :param wait: Whether the deployment waits for the import to end, up to 55 minutes, and checks
        its counts. If not, it ends when the job reads rows, and the counts are empty. Default: True
    :param validate: Whether the users are checked by all known rules, at synth and before a job is
        created. What AWS documents as the end of a job is always refused. Default: True
    :param trigger: Any text. A new value creates a new job, with a new URL. Default: - none
    :param service_timeout: How long CloudFormation waits for the handler before the resource fails:
        at least 3 times the handler's timeout, plus 6 minutes for pauses and the responder, and at
        most one hour. Default: - one hour if the deployment waits for an import, else 3 times the
        handler's timeout, plus 7 minutes
    :param handler_options: Options of the stack's handler, which all its imports share. Give them
        to the first import, and leave them out or give the same ones to all others.
        Default: UserImportHandlerOptions()
    :raises ValueError: A value is not allowed. Unresolved tokens pass.
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
        skip_existing_users: bool = True,
        wait: bool = True,
        validate: bool = True,
        trigger: str | None = None,
        service_timeout: Duration | None = None,
        handler_options: UserImportHandlerOptions | None = None,
    ) -> None:
        super().__init__(scope, id)
        definition = ImportDefinition(
            scope=self,
            user_pool=user_pool,
            job_name=job_name,
            source=source,
            password_hashing_algorithm=password_hashing_algorithm,
            cloud_watch_logs_role=cloud_watch_logs_role,
            max_failed_users=max_failed_users,
            max_skipped_users=max_skipped_users,
            skip_existing_users=skip_existing_users,
            wait=wait,
            validate=validate,
            trigger=trigger,
        )
        config = definition.config
        handler = UserImportHandler.of_stack(self, handler_options)
        self._user_pool = user_pool
        self._handler = handler.function
        self._logs_role = definition.logs_role
        permissions = definition.permissions(lists_users=skip_existing_users, reads_log=wait)
        properties = {**definition.content, "Trigger": _trigger(trigger, config)}
        if config is not None:
            handler.allow_import(wait=wait)
            properties |= {**definition.limits, "Wait": "true" if wait else "false"}
        definition.check_at_synth()
        self._resource = CustomResource(
            self,
            "Resource",
            resource_type=_RESOURCE_TYPE,
            service_token=self._handler.function_arn,
            service_timeout=checked_service_timeout(
                handler.options.timeout, service_timeout, waits=config is not None and wait
            ),
            properties=properties,
        )
        # Otherwise, Create could run before the handler and Cognito have their permissions, and
        # Delete after they are gone.
        self._resource.node.add_dependency(*handler.requirements, self._logs_role)
        handler.imports.add(
            self._resource,
            permissions,
            logs_role=None if cloud_watch_logs_role else self._logs_role,
            runs=config is not None,
        )

    @property
    def user_pool(self) -> cognito.IUserPool:
        """The pool that users are imported into."""
        return self._user_pool

    @property
    def cloud_watch_logs_role(self) -> iam.IRole:
        """The role that Cognito uses to write the job's log."""
        return self._logs_role

    @property
    def handler(self) -> lambda_.Function:
        """The function that handles all import jobs in this stack."""
        return self._handler


def _trigger(given: str | None, config: UserImportSourceConfig | None) -> str | None:
    triggers = [given, config.trigger if config else None]
    texts = [Token.as_string(trigger) for trigger in triggers if trigger is not None]
    return " ".join(texts) if texts else None
