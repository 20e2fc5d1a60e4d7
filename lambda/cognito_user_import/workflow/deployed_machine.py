"""The state machine of a stack: before it is deleted, its executions and their jobs are stopped."""

import logging
from typing import Final

from cognito_user_import.aws.clients import Clients
from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.cloudformation.request import Request
from cognito_user_import.cognito.advice import COGNITO_ADVICE
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.errors import UserImportError
from cognito_user_import.properties.import_properties import ImportProperties
from cognito_user_import.properties.text import text
from cognito_user_import.workflow.execution_folder import ExecutionFolder
from cognito_user_import.workflow.executions import Executions
from cognito_user_import.workflow.left_jobs import LeftJobs

logger = logging.getLogger(__name__)

_PROPAGATION: Final = 60.0


class DeployedMachine:
    """The executions of a state machine, whoever started them, in one request."""

    def __init__(self, request: Request, clients: Clients, deadline: Deadline) -> None:
        self._request, self._clients = request, clients
        properties = request.properties
        self.arn = text(properties, "StateMachineArn")
        self._bucket = text(properties, "ReportBucket")
        self._import = ImportProperties.of(properties)
        self._calls = ServiceCalls("the report bucket", deadline, _PROPAGATION, advice={})
        self._executions = Executions.of(clients.state_machines, self.arn, self._calls)

    def update(self) -> str:
        """Return the ARN. Stop the executions in a pool that the workflow no longer has.

        Otherwise, a running job would keep CloudFormation from deleting that pool.
        """
        old = ImportProperties.of(self._request.old_properties)
        if old.user_pool_id != self._import.user_pool_id:
            try:
                self._stop(old, "The workflow has another user pool.", all_pools=False)
            except UserImportError as error:
                logger.warning("an import into %s may still run: %s", old.user_pool_id, error)
        return self.arn

    def delete(self) -> None:
        """Stop all executions, and then their jobs. Errors are for the caller to log."""
        if self._request.physical_resource_id == self.arn:
            self._stop(self._import, "The stack is deleted.", all_pools=True)

    def _stop(self, given: ImportProperties, cause: str, *, all_pools: bool) -> None:
        """Stop executions, and then what runs of theirs in a pool.

        :param given: What the workflow imports, and where.
        """
        pool = given.user_pool_id
        calls = self._calls.about(f"user pool {pool}", COGNITO_ADVICE)
        jobs = ImportJobs(self._clients.cognito, pool, calls)

        def left(execution: str) -> LeftJobs:
            return LeftJobs(execution, given, self._executions, jobs, self._folder)

        seen: list[str] = []
        while running := [name for name in self._executions.running() if name not in seen]:
            for name in running:
                if all_pools or left(name).are_in_pool:
                    # First, because a step may be about to start a job.
                    self._folder(name).stop()
                    self._executions.stop(name, cause)
            seen += running
        # Also of those that ended before, whose events are late, or lost with the rule.
        for name in self._executions.newest_first():
            if not any(job.is_running for job in jobs.newest_first()):
                return
            left(name).stop_now()

    def _folder(self, execution: str) -> ExecutionFolder:
        return ExecutionFolder(self._clients.s3, self._bucket, execution, self._calls)
