"""Ways to upload the users' file: the work is the transfer, without imports and clients."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

_BLOCK: Final = 1 << 20
_SECONDS: Final = 120


def from_file(url: str, path: str) -> Callable[[], None]:
    """Upload from a file, as the command line does."""
    from cognito_user_import.aws.deadline import Deadline
    from cognito_user_import.transfer.upload import upload

    file = Path(path)
    size = file.stat().st_size
    return partial(upload, url, size, lambda: _blocks(file), Deadline(_SECONDS))


def from_s3(url: str, bucket: str, key: str, sha256: str) -> Callable[[], None]:
    """Upload while reading from S3, as the handler does: with the SHA-256 on the way."""
    from cognito_user_import.aws.clients import Clients
    from cognito_user_import.aws.deadline import Deadline
    from cognito_user_import.aws.service_call import ServiceCalls
    from cognito_user_import.transfer.stored_object import StoredObject
    from cognito_user_import.transfer.upload import upload

    deadline = Deadline(_SECONDS)
    stored = StoredObject(
        bucket,
        key,
        "",
        sha256,
        client=Clients(None).s3,  # type: ignore[arg-type]
        calls=ServiceCalls("the file", deadline, 0, advice={}),
    )
    size = stored.head.size
    return lambda: stored.read(lambda blocks: upload(url, size, blocks, deadline))


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block
