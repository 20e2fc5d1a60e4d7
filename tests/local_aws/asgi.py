"""The ASGI application: ministack, with the control endpoint and the record of calls round it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from tests.local_aws.calls import Call, recorded_call
from tests.local_aws.control import CONTROL_PATH, Control
from tests.local_aws.ministack_access import iam, uploads
from tests.local_aws.operations import LOST_ANSWER_HEADER, operation_of

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# AWS takes a key of its own where none is named; ministack wants it named.
_ENCRYPTION_KEY = (b"x-amz-server-side-encryption-aws-kms-key-id", b"alias/aws/s3")
_LENGTH_MISSING = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>MissingContentLength</Code>'
    b"<Message>You must provide the Content-Length HTTP header.</Message></Error>"
)


class LocalAwsApplication:
    """Serves the control endpoint, and all else through ministack."""

    def __init__(self, ministack: Application, control: Control, calls: list[Call]) -> None:
        self._ministack = ministack
        self._control = control
        self._calls = calls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._ministack(scope, receive, send)
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        operation = operation_of(headers)
        if scope["path"].startswith(CONTROL_PATH):
            body = await _whole_body(receive)
            status, answer = self._control.answer(scope["method"], scope["path"], body)
            await _answer(send, status, b"application/json", answer)
        elif scope["method"] == "PUT" and scope["path"].startswith(f"/{uploads.BUCKET}/"):
            if "content-length" not in headers:
                await _answer(send, 411, b"application/xml", _LENGTH_MISSING)
                return
            scope["headers"] = [*scope["headers"], _ENCRYPTION_KEY]
            await self._ministack(scope, receive, send)
        elif operation is not None:
            await self._record(operation, scope, receive, send)
        else:
            await self._ministack(scope, receive, send)

    async def _record(self, operation: str, scope: Scope, receive: Receive, send: Send) -> None:
        came_in = time.time()
        exchange = _Exchange(receive, send)
        await self._ministack(scope, exchange.receive, exchange.send)
        call = recorded_call(
            operation,
            iam.caller_arn(),
            exchange.request,
            exchange.status,
            exchange.answer,
            came_in,
        )
        self._calls.append(call)
        await exchange.pass_on()


class _Exchange:
    """Keeps a request and its answer, which is passed on once it is recorded."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._messages: list[Message] = []
        self.request = b""

    async def receive(self) -> Message:
        message = await self._receive()
        self.request += message.get("body", b"")
        return message

    async def send(self, message: Message) -> None:
        self._messages.append(message)

    @property
    def status(self) -> int:
        return int(self._messages[0]["status"])

    @property
    def answer(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self._messages)

    async def pass_on(self) -> None:
        """Send the answer, or only its head, upon which the server closes the connection."""
        names = {name.lower() for name, _ in self._messages[0]["headers"]}
        if LOST_ANSWER_HEADER.encode() in names:
            await self._send(self._messages[0])
            return
        for message in self._messages:
            await self._send(message)


async def _whole_body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


async def _answer(send: Send, status: int, content_type: bytes, body: bytes) -> None:
    length = str(len(body)).encode()
    headers = [(b"content-type", content_type), (b"content-length", length)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
