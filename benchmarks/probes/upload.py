"""Uploads the users' file in one way: `upload.py ROOT ASSET WAY URL FILE BUCKET KEY SHA256`.

What is measured is the upload, without the imports and the client that it is made with.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple

_BLOCK: Final = 1 << 20
_SECONDS: Final = 120


class Task(NamedTuple):
    """A file, which is an object of S3 too, and where it is to go."""

    url: str
    file: str
    bucket: str
    key: str
    sha256: str


def main(root: str, asset: str, way: str, *task: str) -> None:
    """Upload once, with the asset first on the path, and print what it cost."""
    sys.path[:0] = [asset, root]
    import_module("archive").import_from("modules.txt")
    upload = _WAYS[way](Task(*task))
    start, cpu_start = time.perf_counter(), time.process_time()
    upload()
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu_start

    from benchmarks.probes.process import foreign_modules, peak_mebibytes

    print(
        json.dumps(
            {
                "seconds": seconds,
                "cpu_seconds": cpu_seconds,
                "peak_mebibytes": peak_mebibytes(),
                "foreign_modules": foreign_modules(asset),
            }
        )
    )


def _ours_from_a_file(task: Task) -> Callable[[], None]:
    from cognito_user_import.aws.deadline import Deadline
    from cognito_user_import.transfer.upload import upload

    file = Path(task.file)
    size = file.stat().st_size
    return partial(upload, task.url, size, lambda: _blocks(file), Deadline(_SECONDS))


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block


def _ours_from_s3(task: Task) -> Callable[[], None]:
    """Return the upload as the handler makes it: with the SHA-256 on the way."""
    from cognito_user_import.aws.clients import Clients
    from cognito_user_import.aws.deadline import Deadline
    from cognito_user_import.aws.service_call import ServiceCalls
    from cognito_user_import.transfer.stored_object import StoredObject
    from cognito_user_import.transfer.upload import upload

    deadline = Deadline(_SECONDS)
    stored = StoredObject(
        task.bucket,
        task.key,
        "",
        task.sha256,
        client=Clients(None).s3,  # type: ignore[arg-type]
        calls=ServiceCalls("the file", deadline, 0, advice={}),
    )
    size = stored.head.size
    return lambda: stored.read(lambda blocks: upload(task.url, size, blocks, deadline))


def _whole_from_s3(task: Task) -> Callable[[], None]:
    """Return the upload as one writes it first: the file in memory, and Python's own client."""
    from urllib.request import Request, urlopen

    import boto3

    client = boto3.client("s3")

    def upload() -> None:
        body = client.get_object(Bucket=task.bucket, Key=task.key)["Body"].read()
        headers = {"x-amz-server-side-encryption": "aws:kms"}
        request = Request(task.url, data=body, headers=headers, method="PUT")  # noqa: S310
        with urlopen(request, timeout=_SECONDS):  # noqa: S310
            pass

    return upload


def _boto3_from_a_file(task: Task) -> Callable[[], None]:
    """Return boto3's upload: in one request as the others, signed for S3 rather than before."""
    import boto3
    from boto3.s3.transfer import TransferConfig
    from botocore.config import Config

    client = boto3.client("s3", config=Config(request_checksum_calculation="when_required"))
    settings = TransferConfig(multipart_threshold=1 << 40, use_threads=False)

    def upload() -> None:
        with Path(task.file).open("rb") as stream:
            client.upload_fileobj(
                stream,
                "uploads",
                "users.csv",
                ExtraArgs={"ServerSideEncryption": "aws:kms"},
                Config=settings,
            )

    return upload


_WAYS: Final = {
    "ours_from_a_file": _ours_from_a_file,
    "ours_from_s3": _ours_from_s3,
    "whole_from_s3": _whole_from_s3,
    "boto3_from_a_file": _boto3_from_a_file,
}


if __name__ == "__main__":
    main(*sys.argv[1:])
