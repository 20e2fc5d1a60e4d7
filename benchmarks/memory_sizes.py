"""How long a Create takes with the largest file, up to the start of its job, by memory.

Lambda gives a function a share of a core by its memory: the handler runs in a process that is
stopped and let go on as Lambda does it, and whose memory is limited.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.children import ROOT, MeasurementError, lambda_environment
from benchmarks.lambda_share import run_with_share, share
from benchmarks.loopback_aws import LoopbackAws
from benchmarks.loopback_server import ANSWER
from benchmarks.rounds import interleaved
from benchmarks.staging import StagedHandler, require_staged
from benchmarks.uploaded_file import UsersFile, require_whole
from benchmarks.users_file import MOST_BYTES

PROBE: Final = Path(__file__).with_name("probes") / "create.py"
_SIZES: Final = (128, 256, 512, 1024)
_ROUNDS: Final = 3


@dataclass(frozen=True)
class _Creation:
    seconds: float
    cpu_seconds: float
    peak_mebibytes: float


@dataclass(frozen=True)
class MemoryFigures:
    """What a function of some memory takes for a Create.

    :param memory_size: In MiB.
    :param is_default: Whether a handler has it for which nobody chose another one.
    :param share: Of a core, that Lambda gives with it.
    :param share_had: What the process had of it, the median; on a busy machine it is another one.
    :param seconds: Of wall time, one a round: from the event to the answer.
    :param cpu_seconds: Of processor time, the median.
    :param peak_mebibytes: The most memory held, the interpreter included, of all rounds.
    """

    memory_size: int
    is_default: bool
    share: float
    share_had: float
    seconds: list[float]
    cpu_seconds: float
    peak_mebibytes: float

    @property
    def median_seconds(self) -> float:
        """The median of the rounds."""
        return median(self.seconds)

    @property
    def megabytes_per_second(self) -> float:
        """The file's size by the median."""
        return MOST_BYTES / 1e6 / self.median_seconds


def measure_memory_sizes(
    aws: LoopbackAws, file: UsersFile, staged: StagedHandler
) -> list[MemoryFigures]:
    """Have the handler create with each memory, one at a time.

    :raises MeasurementError: It failed, for its memory perhaps.
    """
    sizes = {f"{size:,} MiB": size for size in sorted({*_SIZES, staged.memory_size})}
    creations = interleaved(
        "Create with the file", sizes, _creating(aws, file, staged), _ROUNDS, warm_up=False
    )
    return [
        MemoryFigures(
            memory_size=size,
            is_default=size == staged.memory_size,
            share=share(size),
            share_had=median(c.cpu_seconds / c.seconds for c in creations[name]),
            seconds=[c.seconds for c in creations[name]],
            cpu_seconds=median(c.cpu_seconds for c in creations[name]),
            peak_mebibytes=max(c.peak_mebibytes for c in creations[name]),
        )
        for name, size in sizes.items()
    ]


def _creating(
    aws: LoopbackAws, file: UsersFile, staged: StagedHandler
) -> Callable[[int], _Creation]:
    environment = lambda_environment(aws.environment)
    command = [sys.executable, "-IB", str(PROBE), str(ROOT), str(staged.asset), staged.handler]
    numbers = count(1)

    def create(memory_size: int) -> _Creation:
        event = json.dumps(create_event(aws, file.sha256, next(numbers)))
        printed = run_with_share([*command, str(memory_size)], environment, event, memory_size)
        told = json.loads(printed)
        require_staged(told.pop("foreign_modules"))
        _require_success(aws, file)
        return _Creation(**told)

    return create


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
            "CloudWatchLogsRoleArn": "arn:aws:iam::111122223333:role/bench",
            "SourceBucket": bucket,
            "SourceKey": key,
            "SourceDigest": sha256,
            "SourceFormat": "CSV",
            "MaxFailedUsers": "0",
            "Wait": "false",
        },
    }


def _require_success(aws: LoopbackAws, file: UsersFile) -> None:
    taken = require_whole(aws, file)
    answer = taken.answer or {}
    if answer.get("Status") != "SUCCESS":
        raise MeasurementError("the answer to Create is no success", str(answer.get("Reason")))
