"""What an upload server can do with a request."""

from tests.fakes.upload_request import EXPIRED, LENGTH_MISSING, Behaviour, Refusal, UploadRequest


def take(request: UploadRequest) -> None:
    """Take the file and answer 200, or refuse as S3 does."""
    request.read()
    if refusal := request.refusal():
        request.answer(*refusal)
        if refusal is LENGTH_MISSING:
            request.linger()
    elif request.upload.is_complete:
        request.take()
        request.answer(200)


def status(code: int, name: str = "", message: str = "") -> Behaviour:
    """Read the body and answer this status, with S3's XML if there is a name for the error."""

    def behaviour(request: UploadRequest) -> None:
        request.read()
        request.answer(code, name, message)

    return behaviour


def early(code: int, name: str = "", message: str = "") -> Behaviour:
    """Answer before the body has come, and let it come."""

    def behaviour(request: UploadRequest) -> None:
        request.answer(code, name, message)
        request.read()

    return behaviour


def abrupt(code: int, name: str = "", message: str = "") -> Behaviour:
    """Answer before the body has come, and close: whether the client sees the answer is chance."""

    def behaviour(request: UploadRequest) -> None:
        request.answer(code, name, message)

    return behaviour


def reset_after(count: int) -> Behaviour:
    """Cut the connection after this many bytes of the body."""

    def behaviour(request: UploadRequest) -> None:
        request.read(count)
        request.reset()

    return behaviour


def redirect(location: str) -> Behaviour:
    """Answer 307, to elsewhere; on this server it would be recorded."""

    def behaviour(request: UploadRequest) -> None:
        request.read()
        request.answer(307, "TemporaryRedirect", "Please re-send to the endpoint.", location)

    return behaviour


def taken_and_reset(request: UploadRequest) -> None:
    """Take the file and cut the connection, so that the client cannot know."""
    request.read()
    request.take()
    request.reset()


def silence(request: UploadRequest) -> None:
    """Read the body and never answer."""
    request.read()
    request.ended.wait()


def deafness(request: UploadRequest) -> None:
    """Neither read the body nor answer."""
    request.ended.wait()


_INTERNAL: Refusal = (500, "InternalError", "We encountered an internal error.")
_SLOW_DOWN: Refusal = (503, "SlowDown", "Please reduce your request rate.")

INTERNAL_ERROR = status(*_INTERNAL)
SLOW_DOWN = status(*_SLOW_DOWN)
URL_EXPIRED = status(*EXPIRED)
EXPIRED_EARLY = early(*EXPIRED)
EXPIRED_ABRUPTLY = abrupt(*EXPIRED)
"""A large file is refused while it is still being sent."""
