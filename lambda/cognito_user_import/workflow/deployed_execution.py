"""The execution that a deployment starts: what Create, Update, and Delete do."""

import logging
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final

from cognito_user_import.aws.clients import Clients
from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.cloudformation.physical_id import no_job_id
from cognito_user_import.cloudformation.request import Request
from cognito_user_import.cloudformation.standing import StackQuestion, Standing
from cognito_user_import.cognito.advice import COGNITO_ADVICE
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.errors import InvalidPropertyError, ServiceError
from cognito_user_import.fingerprint import fingerprint
from cognito_user_import.properties.import_properties import ImportProperties
from cognito_user_import.properties.text import text
from cognito_user_import.workflow.execution_folder import ExecutionFolder
from cognito_user_import.workflow.executions import EXISTS, Executions
from cognito_user_import.workflow.left_jobs import ENDED, LeftJobs
from cognito_user_import.workflow.wait_signal import DEPLOYMENT

logger = logging.getLogger(__name__)

_PREFIX: Final = "deploy"
_PROPAGATION: Final = 60.0
_READING_LAG: Final = 10.0
_ASKING_TIME: Final = 30.0


class DeployedExecution:
    """The execution of one resource, in one request.

    Its name is the fingerprint of what is imported, and of the request: a repeated request finds
    the execution that it started.

    :param remember: Called with the ARN before the execution starts, so that even a failed Create
        responds with the execution that Delete must stop.
    """

    def __init__(
        self,
        request: Request,
        clients: Clients,
        deadline: Deadline,
        *,
        remember: Callable[[str], None],
    ) -> None:
        self._request, self._clients, self._deadline = request, clients, deadline
        self._remember = remember
        properties = request.properties
        self._machine = text(properties, "StateMachineArn")
        self._bucket = text(properties, "ReportBucket")
        self._handle = text(properties, "WaitHandle", default="")
        self._import = ImportProperties.of(properties)
        self._content = _content_of(properties)
        self._calls = ServiceCalls("the report bucket", deadline, _PROPAGATION, advice={})
        self._executions = Executions.of(clients.state_machines, self._machine, self._calls)

    def create(self) -> str:
        """Start the execution, and return its ARN.

        :raises WithdrawnError: CloudFormation no longer waits for this request.
        :raises ServiceError: Step Functions refused.
        """
        answer = self._question.ask()
        own = self._executions.arn(self._name)
        if answer.standing == Standing.ANSWERED and answer.job_id == own:
            return own
        if answer.standing in (Standing.ANSWERED, Standing.CANCELED):
            raise self._question.withdrawn(answer)
        if answer.standing == Standing.ROLLBACK:
            return self._before_the_update()
        return self._started()

    def update(self) -> str:
        """Start another execution if something else is to be imported; return its ARN.

        A rollback starts nothing.
        """
        same = _content_of(self._request.old_properties) == self._content
        if same and self._is_execution(self._request.physical_resource_id):
            return self._request.physical_resource_id
        return self.create()

    def delete(self) -> None:
        """Stop the execution and its job. Errors are for the caller to log."""
        arn = self._request.physical_resource_id
        if self._is_execution(arn):
            self._stop(arn.rpartition(":")[2], self._import)
        elif arn == no_job_id(self._request.stack_id, self._request.logical_resource_id):
            self._stop_unanswered(self._request.properties)

    @property
    def _name(self) -> str:
        return f"{_PREFIX}-{self._content}-{fingerprint(self._request.request_id)[:6]}"

    def _is_execution(self, physical_id: str) -> bool:
        return physical_id.startswith(self._executions.arn(f"{_PREFIX}-"))

    @cached_property
    def _question(self) -> StackQuestion:
        calls = ServiceCalls(
            f"stack {self._request.stack_id}",
            self._deadline,
            _READING_LAG,
            advice={},
            patience=_ASKING_TIME,
        )
        return StackQuestion(self._request, self._clients, calls)

    def _folder(self, name: str) -> ExecutionFolder:
        return ExecutionFolder(self._clients.s3, self._bucket, name, self._calls)

    def _started(self) -> str:
        name = self._name
        arn = self._executions.arn(name)
        self._remember(arn)
        self._folder(name).put(
            DEPLOYMENT,
            {
                "StackId": self._request.stack_id,
                "WaitHandle": self._handle,
                "UserPoolId": self._import.user_pool_id,
            },
        )
        try:
            self._executions.start(name)
        except ServiceError as error:
            if error.code != EXISTS:
                raise
        logger.info("execution %s started", name)
        answer = self._question.ask()
        if answer.standing == Standing.CANCELED:
            # CloudFormation may have sent Delete before this execution began.
            self._stop(name, self._import)
            raise self._question.withdrawn(answer)
        return arn

    def _before_the_update(self) -> str:
        """Return the newest execution of this content, which the failed update replaced."""
        self._stop_unanswered(self._request.old_properties)
        own = f"{_PREFIX}-{self._content}-"
        names = self._executions.newest_first()
        name = next((name for name in names if name.startswith(own)), f"{own}gone")
        return self._executions.arn(name)

    def _stop_unanswered(self, properties: Mapping[str, Any]) -> None:
        """Stop what a request started for which the responder answered, without knowing it."""
        started = f"{_PREFIX}-{_content_of(properties)}-"
        for name in self._executions.running():
            if name.startswith(started):
                self._stop(name, ImportProperties.of(properties))

    def _stop(self, name: str, given: ImportProperties) -> None:
        """Stop an execution: first by a document, because a step may be at work.

        :param given: What it imports.
        """
        pool = given.user_pool_id
        calls = ServiceCalls(f"user pool {pool}", self._deadline, 0.0, advice=COGNITO_ADVICE)
        jobs = ImportJobs(self._clients.cognito, pool, calls)
        left = LeftJobs(name, given, self._executions, jobs, self._folder)
        if left.is_continued:
            # The marker would make that step stop the job of the other execution.
            self._folder(name).put(ENDED, {"StateMachineArn": self._machine})
        else:
            self._folder(name).stop()
        self._executions.stop(name, "The deployment no longer wants it.")
        left.stop()


def _content_of(properties: Mapping[str, Any]) -> str:
    """Return the fingerprint of what is imported, and where."""
    given = ImportProperties.of(properties)
    if given.source is None:
        raise InvalidPropertyError("SourceBucket and SourceKey must name a CSV file")
    return fingerprint(
        given.user_pool_id,
        given.base_name,
        given.password_hashing_algorithm,
        given.trigger,
        text(properties, "SourceTrigger", default=""),
        *given.source.content,
    )
