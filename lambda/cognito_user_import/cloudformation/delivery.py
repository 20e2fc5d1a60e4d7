"""Delivers the answer: a PUT to the ResponseURL, until it is taken or it is too late."""

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
from cognito_user_import.errors import DeliveryError

logger = logging.getLogger(__name__)

Deliver = Callable[[str, bytes, Deadline], None]
"""Sends a body to a URL before a deadline, or raises DeliveryError."""

_CONNECT_TIMEOUT: Final = 5.0
_ATTEMPT_TIMEOUT: Final = 15.0
"""Seconds for a whole attempt: a server that sends a byte a second never times out by itself."""
_PASSING: Final = frozenset({408, 429})


def deliver(url: str, body: bytes, deadline: Deadline) -> None:
    """PUT the body to the URL. A repeat sends the same bytes, so CloudFormation sees one answer.

    :raises DeliveryError: A status says that repeating cannot help, or the deadline has come. Its
        text holds neither the URL nor anything of it.
    """
    context = ssl.create_default_context()
    for pause in pauses():
        try:
            status = _put(url, body, context, min(_ATTEMPT_TIMEOUT, deadline.remaining))
        except (OSError, http.client.HTTPException) as error:
            # Only the type: the text of an error can hold the URL.
            failure = type(error).__name__
        else:
            if 200 <= status < 300:
                return
            failure = f"status {status}"
            if status < 500 and status not in _PASSING:
                raise DeliveryError(f"CloudFormation did not take the answer: {failure}.")
        if deadline.remaining < pause:
            raise DeliveryError(f"CloudFormation did not take the answer in time: {failure}.")
        logger.warning("answer not taken (%s), again in %.1f s", failure, pause)
        deadline.clock.sleep(pause)


def _put(url: str, body: bytes, context: ssl.SSLContext, seconds: float) -> int:
    """Make one attempt of so many seconds; return the status."""
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
        status = connection.getresponse().status
        if aborted.is_set():
            # What had come of the answer by then may look like a whole one.
            raise TimeoutError
        return status
    finally:
        watchdog.cancel()
        connection.close()


def _abort(connection: http.client.HTTPSConnection, aborted: threading.Event) -> None:
    aborted.set()
    # Read by the other thread; None until it is connected, which has a timeout of its own.
    if (sock := connection.sock) is not None:
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
