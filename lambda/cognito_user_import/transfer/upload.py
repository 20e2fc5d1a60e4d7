"""Uploads a file to a pre-signed URL.

With http.client rather than a library: its errors hold no URL, it follows no redirect, and what is
read is what is sent, so that the memory for a file is the memory for a block of it.
"""

import http.client
import logging
import re
import ssl
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from cognito_user_import.aws.backoff import pauses
from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.hosts import is_s3
from cognito_user_import.errors import ExpiredUrlError, UploadError

logger = logging.getLogger(__name__)

Upload = Callable[[str, int, Callable[[], Iterable[bytes]], Deadline], None]
"""Uploads a number of bytes, which can be read anew, to a URL before a deadline."""
Connect = Callable[[str, float], http.client.HTTPSConnection]
"""Returns what connects to a host when it is used, with a timeout in seconds."""

_SOCKET_TIMEOUT: Final = 20.0
_PASSING: Final = frozenset({408, 429})
_ANSWER_BYTES: Final = 4096
_CODE: Final = re.compile(rb"<Code>([A-Za-z]{1,64})</Code>")


def upload(
    url: str,
    size: int,
    blocks: Callable[[], Iterable[bytes]],
    deadline: Deadline,
    *,
    connect: Connect | None = None,
) -> None:
    """PUT the blocks to the URL as Cognito wants it, again and again while repeating can help.

    :param size: Of all blocks, in bytes.
    :param blocks: Begins anew at each call; what it raises passes, and ends the upload unfinished.
    :param deadline: By when the URL or the time of the invocation ends.
    :param connect: Default: - directly, trusting the authorities that Python trusts
    :raises ExpiredUrlError: S3 refused the URL: it has expired.
    :raises UploadError: S3 refused otherwise, or did not take the file by the deadline. No text
        holds the URL or anything of it.
    """
    connect = connect or _direct()
    for pause in pauses():
        try:
            failure = _put(url, size, blocks(), connect, deadline)
        except ssl.SSLCertVerificationError:
            raise UploadError(
                "The CSV file was not sent: the certificate of its server is not trusted."
            ) from None
        except (OSError, http.client.HTTPException) as error:
            # Only the type: the text of an error can hold the URL.
            failure = type(error).__name__
        if not failure:
            return
        if deadline.remaining < pause:
            raise UploadError(f"The CSV file could not be uploaded in time: {failure}.")
        logger.warning("upload not taken (%s), again in %.1f s", failure, pause)
        deadline.clock.sleep(pause)


def _direct() -> Connect:
    context = ssl.create_default_context()
    return lambda host, seconds: http.client.HTTPSConnection(host, timeout=seconds, context=context)


def _put(url: str, size: int, blocks: Iterable[bytes], connect: Connect, deadline: Deadline) -> str:
    """Make one attempt; return why to make another one, empty when the file was taken."""
    parts = _parts(url)
    timeout = min(_SOCKET_TIMEOUT, deadline.remaining)
    if timeout <= 0:
        raise TimeoutError
    connection = connect(parts.netloc, timeout)
    try:
        connection.putrequest("PUT", urlunsplit(("", "", *parts[2:])), skip_accept_encoding=True)
        # Signed: without it S3 refuses the upload.
        connection.putheader("x-amz-server-side-encryption", "aws:kms")
        connection.putheader("Content-Length", str(size))
        connection.endheaders()
        response = _response(connection, blocks, deadline)
        code = _CODE.search(response.read(_ANSWER_BYTES))
        failure = f"status {response.status}" + (f", {code[1].decode()}" if code else "")
    finally:
        connection.close()
    if 200 <= response.status < 300:
        return ""
    if response.status == 403:
        raise ExpiredUrlError(f"The pre-signed URL takes no upload: {failure}.")
    if response.status < 500 and response.status not in _PASSING:
        raise UploadError(f"The CSV file was not taken: {failure}.")
    return failure


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_right = parts.scheme == "https" and is_s3(parts.hostname or "", parts.port)
    except ValueError:  # Its text can hold the URL.
        is_right = False
    if not is_right:
        raise UploadError("The pre-signed URL is not an https URL of Amazon S3.")
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
            # S3 answers a refusal before it has read the file, and closes.
            break
    return connection.getresponse()
