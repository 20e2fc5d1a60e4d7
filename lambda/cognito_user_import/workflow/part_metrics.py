"""The metrics of parts. CloudWatch takes them from the function's log: embedded metric format.

They are printed, because Lambda puts a logger's lines into JSON documents of its own.
"""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from cognito_user_import.fingerprint import fingerprint
from cognito_user_import.logs import redact

if TYPE_CHECKING:
    # The constructs need names only.
    from cognito_user_import.cognito.import_job import ImportJob
    from cognito_user_import.workflow.step import Step

NAMESPACE: Final = "CognitoUserImport"
DIMENSION: Final = "FunctionName"
"""Of the steps' function. Unlike a job's name, it is ASCII, which dimensions must be."""
USERS_PER_SECOND: Final = "UsersPerSecond"


def count(step: "Step", users: Mapping[str, int], job: "ImportJob | None") -> None:
    """Write the metrics of a part's result, without what was counted before.

    A part has a result in each execution, and again if its step is repeated. The report bucket
    keeps what was counted for its content.

    :param users: ``ImportedUsers``, ``SkippedUsers``, and ``FailedUsers`` of all jobs.
    :param job: The last job.
    """
    if not (function := os.environ.get("AWS_LAMBDA_FUNCTION_NAME")):
        return
    properties = step.properties
    content = fingerprint(
        properties.user_pool_id,
        properties.base_name,
        properties.password_hashing_algorithm,
        properties.trigger,
        step.part.digest,
    )
    key = f"counted/{content}.json"
    counted = json.loads(step.folder.get_bytes(key) or b"{}")
    values: dict[str, float] = {
        name: max(number - counted.get(name, 0), 0) for name, number in users.items()
    }
    if not any(values.values()):
        return
    # First: what is counted twice would be a false alarm.
    step.folder.put_bytes(key, json.dumps(users).encode())
    if job and (rate := _rate(job)):
        values[USERS_PER_SECOND] = rate
    line = {
        **_directive(values),
        DIMENSION: function,
        "UserPoolId": properties.user_pool_id,
        "Execution": step.execution,
        "Part": step.part.number,
        "JobId": job.job_id if job else "",
        **values,
    }
    print(redact(json.dumps(line)), flush=True)  # noqa: T201 - the module says why


def _directive(values: Mapping[str, float]) -> dict[str, Any]:
    """Return what tells CloudWatch which members are metrics."""
    metrics = [
        {"Name": name, "Unit": "Count/Second" if name == USERS_PER_SECOND else "Count"}
        for name in values
    ]
    directive = {"Namespace": NAMESPACE, "Dimensions": [[DIMENSION]], "Metrics": metrics}
    milliseconds = int(datetime.now(UTC).timestamp() * 1000)
    return {"_aws": {"Timestamp": milliseconds, "CloudWatchMetrics": [directive]}}


def _rate(job: "ImportJob") -> float:
    """Return how many rows a job has read in a second; 0 if it doesn't say."""
    started, ended = job.attributes["StartDate"], job.attributes["CompletionDate"]
    if not (started and ended):
        return 0
    time = datetime.fromisoformat(ended) - datetime.fromisoformat(started)
    return round(job.read_rows / max(time.total_seconds(), 1), 2)
