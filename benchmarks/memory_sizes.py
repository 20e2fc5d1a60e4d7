"""How much memory the largest file takes: in the handler, and in the command line."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.assembly import Handler, stage_handler
from benchmarks.children import ROOT, MeasurementError, Probed, lambda_environment, probe
from benchmarks.findings import Budget, Findings, table
from benchmarks.loopback_aws import LoopbackAws
from benchmarks.loopback_server import ANSWER
from benchmarks.rounds import interleaved
from benchmarks.upload import UsersFile, require_whole
from benchmarks.users_file import write_users_file

_ROLE: Final = "arn:aws:iam::111122223333:role/CognitoLogs"
_CREATE: Final = "the handler's Create"
_RUN: Final = "cognito-user-import run"
_ROUNDS: Final = 2


def measure_memory() -> Findings:
    """Take the largest file through both, in fresh processes.

    :raises MeasurementError: One failed, or what arrived is not the file.
    """
    with TemporaryDirectory(prefix="bench-memory-") as name:
        folder = Path(name)
        handler = stage_handler(folder / "assembly")
        print("bench: writing the users' file", flush=True)
        path = folder / "users.csv"
        file = UsersFile(path, write_users_file(path))
        with LoopbackAws(folder, path) as aws:
            subjects: dict[str, Callable[[], Probed]] = {
                _CREATE: creating(aws, file, handler),
                _RUN: partial(run_command, aws, file),
            }
            runs = interleaved("memory", subjects, _ROUNDS)
    peaks = {name: max(run.peak_mebibytes for run in runs[name]) for name in runs}
    return Findings(
        table(
            "Import of 100 MB, 500,000 users",
            ("", "peak MiB"),
            [(name, f"{peak:.0f}") for name, peak in peaks.items()],
            f"the interpreter included; the handler may have {handler.memory_size} MiB, the "
            "function's default; the command without the processes that check the file",
        ),
        [
            Budget("memory of a Create with the largest file", peaks[_CREATE], 128, "MiB", 86),
            Budget("memory of cognito-user-import run", peaks[_RUN], 128, "MiB"),
        ],
    )


def create_event(aws: LoopbackAws, sha256: str, number: int) -> dict[str, Any]:
    """Return the Create of an import of the server's file into a pool of its own."""
    bucket, key = aws.source
    return {
        "RequestType": "Create",
        "RequestId": f"request-{number}",
        "ResponseURL": (
            f"{aws.endpoint_url}{ANSWER}?X-Amz-Date={datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        ),
        "ResourceType": "Custom::CognitoUserImportJob",
        "StackId": "arn:aws:cloudformation:eu-central-1:111122223333:stack/Bench/1",
        "LogicalResourceId": "Users",
        "ResourceProperties": {
            "ServiceToken": "function",
            "UserPoolId": f"eu-central-1_Pool{number}",
            "JobName": "seed",
            "CloudWatchLogsRoleArn": _ROLE,
            "SourceBucket": bucket,
            "SourceKey": key,
            "SourceDigest": sha256,
            "SourceFormat": "CSV",
            "MaxFailedUsers": "0",
            "Wait": "false",
        },
    }


def creating(
    aws: LoopbackAws, file: UsersFile, handler: Handler, *, validate: bool = True
) -> Callable[[], Probed]:
    """Return what has the handler create an import of a file, with its own memory and no more."""
    environment = lambda_environment(aws.environment)
    numbers = count(1)

    def create() -> Probed:
        event = create_event(aws, file.sha256, next(numbers))
        event["ResourceProperties"]["Validate"] = str(validate).lower()
        way = ("largest_file:create", handler.module, str(handler.memory_size), json.dumps(event))
        creation = probe(*way, asset=handler.asset, environment=environment)
        taken = aws.taken()
        answer = taken.answer or {}
        if answer.get("Status") != "SUCCESS":
            raise MeasurementError("the answer to Create is no success", str(answer.get("Reason")))
        require_whole(taken, file)
        return creation

    return create


def run_command(aws: LoopbackAws, file: UsersFile) -> Probed:
    """Import a file with the command line.

    :raises MeasurementError: It failed, or what arrived is not the file.
    """
    options = ("--user-pool-id", "eu-central-1_Benchmark", "--role", _ROLE)
    ended = probe(
        "largest_file:command",
        *("run", str(file.path), *options),
        roots=[ROOT / "lambda", ROOT / "cli"],
        environment=lambda_environment(aws.environment),
    )
    require_whole(aws.taken(), file)
    return ended
