"""The check of one part by the rules of the pool. Parts are checked at the same time."""

from cognito_user_import.csv_rules import PartReport, check_part
from cognito_user_import.workflow.execution_folder import Json
from cognito_user_import.workflow.part_document import as_document, hashes_by_space
from cognito_user_import.workflow.planned_file import in_time
from cognito_user_import.workflow.step import Step

FURTHER_ROWS = 1000
"""Rows with errors to look for beyond the number that may fail."""


def check(step: Step) -> Json:
    """Check a part, and store what was found and the hashes of what users sign in with.

    :raises ServiceError: The object has changed or can't be read.
    :raises DeadlineError: The check takes longer than the function may run.
    """
    report = checked(step)
    number = step.part.number
    hashes = hashes_by_space(report.sign_in, step.execution)
    for space, values in hashes.items():
        step.folder.put_bytes(hashes_key(step, space, number), values.tobytes())
    counts = {space: len(values) for space, values in hashes.items()}
    step.folder.put(f"checks/{number}.json", {**as_document(report), "Hashes": counts})
    return {"Part": number}


def checked(step: Step) -> PartReport:
    """Return the report of the step's part."""
    header = step.stored_part.header
    return step.stored_part.read_rows(
        lambda blocks: check_part(
            in_time(blocks(), step.deadline, "The check of a part"),
            step.profile,
            header=header,
            password_hashing_algorithm=step.properties.password_hashing_algorithm,
            stop_after_rows=step.source.max_failed_users + FURTHER_ROWS,
            row_rules=step.source.validate,
        )
    )


def hashes_key(step: Step, space: str, number: int) -> str:
    """Return the key of the hashes of a part, which are kept for a day."""
    return f"hashes/{step.execution}/{space.replace(':', '-')}/{number}"
