"""A CSV file on this machine, checked before it is published."""

import hashlib
from collections.abc import Iterator
from os import PathLike, fspath
from pathlib import Path
from typing import Final

from aws_cdk import aws_cognito as cognito

from cdk_cognito_user_import.pool_columns import check_file
from cognito_user_import.csv_file import check_size, scan
from cognito_user_import.errors import InvalidFileError

_BLOCK: Final = 1 << 20


def digest_of_file(
    given: str | PathLike[str], user_pool: cognito.IUserPool, algorithm: str | None
) -> str:
    """Return the SHA-256 of a file that can be imported, in hexadecimal digits.

    :raises ValueError: It can't be; the text names the file as it was given.
    """
    if not isinstance(given, str | PathLike):
        raise ValueError(f"path must be that of a CSV file. Received: {given!r}")
    path = Path(given)
    shown = repr(fspath(given))
    digest = hashlib.sha256()

    def blocks() -> Iterator[bytes]:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                yield block

    try:
        if not path.exists():
            raise ValueError(f"path must be that of a CSV file. Received: {shown}, does not exist")
        if not path.is_file():
            raise ValueError(f"path must be that of a CSV file. Received: {shown}, is not a file")
        check_size(path.stat().st_size)
        check_file(scan(blocks()), user_pool, algorithm)
    except OSError as error:
        raise ValueError(f"The CSV file {shown} can't be read: {error.strerror}") from error
    except InvalidFileError as error:
        raise ValueError(f"{shown} can't be imported. {error}") from None
    return digest.hexdigest()
