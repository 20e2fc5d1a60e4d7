"""The first step: divides the file, and refuses what no part can change."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Final

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.csv_rules import check_part, merge
from cognito_user_import.errors import DeadlineError, InvalidFileError
from cognito_user_import.judgement.of_file import FileVerdict, of_line
from cognito_user_import.judgement.of_pool import require_importable
from cognito_user_import.workflow.execution_folder import Json
from cognito_user_import.workflow.planner import FilePlan, JobRange, plan_parts
from cognito_user_import.workflow.step import Step

logger = logging.getLogger(__name__)

LINES_SHOWN: Final = 15
_MARGIN: Final = 30.0
"""Seconds that a step keeps to store its result."""


def plan(step: Step) -> Json:
    """Divide the file into parts, and store ``plan.json`` and ``parts.json``.

    :raises InvalidPoolError: The pool can't import users or hashes.
    :raises InvalidFileError: The file is empty, of another kind, or has another pool's header.
    :raises ServiceError: The object can't be read, or Cognito refused.
    """
    if (earlier := step.folder.get("plan.json")) and "Problem" not in earlier:
        # A repeat keeps the content and the time that other steps may already have read.
        return _answer(earlier)
    started = datetime.now(UTC)
    properties = step.properties
    require_importable(step.profile, properties.password_hashing_algorithm, step.calls.subject)
    planned = step.stored.read(
        lambda blocks: plan_parts(in_time(blocks(), step.deadline, "Plan"), step.limits)
    )
    _require_header(step, planned)
    document: Json = {
        "UserPoolId": properties.user_pool_id,
        "Source": step.source.url,
        "ETag": step.stored.head.etag,
        "HeaderSize": len(planned.header),
        "Size": planned.size,
        "Lines": sum(part.rows for part in planned.parts),
        "Parts": len(planned.parts),
        "PoolWasEmpty": step.jobs.users.is_empty(),
        "StartedAt": started.isoformat(),
    }
    step.folder.put("parts.json", [_item(part) for part in planned.parts])
    step.folder.put("plan.json", document)
    logger.info("%s: %d lines in %d parts", step.stored, document["Lines"], document["Parts"])
    return _answer(document)


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


def _require_header(step: Step, planned: FilePlan) -> None:
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
        raise InvalidFileError(f"The CSV file {step.stored} can't be imported: {lines}.")


def _item(part: JobRange) -> Json:
    """Return a part as the state machine hands it to its steps."""
    words = {name: "".join(map(str.title, name.split("_"))) for name in asdict(part)}
    return {words[name]: value for name, value in asdict(part).items()}


def _answer(document: Json) -> Json:
    return {"Problem": "", "Parts": document["Parts"], "Lines": document["Lines"]}
