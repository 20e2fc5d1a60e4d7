"""The execution that a deployment starts: what Create, Update, and Delete do."""

import logging
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any, Final

from cognito_user_import.aws.clients import Clients
from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.cloudformation.physical_id import no_job_id
from cognito_user_import.cloudformation.request import Request
from cognito_user_import.cloudformation.standing import StackQuestion, Standing
from cognito_user_import.cognito import job_control
from cognito_user_import.cognito.advice import COGNITO_ADVICE
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.job_name import job_names
from cognito_user_import.errors import InvalidPropertyError, ServiceError
from cognito_user_import.fingerprint import fingerprint
from cognito_user_import.properties.import_properties import ImportProperties
from cognito_user_import.properties.text import text
from cognito_user_import.workflow.execution_folder import ExecutionFolder
from cognito_user_import.workflow.wait_signal import DEPLOYMENT

logger = logging.getLogger(__name__)

_PREFIX: Final = "deploy"
_PROPAGATION: Final = 60.0
_READING_LAG: Final = 10.0
_ASKING_TIME: Final = 30.0
_EXISTS: Final = "ExecutionAlreadyExists"
_GONE: Final = frozenset({"ExecutionDoesNotExist", "StateMachineDoesNotExist"})
_ADVICE: Final = {
    "AccessDeniedException": "Allow the function's role this operation on the state machine.",
    "StateMachineDoesNotExist": "Check that the state machine exists.",
}


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
        self._calls = ServiceCalls(
            f"state machine {self._machine}", deadline, _PROPAGATION, advice=_ADVICE
        )

    def create(self) -> str:
        """Start the execution, and return its ARN.

        :raises WithdrawnError: CloudFormation no longer waits for this request.
        :raises ServiceError: Step Functions refused.
        """
        answer = self._question.ask()
        if answer.standing == Standing.ANSWERED and answer.job_id == self._arn(self._name):
            return answer.job_id
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
            self._stop(arn, self._import)
        elif arn == no_job_id(self._request.stack_id, self._request.logical_resource_id):
            self._stop_unanswered(self._request.properties)

    @property
    def _name(self) -> str:
        return f"{_PREFIX}-{self._content}-{fingerprint(self._request.request_id)[:6]}"

    def _arn(self, name: str) -> str:
        return f"{self._machine.replace(':stateMachine:', ':execution:', 1)}:{name}"

    def _is_execution(self, physical_id: str) -> bool:
        return physical_id.startswith(self._arn(f"{_PREFIX}-"))

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
        arn = self._arn(name)
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
            self._calls(
                "StartExecution",
                lambda: self._clients.state_machines.start_execution(
                    stateMachineArn=self._machine, name=name
                ),
            )
        except ServiceError as error:
            if error.code != _EXISTS:
                raise
        logger.info("execution %s started", name)
        answer = self._question.ask()
        if answer.standing == Standing.CANCELED:
            # CloudFormation may have sent Delete before this execution began.
            self._stop(arn, self._import)
            raise self._question.withdrawn(answer)
        return arn

    def _before_the_update(self) -> str:
        """Return the newest execution of this content, which the failed update replaced."""
        self._stop_unanswered(self._request.old_properties)
        own = f"{_PREFIX}-{self._content}-"
        names = (each["name"] for each in self._executions())
        name = next((name for name in names if name.startswith(own)), f"{own}gone")
        return self._arn(name)

    def _executions(self, **options: Any) -> Iterator[Mapping[str, Any]]:
        token: dict[str, str] = {}
        while True:
            page = self._calls(
                "ListExecutions",
                partial(
                    self._clients.state_machines.list_executions,
                    stateMachineArn=self._machine,
                    **options,
                    **token,
                ),
            )
            yield from page["executions"]
            if not page.get("nextToken"):
                return
            token = {"nextToken": page["nextToken"]}

    def _stop_unanswered(self, properties: Mapping[str, Any]) -> None:
        """Stop what a request started for which the responder answered, without knowing it."""
        started = f"{_PREFIX}-{_content_of(properties)}-"
        for each in list(self._executions(statusFilter="RUNNING")):
            if each["name"].startswith(started):
                self._stop(each["executionArn"], ImportProperties.of(properties))

    def _stop(self, arn: str, given: ImportProperties) -> None:
        """Stop an execution: first by its marker, because a step may be at work.

        :param given: What it imports.
        """
        name = arn.rpartition(":")[2]
        folder = self._folder(name)
        folder.put_bytes(f"executions/{name}/stop", b"")
        try:
            self._calls(
                "StopExecution",
                lambda: self._clients.state_machines.stop_execution(
                    executionArn=arn, cause="The deployment no longer wants it."
                ),
            )
        except ServiceError as error:
            if error.code not in _GONE:
                raise
        others = [each["name"] for each in self._executions(statusFilter="RUNNING")]
        pool = given.user_pool_id
        if not any(self._may_continue(other, pool) for other in others if other != name):
            self._stop_job(folder, given)

    def _may_continue(self, other: str, pool: str) -> bool:
        """Return whether another execution may go on with the job: it is in the same pool."""
        known = self._folder(other).get(DEPLOYMENT) or self._folder(other).get("plan.json") or {}
        return bool(known.get("UserPoolId", pool) == pool)

    def _stop_job(self, folder: ExecutionFolder, properties: ImportProperties) -> None:
        """Stop the job of an execution that no other one continues with."""
        items: Any = folder.get("parts.json") or []
        names = [
            job_names(
                properties.base_name,
                properties.password_hashing_algorithm,
                properties.trigger,
                item["Digest"],
            )
            for item in items
        ]
        calls = ServiceCalls(
            f"user pool {properties.user_pool_id}", self._deadline, 0.0, advice=COGNITO_ADVICE
        )
        jobs = ImportJobs(self._clients.cognito, properties.user_pool_id, calls)
        for job in jobs.newest_first():
            if job.is_running and any(name.include(job.job_name) for name in names):
                job_control.stop(jobs, job)


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
