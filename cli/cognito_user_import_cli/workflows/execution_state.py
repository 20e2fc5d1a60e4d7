"""How far an execution is: what Step Functions, the report bucket, and the job say together."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from cognito_user_import.aws.deadline import Clock
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.job_name import job_names
from cognito_user_import.properties.import_properties import ImportProperties
from cognito_user_import.workflow.executions import RUNNING
from cognito_user_import.workflow.part_result import Totals
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.workflows.report_folder import ReportFolder
from cognito_user_import_cli.workflows.workflow_executions import WorkflowExecutions
from cognito_user_import_cli.workflows.workflow_lookup import DeployedWorkflow

_NEWEST_JOBS: Final = 60
"""One page of a pool's jobs. The one that runs is among them."""


@dataclass(frozen=True, slots=True)
class ExecutionState:
    """An execution at the time of one look.

    :param status: That of Step Functions, or of the report if there is one.
    :param stage: What it is doing, as the end of "The execution is ...". Empty if it has ended.
    :param part: The part that is imported; None before and after.
    :param parts: None as long as the file isn't divided.
    :param rows: The rows of the file; lines, blank ones included, until they are checked.
    :param before: The rows that have a result without the running job.
    :param job: The running job.
    :param problem: Why it didn't succeed, or empty.
    :param report: The place of its report, or empty.
    """

    name: str
    arn: str
    status: str
    start: datetime
    stop: datetime | None
    user_pool_id: str
    source: str
    stage: str
    part: int | None
    parts: int | None
    rows: int | None
    before: int
    imported: int
    skipped: int
    failed: int
    job: ImportJob | None
    problem: str
    report: str

    @property
    def is_running(self) -> bool:
        """Whether the execution runs."""
        return self.status == RUNNING

    @property
    def done(self) -> int:
        """The rows that have a result."""
        return self.before + (self.job.read_rows if self.job else 0)

    @property
    def short(self) -> str:
        """What it is doing, in few words."""
        return f"Part {self.part} of {self.parts}" if self.part else self.stage.capitalize()


class ExecutionLook:
    """Looks at an execution, again and again. What can't change is read once.

    :param patience: Seconds for which one call is retried.
    """

    def __init__(self, aws: Aws, workflow: DeployedWorkflow, name: str, *, patience: float) -> None:
        self._workflow, self._name = workflow, name
        self._executions = WorkflowExecutions(aws, workflow, patience)
        self.folder = ReportFolder(aws, workflow.report_bucket, name, patience)
        self._pool = workflow.properties.user_pool_id
        self._jobs = aws.jobs(self._pool, patience=patience)
        self._documents: dict[str, Any] = {}
        # Of the parts in their order: the first without a result, and the sums before it.
        self._part, self._before = 1, Totals()

    def __call__(self) -> ExecutionState:
        """Return the current state.

        :raises ServiceError: An operation failed, or the execution doesn't exist.
        """
        described = self._executions.describe(self._name)
        is_running = described["status"] == RUNNING
        report = None if is_running else self._document("report.json")
        plan, check = self._document("plan.json"), self._document("check.json")
        part, totals = self._progress(plan, check)
        part = part if is_running else None
        job = self._running_job(part) if part else None
        known = report or {**plan, **check}
        return ExecutionState(
            name=self._name,
            arn=described["executionArn"],
            status=known.get("Status") or described["status"],
            start=described["startDate"],
            stop=described.get("stopDate"),
            user_pool_id=known.get("UserPoolId") or self._pool,
            source=known.get("Source") or self._source,
            stage=_stage(plan, check, part) if is_running else "",
            part=part,
            parts=plan.get("Parts"),
            rows=known.get("Rows") or plan.get("Lines"),
            before=totals.rows + (job.left_out_users if job else 0),
            imported=known.get(
                "ImportedUsers", totals.imported + (job.imported_users if job else 0)
            ),
            skipped=known.get("SkippedUsers", totals.skipped + (job.skipped_users if job else 0)),
            failed=known.get("FailedUsers", totals.failed + (job.failed_users if job else 0)),
            job=job,
            problem=known.get("Problem") or described.get("cause", ""),
            report=f"{self.folder.url}/report.json" if report else "",
        )

    def _progress(self, plan: Any, check: Any) -> tuple[int | None, Totals]:
        """Return the part that is imported, or would be next, and the sums of those before it."""
        parts = plan.get("Parts", 0)
        if check.get("Problem", "unchecked"):
            return None, Totals()
        while self._part <= parts:
            result = self._document(f"parts/{self._part}.json")
            if not result:
                return self._part, self._before
            if result["Problem"]:
                return None, self._before.plus(Totals.of(result))
            self._before = self._before.plus(Totals.of(result))
            self._part += 1
        return None, self._before

    @property
    def clock(self) -> Clock:
        """The clock of all calls."""
        return self._jobs.calls.deadline.clock

    @property
    def _source(self) -> str:
        source = self._workflow.properties.source
        return source.url if source else ""

    def _document(self, name: str) -> Any:
        """Return a document, once it exists; until then, an empty one."""
        if name not in self._documents:
            found = self.folder.get(name)
            if found is None:
                return {}
            self._documents[name] = found
        return self._documents[name]

    def _running_job(self, part: int) -> ImportJob | None:
        # The workflow may have been deployed again since the execution began.
        begun = self._document("plan.json").get("Properties")
        properties = ImportProperties.of(begun) if begun else self._workflow.properties
        names = job_names(
            properties.base_name,
            properties.password_hashing_algorithm,
            properties.trigger,
            self._document("parts.json")[part - 1]["Digest"],
        )
        newest = islice(self._jobs.newest_first(), _NEWEST_JOBS)
        return next((job for job in newest if job.is_running and names.include(job.job_name)), None)


def _stage(plan: Any, check: Any, part: int | None) -> str:
    if part:
        return f"importing part {part} of {plan['Parts']}"
    if not plan:
        return "planning the parts"
    if "Problem" not in plan and not check:
        return f"checking {plan['Parts']} part{'' if plan['Parts'] == 1 else 's'}"
    return "writing the report"
