"""How fast the largest file goes to a pre-signed URL, beside curl; each time in a fresh process."""

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.children import ROOT, MeasurementError, lambda_environment, run
from benchmarks.loopback_aws import LoopbackAws
from benchmarks.rounds import interleaved, ratios
from benchmarks.staging import StagedHandler, require_staged
from benchmarks.uploaded_file import UsersFile, require_whole
from benchmarks.users_file import MOST_BYTES

CURL: Final = "curl -T"
OURS_FROM_A_FILE: Final = "ours, from a file"
OURS: Final = "ours, from S3, with SHA-256"
COMMAND: Final = "cognito-user-import run"
WAYS: Final = {
    CURL: "",
    "boto3's upload_fileobj": "boto3_from_a_file",
    OURS_FROM_A_FILE: "ours_from_a_file",
    OURS: "ours_from_s3",
    COMMAND: "command",
    "naive: read from S3, then PUT": "whole_from_s3",
}
_PROBE: Final = Path(__file__).with_name("probes") / "upload.py"
_COMMAND_PROBE: Final = Path(__file__).with_name("probes") / "command.py"
_POOL: Final = "eu-central-1_Benchmark"
_ROLE: Final = "arn:aws:iam::111122223333:role/CognitoLogs"
_ROUNDS: Final = 9


@dataclass(frozen=True)
class _Transfer:
    seconds: float
    cpu_seconds: float
    peak_mebibytes: float | None


@dataclass(frozen=True)
class UploadFigures:
    """A subject's uploads.

    :param seconds: Of wall time, one a round: of the transfer alone, with its connections and, by
        the command, its bar.
    :param ratio: To curl, round by round, the median.
    :param cpu_seconds: Of processor time, the median; curl's with the start of its process.
    :param peak_mebibytes: The most memory held, the interpreter included, the median: of the whole
        command, but for the process that checks the file; None for curl, which does not tell it.
    """

    subject: str
    seconds: list[float]
    ratio: float
    cpu_seconds: float
    peak_mebibytes: float | None

    @property
    def median_seconds(self) -> float:
        """The median of the rounds."""
        return median(self.seconds)

    @property
    def megabytes_per_second(self) -> float:
        """The file's size by the median."""
        return MOST_BYTES / 1e6 / self.median_seconds


def measure_upload(aws: LoopbackAws, file: UsersFile, staged: StagedHandler) -> list[UploadFigures]:
    """Upload the file in each way, one at a time, and look at what arrived.

    :raises MeasurementError: There is no curl, or what arrived is not the file.
    """
    transfers = interleaved("upload", WAYS, uploading(aws, file, staged), _ROUNDS)
    seconds = {name: [transfer.seconds for transfer in transfers[name]] for name in WAYS}
    return [
        UploadFigures(
            subject=name,
            seconds=seconds[name],
            ratio=ratios(seconds[name], seconds[CURL]),
            cpu_seconds=median(transfer.cpu_seconds for transfer in transfers[name]),
            peak_mebibytes=_median([transfer.peak_mebibytes for transfer in transfers[name]]),
        )
        for name in WAYS
    ]


def curl_path() -> str:
    """Return where curl is.

    :raises MeasurementError: There is none.
    """
    if (path := shutil.which("curl", path=lambda_environment()["PATH"])) is None:
        raise MeasurementError(
            "there is no curl, beside which the upload is measured: install it, or measure another "
            "part with --only"
        )
    return path


def uploading(
    aws: LoopbackAws, file: UsersFile, staged: StagedHandler
) -> Callable[[str], _Transfer]:
    """Return what uploads the file once in one of the ways, by its name in the probe."""
    environment = lambda_environment(aws.environment)

    def transfer(way: str) -> _Transfer:
        if not way:
            return by_curl()
        if way == "command":
            return by_command()
        command = [sys.executable, "-IB", str(_PROBE), str(ROOT), str(staged.asset), way]
        command += [aws.upload_url, str(file.path), *aws.source, file.sha256]
        told = json.loads(run(command, environment).output)
        require_staged(told.pop("foreign_modules"))
        return _Transfer(**told)

    def by_command() -> _Transfer:
        command = [sys.executable, "-IB", str(_COMMAND_PROBE), str(ROOT), "run", str(file.path)]
        command += ["--user-pool-id", _POOL, "--role", _ROLE]
        return _Transfer(**json.loads(run(command, environment).output))

    def by_curl() -> _Transfer:
        command = [curl_path(), "-q", "--silent", "--show-error", "--fail"]
        command += ["--header", "x-amz-server-side-encryption: aws:kms"]
        command += ["--cacert", str(aws.authority), "--write-out", "%{time_total}"]
        ended = run([*command, "--upload-file", str(file.path), aws.upload_url], environment)
        return _Transfer(float(ended.output), ended.cpu_seconds, None)

    def upload(way: str) -> _Transfer:
        transferred = transfer(way)
        require_whole(aws, file)
        return transferred

    return upload


def _median(figures: list[float | None]) -> float | None:
    known = [figure for figure in figures if figure is not None]
    return median(known) if known else None
