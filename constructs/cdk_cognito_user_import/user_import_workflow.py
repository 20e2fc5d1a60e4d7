"""An import of any size: a state machine that runs one import job after the other."""

from collections.abc import Mapping
from typing import ClassVar, Final

from aws_cdk import Duration, Stack, Token
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from cdk_cognito_user_import.at_synth import at_synth
from cdk_cognito_user_import.execution_events import stop_job_after_the_end
from cdk_cognito_user_import.handler_functions import HandlerFunctions
from cdk_cognito_user_import.import_definition import ImportDefinition
from cdk_cognito_user_import.rendered_resource import forget_rendered
from cdk_cognito_user_import.user_import_handler_options import (
    UserImportHandlerOptions,
    checked_options,
)
from cdk_cognito_user_import.user_import_source import UserImportSource
from cdk_cognito_user_import.validation import member, seconds_of
from cdk_cognito_user_import.workflow_life_cycle import WorkflowLifeCycle, WorkflowStart
from cdk_cognito_user_import.workflow_monitoring import WorkflowMonitoring
from cdk_cognito_user_import.workflow_resources import (
    STOP_MARKERS,
    import_policy,
    report_bucket,
    state_machine,
    step_function,
)
from cognito_user_import.cognito.service_model import PasswordHashingAlgorithm

_LONGEST_WAIT: Final = 43_200
"""Seconds that a WaitCondition waits."""
_LONGEST_TRIGGER: Final = 4096
"""Characters. EventBridge allows 8,192 for all that a rule tells its target."""
_CSV: Final = "a CSV file, UserImportSource.bucket(...), .asset(...), or .deployed(...)"


class UserImportWorkflow(WorkflowMonitoring):
    """Imports users from a CSV file of any size into a user pool of Amazon Cognito.

    A Step Functions state machine divides the file into parts of at most 500,000 rows and
    100,000,000 bytes, checks all rows, runs one import job after the other, and leaves a report in
    Amazon S3. Another execution continues where one ended. Nobody is imported twice.
    Cognito keeps import jobs forever, 1,000 per pool, and each part needs one.

    :param scope: The construct that this one belongs to, such as the stack.
    :param id: A name that is unique in the scope. A new name is a new resource.
    :param user_pool: The pool to import users into, owned or imported, in the stack's account and
        Region. It must auto-verify email addresses or phone numbers, or Cognito starts no import.
    :param source: The CSV file: UserImportSource.bucket(...), .asset(...), or .deployed(...). It
        must not change while an execution runs.
    :param start: Whether a deployment starts an execution, or only people and programs do. A
        deployment does if pool, source, job_name, algorithm, or trigger is new, and ends at once.
        Deleting the stack stops that execution. Default: WorkflowStart.ON_REQUEST
    :param wait: How long the deployment waits for the execution that it starts, up to 12 hours. It
        fails if the execution does, or takes longer. Default: - it doesn't wait
    :param job_name: The base of the jobs' names, which are ``<job_name>-<fingerprint>``: 1 to 93
        letters, digits, spaces, and ``_+=,.@-``. Default: - generated from the construct's path
    :param password_hashing_algorithm: Of the hashes in ``password_hash``. Default: - no hashes
    :param cloud_watch_logs_role: The role that Cognito uses to write the jobs' logs.
        Default: - a new UserImportLogsRole
    :param max_failed_users: Rows of the file that may fail. More end the execution. Default: 0
    :param max_skipped_users: Rows of the whole file that may be skipped because their users already
        existed. Default: - any number; with password_hashing_algorithm, none that has a hash,
        because users keep the password they have
    :param skip_existing_users: Whether rows of users who already exist stay out of the upload. They
        count as skipped. Default: True
    :param validate: Whether the rows are checked by all known rules before the first job is
        created. What AWS documents as the end of a job is always refused. Default: True
    :param trigger: Up to 4,096 characters. With a new value, all parts have new jobs.
        Default: - none
    :param handler_options: Options of the functions, which this workflow alone has, and of the
        state machine's log and tracing. Default: UserImportHandlerOptions()
    :raises ValueError: A value is not allowed. Unresolved tokens pass.
    """

    _part_limits: ClassVar[Mapping[str, int] | None] = None
    """Smaller parts, for tests. Default: - those that an import job accepts"""

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - the name that all constructs have
        *,
        user_pool: cognito.IUserPool,
        source: UserImportSource,
        start: WorkflowStart = WorkflowStart.ON_REQUEST,
        wait: Duration | None = None,
        job_name: str | None = None,
        password_hashing_algorithm: PasswordHashingAlgorithm | None = None,
        cloud_watch_logs_role: iam.IRole | None = None,
        max_failed_users: int = 0,
        max_skipped_users: int | None = None,
        skip_existing_users: bool = True,
        validate: bool = True,
        trigger: str | None = None,
        handler_options: UserImportHandlerOptions | None = None,
    ) -> None:
        super().__init__(scope, id)
        start = member("start", start, WorkflowStart)
        if wait is not None:
            seconds_of("wait", wait, 1, _LONGEST_WAIT)
            if start != WorkflowStart.ON_DEPLOY:
                raise ValueError(f"wait must come with start=ON_DEPLOY. Received: start={start}")
        options = checked_options(handler_options)
        options.require_workflow()
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
            wait=True,
            validate=validate,
            trigger=trigger,
        )
        size = 0 if trigger is None or Token.is_unresolved(trigger) else len(trigger)
        if size > _LONGEST_TRIGGER:
            raise ValueError(
                f"trigger must have up to {_LONGEST_TRIGGER:,} characters, has {size:,}"
            )
        config = definition.config
        if config is None or config.properties["SourceFormat"] != "CSV":
            what = "users in code, which UserImportJob imports" if config else "None"
            raise ValueError(f"source must be {_CSV}. Received: {what}")
        at_synth(Stack.of(self), forget_rendered)
        definition.check_at_synth(of_any_size=True)
        self._user_pool = user_pool
        self._logs_role = definition.logs_role
        self._reports = report_bucket(self)
        self._function = step_function(
            HandlerFunctions(self, options, of_workflow=True), self._reports
        )
        needed = definition.permissions(lists_users=True, reads_log=True)
        policy = import_policy(self, self._function, needed)
        properties = {**definition.content, **definition.limits}
        self._machine = state_machine(
            self,
            self._function,
            self._reports,
            properties,
            self._part_limits,
            options,
        )
        end_rule = stop_job_after_the_end(
            self, self._machine, self._function, self._reports, properties
        )
        # Otherwise, an execution could begin before the function and Cognito have permissions.
        self._machine.node.add_dependency(policy, self._logs_role)
        self._life_cycle = WorkflowLifeCycle(
            self,
            "Deployment",
            machine=self._machine,
            reports=self._reports,
            user_pool=user_pool,
            import_properties=definition.content,
            requirements=[policy, self._logs_role, end_rule],
            options=options,
        )
        if start == WorkflowStart.ON_DEPLOY:
            self._life_cycle.start(config.trigger, self._function, wait)

    @property
    def user_pool(self) -> cognito.IUserPool:
        """The pool that users are imported into."""
        return self._user_pool

    @property
    def cloud_watch_logs_role(self) -> iam.IRole:
        """The role that Cognito uses to write the jobs' logs."""
        return self._logs_role

    @property
    def state_machine(self) -> sfn.StateMachine:
        """The state machine. An execution needs no input."""
        return self._machine

    @property
    def report_bucket(self) -> s3.Bucket:
        """The bucket with a report of each execution."""
        return self._reports

    @property
    def handler(self) -> lambda_.Function:
        """The function of all steps."""
        return self._function

    @property
    def execution_arn(self) -> str:
        """The ARN of the execution that the last deployment started.

        :raises ValueError: A deployment starts none.
        """
        execution_arn = self._life_cycle.execution_arn
        if execution_arn is None:
            raise ValueError("execution_arn must come with ON_DEPLOY. Received: ON_REQUEST")
        return execution_arn

    @property
    def imported_users(self) -> str:
        """The number of users that the execution imported, as a string.

        :raises ValueError: A deployment doesn't wait for it.
        """
        imported = self._life_cycle.imported_users
        if imported is None:
            raise ValueError("imported_users must come with wait. Received: no wait")
        return imported

    def grant_start(self, grantee: iam.IGrantable) -> iam.Grant:
        """Allow a principal, such as a role or a function, to start an execution."""
        return self._machine.grant_start_execution(grantee)

    def grant_stop(self, grantee: iam.IGrantable) -> iam.Grant:
        """Allow a principal to stop an execution, by an object ``executions/<name>/stop``.

        Within five minutes, its job is stopped. No other one starts.
        """
        return iam.Grant.add_to_principal(
            grantee=grantee,
            actions=["s3:PutObject"],
            resource_arns=[self._reports.arn_for_objects(STOP_MARKERS)],
        )
