"""The ASGI application: ministack, plus the control endpoint and the record of calls."""

from __future__ import annotations

from local_aws.asgi_messages import (
    Application,
    Message,
    Receive,
    Scope,
    Send,
    answer,
    headers_of,
    whole_body,
)
from local_aws.calls import Call, recorded_call
from local_aws.clock import LabClock
from local_aws.control import CONTROL_PATH, Control
from local_aws.ministack_access import iam
from local_aws.operations import LOST_ANSWER_HEADER, operation_of
from local_aws.upload_gate import UploadGate


class LocalAwsApplication:
    """Serves the control endpoint, and everything else through ministack."""

    def __init__(
        self,
        ministack: Application,
        gate: UploadGate,
        control: Control,
        calls: list[Call],
        clock: LabClock,
    ) -> None:
        self._ministack = ministack
        self._gate = gate
        self._control = control
        self._calls = calls
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._ministack(scope, receive, send)
            return
        operation = operation_of(headers_of(scope))
        if scope["path"].startswith(CONTROL_PATH):
            body = await whole_body(receive)
            status, answered = self._control.answer(scope["method"], scope["path"], body)
            await answer(send, status, b"application/json", answered)
        elif self._gate.is_for(scope):
            await self._gate(scope, receive, send)
        elif operation is not None:
            await self._record(operation, scope, receive, send)
        else:
            await self._ministack(scope, receive, send)

    async def _record(self, operation: str, scope: Scope, receive: Receive, send: Send) -> None:
        came_in = self._clock.time()
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
    """Records a request and its response, then passes the response on."""

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
