"""The first step: divides the file, and refuses what no part can change."""

import logging
from datetime import UTC, datetime

from cognito_user_import.judgement.of_pool import require_importable
from cognito_user_import.workflow.execution_folder import Json
from cognito_user_import.workflow.planned_file import items_of, planned_files
from cognito_user_import.workflow.step import Step

logger = logging.getLogger(__name__)


def plan(step: Step) -> Json:
    """Divide the files into parts, and store ``plan.json`` and ``parts.json``.

    :raises InvalidPoolError: The pool can't import users or hashes.
    :raises InvalidFileError: A file is empty, of another kind, or has another pool's header.
    :raises ServiceError: An object can't be read, or Cognito refused.
    """
    if (earlier := step.folder.get("plan.json")) and "Problem" not in earlier:
        # A repeat keeps the content and the time that other steps may already have read.
        return _answer(earlier)
    started = datetime.now(UTC)
    properties = step.properties
    require_importable(step.profile, properties.password_hashing_algorithm, step.calls.subject)
    files = planned_files(step)
    items = items_of(step, files)
    first = files[0]
    document: Json = {
        "UserPoolId": properties.user_pool_id,
        "Properties": dict(step.given),
        "Source": step.source.url,
        "ETag": "" if step.source.prefix else first.stored.head.etag,
        "HeaderSize": len(first.plan.header),
        "Size": sum(file.plan.size for file in files),
        "Lines": sum(file.lines for file in files),
        "Parts": len(items),
        "PoolWasEmpty": step.jobs.users.is_empty(),
        "StartedAt": started.isoformat(),
    }
    step.folder.put("parts.json", items)
    step.folder.put("plan.json", document)
    logger.info("%s: %d lines in %d parts", step.source.url, document["Lines"], len(items))
    return _answer(document)


def _answer(document: Json) -> Json:
    return {"Problem": "", "Parts": document["Parts"], "Lines": document["Lines"]}
