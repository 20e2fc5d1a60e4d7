"""How fast the largest file goes to a pre-signed URL, beside curl."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.assembly import Handler, stage_handler
from benchmarks.children import MeasurementError, lambda_environment, probe, run
from benchmarks.findings import Budget, Findings, table
from benchmarks.loopback_aws import LoopbackAws, Taken
from benchmarks.rounds import interleaved, ratio
from benchmarks.users_file import MOST_BYTES, write_users_file

_CURL: Final = "curl -T"
_FROM_FILE: Final = "from a file"
_FROM_S3: Final = "from S3, with SHA-256"
_ROUNDS: Final = 9


@dataclass(frozen=True)
class UsersFile:
    """The file that is uploaded."""

    path: Path
    sha256: str


def measure_upload() -> Findings:
    """Upload the file in each way, in fresh processes, one at a time.

    :raises MeasurementError: There is no curl, or what arrived is not the file.
    """
    curl = _curl_path()
    with TemporaryDirectory(prefix="bench-upload-") as name:
        folder = Path(name)
        handler = stage_handler(folder / "assembly")
        print("bench: writing the users' file", flush=True)
        path = folder / "users.csv"
        file = UsersFile(path, write_users_file(path))
        with LoopbackAws(folder, path) as aws:
            subjects: dict[str, Callable[[], float]] = {
                _CURL: partial(_by_curl, curl, aws, file),
                _FROM_FILE: from_file(aws, file, handler),
                _FROM_S3: from_s3(aws, file, handler),
            }
            seconds = interleaved("upload", subjects, _ROUNDS)
    rows = [
        (
            name,
            f"{median(seconds[name]):.3f}",
            f"{MOST_BYTES / 1e6 / median(seconds[name]):,.0f}",
            f"{ratio(seconds[name], seconds[_CURL]):.2f}",
        )
        for name in seconds
    ]
    return Findings(
        table(
            "Upload of 100 MB, 500,000 users",
            ("", "s", "MB/s", "to curl"),
            rows,
            "wall time of the transfer in a fresh process, over TLS to a quick server on the "
            "loopback interface, median; ratio: median of the rounds; from S3: read from the same "
            "server on the way",
        ),
        [
            Budget(
                "upload from a file to curl",
                ratio(seconds[_FROM_FILE], seconds[_CURL]),
                1.3,
                recorded=0.97,
            ),
            Budget(
                "upload from S3 to curl",
                ratio(seconds[_FROM_S3], seconds[_CURL]),
                3.5,
                recorded=2.62,
            ),
        ],
    )


def from_file(aws: LoopbackAws, file: UsersFile, handler: Handler) -> Callable[[], float]:
    """Return what uploads a file with the asset's code, and returns the seconds it took."""
    return _arriving(aws, file, handler, "upload:from_file", str(file.path))


def from_s3(aws: LoopbackAws, file: UsersFile, handler: Handler) -> Callable[[], float]:
    """Return what uploads an object with the asset's code, and returns the seconds it took."""
    return _arriving(aws, file, handler, "upload:from_s3", *aws.source, file.sha256)


def require_whole(taken: Taken, file: UsersFile) -> None:
    """Raise if what a server was sent is not the file.

    :raises MeasurementError: It is not, so that something else was measured.
    """
    if taken.sha256 != file.sha256:
        raise MeasurementError(f"{taken.size} bytes arrived that are not the file")


def _arriving(
    aws: LoopbackAws, file: UsersFile, handler: Handler, way: str, *arguments: str
) -> Callable[[], float]:
    environment = lambda_environment(aws.environment)

    def upload() -> float:
        transfer = probe(
            way, aws.upload_url, *arguments, asset=handler.asset, environment=environment
        )
        require_whole(aws.taken(), file)
        return transfer.seconds

    return upload


def _curl_path() -> str:
    if (path := shutil.which("curl", path=lambda_environment()["PATH"])) is None:
        raise MeasurementError("curl is not installed: install it, or use --only")
    return path


def _by_curl(curl: str, aws: LoopbackAws, file: UsersFile) -> float:
    command = [curl, "-q", "--silent", "--show-error", "--fail"]
    command += ["--header", "x-amz-server-side-encryption: aws:kms"]
    command += ["--cacert", str(aws.authority), "--write-out", "%{time_total}"]
    command += ["--upload-file", str(file.path), aws.upload_url]
    ended = run(command, lambda_environment(aws.environment))
    require_whole(aws.taken(), file)
    return float(ended.output)
