"""Delivers the response: a PUT to the ResponseURL, retried until accepted or too late."""

import http.client
import logging
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from cognito_user_import.aws.backoff import pauses
from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.passing import error_code, passes
from cognito_user_import.errors import DeliveryError

logger = logging.getLogger(__name__)

Deliver = Callable[[str, bytes, Deadline], None]
"""Sends a body to a URL before a deadline, or raises DeliveryError."""

_CONNECT_TIMEOUT: Final = 5.0
_ATTEMPT_TIMEOUT: Final = 15.0
"""Seconds for a whole attempt: a server that sends a byte per second never times out by itself."""
_ANSWER_BYTES: Final = 4096


def deliver(url: str, body: bytes, deadline: Deadline) -> None:
    """PUT the body to the URL. A retry sends the same bytes, so CloudFormation sees one response.

    :raises DeliveryError: S3's answer rules out a retry, or the deadline has passed. The text
        contains no part of the URL.
    """
    context = ssl.create_default_context()
    for pause in pauses():
        try:
            status, code = _put(url, body, context, min(_ATTEMPT_TIMEOUT, deadline.remaining))
        except (OSError, http.client.HTTPException) as error:
            # Only the type: the text of an error can contain the URL.
            failure = type(error).__name__
        else:
            if 200 <= status < 300:
                return
            failure = f"status {status}" + (f", {code}" if code else "")
            if not passes(status, code):
                raise DeliveryError(f"CloudFormation didn't accept the response: {failure}.")
        if deadline.remaining < pause:
            raise DeliveryError(f"CloudFormation didn't accept the response in time: {failure}.")
        logger.warning("response not accepted (%s), retrying in %.1f s", failure, pause)
        deadline.clock.sleep(pause)


def _put(url: str, body: bytes, context: ssl.SSLContext, seconds: float) -> tuple[int, str]:
    """Make one attempt of at most this many seconds; return the status and S3's error code."""
    if seconds <= 0:
        raise TimeoutError
    parts = urlsplit(url)
    connection = http.client.HTTPSConnection(
        parts.netloc, timeout=min(_CONNECT_TIMEOUT, seconds), context=context
    )
    aborted = threading.Event()
    watchdog = threading.Timer(seconds, _abort, [connection, aborted])
    watchdog.daemon = True
    try:
        watchdog.start()
        connection.connect()
        # An empty content type is part of what CloudFormation signed.
        headers = {"Content-Type": "", "Content-Length": str(len(body))}
        connection.request("PUT", urlunsplit(("", "", *parts[2:])), body, headers)
        response = connection.getresponse()
        # An accepted response is complete without its body.
        code = "" if response.status < 300 else error_code(response.read(_ANSWER_BYTES))
        if aborted.is_set():
            # The part of the response received by then may look complete.
            raise TimeoutError
        return response.status, code
    finally:
        watchdog.cancel()
        connection.close()


def _abort(connection: http.client.HTTPSConnection, aborted: threading.Event) -> None:
    aborted.set()
    # The other thread sets it. It is None until connected, and connecting has its own timeout.
    if (sock := connection.sock) is not None:
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
