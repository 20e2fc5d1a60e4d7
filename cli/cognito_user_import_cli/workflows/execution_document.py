"""An execution as JSON, and as lines for a person."""

from datetime import UTC, datetime
from typing import Any, Final

from cognito_user_import_cli.jobs.document import moment
from cognito_user_import_cli.workflows.execution_state import ExecutionState

_WIDTH: Final = len("execution") + 2


def execution_document(state: ExecutionState) -> dict[str, Any]:
    """Return an execution with the keys of docs/cli.md; None where it has no value."""
    return {
        "execution": state.name,
        "execution_arn": state.arn,
        "status": state.status,
        "user_pool_id": state.user_pool_id,
        "source": state.source,
        "start_date": _utc(state.start),
        "stop_date": state.stop and _utc(state.stop),
        "stage": state.stage or None,
        "part": state.part,
        "parts": state.parts,
        "rows": state.rows,
        "imported_users": state.imported,
        "skipped_users": state.skipped,
        "failed_users": state.failed,
        "job_id": state.job.job_id if state.job else None,
        "problem": state.problem or None,
        "report": state.report or None,
    }


def execution_lines(state: ExecutionState) -> str:
    """Return an execution as text, one line per value that it has."""
    users = f"{state.done:,}{'' if state.rows is None else f' of {state.rows:,}'}"
    values = {
        "execution": state.name,
        "status": state.status,
        "user pool": state.user_pool_id,
        "file": state.source,
        "started": moment(state.start),
        "ended": state.stop and moment(state.stop),
        "now": state.stage,
        "job": state.job and state.job.job_id,
        "users": users if state.is_running else "",
        "imported": f"{state.imported:,}",
        "skipped": f"{state.skipped:,}",
        "failed": f"{state.failed:,}",
        "problem": state.problem,
        "report": state.report,
    }
    return "\n".join(f"{label:<{_WIDTH}}{value}" for label, value in values.items() if value)


def sums(state: ExecutionState) -> str:
    """Return an execution's status and counts as part of a sentence."""
    return (
        f"{state.status}: {state.imported:,} imported, {state.skipped:,} skipped, "
        f"{state.failed:,} failed"
    )


def _utc(time: datetime) -> str:
    return time.astimezone(UTC).isoformat()
