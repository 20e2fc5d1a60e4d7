"""The jobs that an execution leaves running when it ends before its import does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from cognito_user_import.cognito import job_control
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.job_name import job_names
from cognito_user_import.properties.import_properties import ImportProperties
from cognito_user_import.workflow.execution_folder import ExecutionFolder, Json
from cognito_user_import.workflow.executions import Executions
from cognito_user_import.workflow.wait_signal import DEPLOYMENT

ENDED: Final = "ended.json"
"""The document of an execution that was aborted, failed, or timed out: ``StateMachineArn``. A
function outlives its execution, so a step may be at work. If the execution is redriven, it runs
again, and the document says nothing anymore."""


@dataclass(frozen=True, slots=True)
class LeftJobs:
    """The jobs of one execution.

    :param jobs: Those of the pool.
    :param folder_of: Returns the folder of an execution by its name.
    """

    execution: str
    properties: ImportProperties
    executions: Executions
    jobs: ImportJobs
    folder_of: Callable[[str], ExecutionFolder]

    def stop(self) -> list[tuple[Json, ImportJob]]:
        """Stop the jobs, unless another execution continues with them; return them by part."""
        return [] if self.is_continued else self.stop_now()

    def stop_now(self) -> list[tuple[Json, ImportJob]]:
        """Stop the jobs, and return them by part."""
        return list(self._stopped())

    @property
    def is_continued(self) -> bool:
        """Whether another execution runs that imports into the same pool."""
        others = (name for name in self.executions.running() if name != self.execution)
        return any(self._has_pool(other) for other in others)

    @property
    def are_in_pool(self) -> bool:
        """Whether the execution imports into the pool, or doesn't say yet."""
        return self._has_pool(self.execution)

    def _has_pool(self, execution: str) -> bool:
        """Return whether an execution imports into the pool, or doesn't say yet."""
        folder, pool = self.folder_of(execution), self.properties.user_pool_id
        known = folder.get(DEPLOYMENT) or folder.get("plan.json") or {}
        return bool(known.get("UserPoolId", pool) == pool)

    def _stopped(self) -> Iterator[tuple[Json, ImportJob]]:
        if not self.are_in_pool:
            # The workflow has got another pool since.
            return
        folder = self.folder_of(self.execution)
        items: Any = folder.get("parts.json") or []
        # The workflow may have been deployed again since.
        begun = (folder.get("plan.json") or {}).get("Properties")
        properties = ImportProperties.of(begun) if begun else self.properties
        names = [
            job_names(
                properties.base_name,
                properties.password_hashing_algorithm,
                properties.trigger,
                item["Digest"],
            )
            for item in items
        ]
        for job in self.jobs.newest_first():
            if not job.is_running:
                continue
            for item, name in zip(items, names, strict=True):
                if name.include(job.job_name):
                    job_control.stop(self.jobs, job)
                    yield item, job
