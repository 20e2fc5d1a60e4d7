"""Uploads a file to a pre-signed URL.

It uses http.client instead of a library: its errors contain no URL, it follows no redirects, and
each block is sent as it is read, so a file takes only the memory of one block.
"""

import http.client
import logging
import ssl
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from cognito_user_import.aws.backoff import pauses
from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.hosts import is_s3
from cognito_user_import.aws.passing import error_code, passes
from cognito_user_import.errors import ExpiredUrlError, UploadError

logger = logging.getLogger(__name__)

Upload = Callable[[str, int, Callable[[], Iterable[bytes]], Deadline], None]
"""Uploads a number of bytes, which can be read again, to a URL before a deadline."""
Connect = Callable[[str, float], http.client.HTTPSConnection]
"""Returns a connection to a host, with a timeout in seconds. It connects when it is used."""

_SOCKET_TIMEOUT: Final = 20.0
_ANSWER_BYTES: Final = 4096


def upload(
    url: str,
    size: int,
    blocks: Callable[[], Iterable[bytes]],
    deadline: Deadline,
    *,
    connect: Connect | None = None,
) -> None:
    """PUT the blocks to the URL with Cognito's header; retry as long as a retry can help.

    :param size: The size of all blocks, in bytes.
    :param blocks: Starts from the beginning at each call. Its errors end the upload unfinished.
    :param deadline: When the URL expires or the invocation ends.
    :param connect: Default: - directly, with Python's trusted certificate authorities
    :raises ExpiredUrlError: S3 refused the URL, which means that it has expired.
    :raises UploadError: S3 refused the file, or didn't accept it by the deadline. No text contains
        any part of the URL.
    """
    connect = connect or _direct()
    for pause in pauses():
        try:
            failure = _put(url, size, blocks(), connect, deadline)
        except ssl.SSLCertVerificationError:
            raise UploadError(
                "The CSV file wasn't sent: the server's certificate isn't trusted."
            ) from None
        except (OSError, http.client.HTTPException) as error:
            # Only the type: the text of an error can contain the URL.
            failure = type(error).__name__
        if not failure:
            return
        if deadline.remaining < pause:
            raise UploadError(f"The CSV file couldn't be uploaded in time: {failure}.")
        logger.warning("upload failed (%s), retrying in %.1f s", failure, pause)
        deadline.clock.sleep(pause)


def _direct() -> Connect:
    context = ssl.create_default_context()
    return lambda host, seconds: http.client.HTTPSConnection(host, timeout=seconds, context=context)


def _put(url: str, size: int, blocks: Iterable[bytes], connect: Connect, deadline: Deadline) -> str:
    """Make one attempt; return why another one is needed, or empty if S3 accepted the file."""
    parts = _parts(url)
    timeout = min(_SOCKET_TIMEOUT, deadline.remaining)
    if timeout <= 0:
        raise TimeoutError
    connection = connect(parts.netloc, timeout)
    try:
        connection.putrequest("PUT", urlunsplit(("", "", *parts[2:])), skip_accept_encoding=True)
        # Part of the signature: S3 refuses an upload without it.
        connection.putheader("x-amz-server-side-encryption", "aws:kms")
        connection.putheader("Content-Length", str(size))
        connection.endheaders()
        response = _response(connection, blocks, deadline)
        code = error_code(response.read(_ANSWER_BYTES))
        failure = f"status {response.status}" + (f", {code}" if code else "")
    finally:
        connection.close()
    if 200 <= response.status < 300:
        return ""
    if passes(response.status, code):
        return failure
    if response.status == 403:
        raise ExpiredUrlError(f"S3 refused the pre-signed URL: {failure}.")
    raise UploadError(f"S3 refused the CSV file: {failure}.")


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_right = parts.scheme == "https" and is_s3(parts.hostname or "", parts.port)
    except ValueError:  # Its text can contain the URL.
        is_right = False
    if not is_right:
        raise UploadError("The pre-signed URL must be an https URL of Amazon S3.")
    return parts


def _response(
    connection: http.client.HTTPSConnection, blocks: Iterable[bytes], deadline: Deadline
) -> http.client.HTTPResponse:
    for block in blocks:
        if deadline.remaining <= 0:
            raise TimeoutError
        try:
            connection.send(block)
        except (ConnectionError, ssl.SSLEOFError):
            # S3 refuses before it has read the whole file, and closes the connection.
            break
    return connection.getresponse()
