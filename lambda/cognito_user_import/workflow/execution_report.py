"""The last step: the report of an execution, and the lines that failed, in two files."""

from datetime import UTC, datetime
from typing import Any, Final

from cognito_user_import.workflow.execution_folder import Json
from cognito_user_import.workflow.part_result import LEFT_OUT, failed_columns
from cognito_user_import.workflow.step import Step
from cognito_user_import.workflow.stop_request import is_stopped
from cognito_user_import.workflow.wait_signal import LONGEST_REASON, send_signal

REPORT: Final = "report.json"
_COUNTS: Final = ("ImportedUsers", "SkippedUsers", "FailedUsers")
_LONGEST_PROBLEM: Final = 4000
SUCCEEDED: Final = "SUCCEEDED"
_NO_RESULT: Final = "A step ended without a result. See the function's log."
_STOPPED: Final = "The execution was stopped before all parts had a result."


def summarize(step: Step) -> Json:
    """Store ``report.json`` and ``failed.csv``; return the counts and where the report is."""
    folder = step.folder
    plan: Any = folder.get("plan.json") or {"Problem": _NO_RESULT}
    parts = list(folder.part_results(plan.get("Parts", 0)))
    check: Any = {} if "Problem" in plan else folder.get("check.json") or {"Problem": _NO_RESULT}
    problem = plan.get("Problem") or check.get("Problem") or _problem_of(parts, plan["Parts"])
    counts = {name: sum(part[name] for part in parts) for name in _COUNTS}
    status = "FAILED" if problem else SUCCEEDED
    if problem and is_stopped(step):
        status = "STOPPED"
        problem = _STOPPED if problem == _NO_RESULT else problem
    folder.put(
        REPORT,
        {
            "Status": status,
            "Problem": problem,
            "Execution": step.execution,
            # A deployment may have changed those of the workflow since.
            "UserPoolId": plan.get("UserPoolId", step.properties.user_pool_id),
            "Source": plan.get("Source", step.source.url),
            "ETag": plan.get("ETag", ""),
            "Rows": check.get("Rows", 0),
            "BlankLines": check.get("BlankLines", 0),
            **counts,
            "StartedAt": plan.get("StartedAt", ""),
            "EndedAt": datetime.now(UTC).isoformat(),
            "Warnings": check.get("Warnings", []),
            "Parts": [
                {name: value for name, value in part.items() if name != LEFT_OUT} for part in parts
            ],
        },
    )
    folder.put_bytes(f"executions/{step.execution}/failed.csv", _failed(step, parts))
    report = f"{folder.url}/{REPORT}"
    listed = ", ".join(f"{counts[name]} {name[:-5].lower()}" for name in _COUNTS)
    end = f" ({listed}). Report: {report}"
    send_signal(
        step,
        succeeded=not problem,
        imported=counts["ImportedUsers"],
        reason=(problem or "All rows have a result")[: LONGEST_REASON - len(end)] + end,
    )
    return {
        "Status": status,
        "Problem": problem[:_LONGEST_PROBLEM],
        **counts,
        "Parts": len(parts),
        "Report": report,
    }


def _problem_of(parts: list[Json], planned: int) -> str:
    """Return what ended the import; empty if nothing did."""
    for number, part in enumerate(parts, 1):
        if part["Number"] != number:
            return _NO_RESULT
        if part["Problem"]:
            return str(part["Problem"])
    return "" if len(parts) == planned else _NO_RESULT


def _failed(step: Step, parts: list[Json]) -> bytes:
    lines = [f"{','.join(failed_columns(step))}\n".encode()]
    for part in parts:
        if part["FailedUsers"]:
            name = f"executions/{step.execution}/failed/{part['Number']}.csv"
            lines.append(step.folder.get_bytes(name) or b"")
    return b"".join(lines)
