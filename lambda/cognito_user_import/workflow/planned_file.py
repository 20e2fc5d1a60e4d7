"""The files of an execution, each divided into parts: one object, or all below a prefix."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Final

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.csv_rules import check_part, merge
from cognito_user_import.errors import DeadlineError, InvalidFileError
from cognito_user_import.judgement.of_file import FileVerdict, of_line
from cognito_user_import.transfer.stored_object import StoredObject
from cognito_user_import.workflow.execution_folder import Json
from cognito_user_import.workflow.planner import FilePlan, JobRange, plan_parts
from cognito_user_import.workflow.step import Step

LINES_SHOWN: Final = 15
_MARGIN: Final = 30.0
"""Seconds that a step keeps to store its result."""


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file with its parts."""

    stored: StoredObject
    plan: FilePlan

    @property
    def lines(self) -> int:
        """The number of lines below the header."""
        return sum(part.rows for part in self.plan.parts)


def planned_files(step: Step) -> list[PlannedFile]:
    """Divide each file of an import.

    :raises InvalidFileError: A file is empty, compressed, or has another pool's header, or there is
        none, or two have different headers or the same rows.
    """
    source = step.source
    if not source.prefix:
        return [_planned(step, source.key)]
    keys = list(_keys(step))
    if not keys:
        raise InvalidFileError(
            f"No object is at {source.url}. Allowed: at least one CSV file below the prefix."
        )
    files: list[PlannedFile] = []
    seen: dict[str, str] = {}
    for key in keys:
        files.append(_planned(step, key))
        if files[-1].plan.header != files[0].plan.header:
            raise InvalidFileError(
                f"{keys[0]} and {key} have different headers. Allowed: the same first line in all "
                f"files at {source.url}."
            )
        for part in files[-1].plan.parts:
            # They would have one job, which would count twice.
            if (other := seen.setdefault(part.digest, key)) != key:
                raise InvalidFileError(f"{other} and {key} have the same rows. Remove one of them.")
    return files


def items_of(step: Step, files: Iterable[PlannedFile]) -> list[Json]:
    """Return the parts of all files as the state machine hands them to its steps."""
    items: list[Json] = []
    lines = 0
    for file in files:
        # A single file is what the properties name.
        where = (
            {"Key": file.stored.key, "ETag": file.stored.head.etag, "LinesOfFiles": lines}
            if step.source.prefix
            else {}
        )
        for part in file.plan.parts:
            items.append({**_item(part), **where, "Number": len(items) + 1})
        lines += file.lines
    return items


def in_time(blocks: Iterable[bytes], deadline: Deadline, what: str) -> Iterator[bytes]:
    """Yield blocks while there is time.

    :raises DeadlineError: The invocation is about to end.
    """
    for block in blocks:
        if deadline.remaining < _MARGIN:
            raise DeadlineError(
                f"{what} takes longer than the function may run. Give it more memory, which also "
                "gives it more CPU, or divide the file."
            )
        yield block


def _keys(step: Step) -> Iterator[str]:
    """Yield the keys below the prefix in their order, without those of folders."""
    source = step.source
    further: Any = {}
    while True:
        page: Any = step.source_calls(
            "ListObjectsV2",
            partial(
                step.clients.s3.list_objects_v2,
                Bucket=source.bucket,
                Prefix=source.prefix,
                **further,
            ),
            propagating=("AccessDenied",),
        )
        for found in page.get("Contents", []):
            # The S3 console creates a folder as an object without content.
            if found["Size"] or not found["Key"].endswith("/"):
                yield found["Key"]
        if not page.get("NextContinuationToken"):
            return
        further = {"ContinuationToken": page["NextContinuationToken"]}


def _planned(step: Step, key: str) -> PlannedFile:
    stored = step.stored_at(key)
    try:
        planned = stored.read(
            lambda blocks: plan_parts(in_time(blocks(), step.deadline, "Plan"), step.limits)
        )
    except InvalidFileError as error:
        raise InvalidFileError(f"{stored}: {error}") from None
    _require_header(step, stored, planned)
    return PlannedFile(stored, planned)


def _require_header(step: Step, stored: StoredObject, planned: FilePlan) -> None:
    part = check_part(
        [planned.header],
        step.profile,
        password_hashing_algorithm=step.properties.password_hashing_algorithm,
    )
    # Without parts, the report is that of the whole file: it has no rows.
    report = part.report(planned.size) if planned.parts else merge([part])
    verdict = FileVerdict.of(report, None, only_documented=not step.source.validate)
    if verdict.refused:
        lines = ". ".join(verdict.first_lines(of_line, LINES_SHOWN))
        raise InvalidFileError(f"The CSV file {stored} can't be imported: {lines}.")


def _item(part: JobRange) -> Json:
    words = {name: "".join(map(str.title, name.split("_"))) for name in asdict(part)}
    return {words[name]: value for name, value in asdict(part).items()}
