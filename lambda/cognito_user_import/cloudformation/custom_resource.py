"""crhelper's CfnResource, so that each request gets one answer, in time, and without secrets.

What crhelper does otherwise, and why it hurts, is in docs/crhelper.md. Overridden are `__call__`,
`_send`, `_set_timeout` and `generate_physical_id`; tests/unit/test_crhelper_contract.py holds the
pinned crhelper to them.
"""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from crhelper import FAILED, SUCCESS, CfnResource

from cognito_user_import.aws.deadline import SYSTEM_CLOCK, Clock, Deadline
from cognito_user_import.cloudformation.delivery import Deliver, deliver
from cognito_user_import.cloudformation.lambda_context import Context
from cognito_user_import.cloudformation.physical_id import no_job_id
from cognito_user_import.cloudformation.request import CREATE, DELETE, Request
from cognito_user_import.cloudformation.response import response_body

logger = logging.getLogger(__name__)

_TIMER_MARGIN: Final = 20.0
"""Seconds before the end of the invocation at which a failure is answered for work still going."""
_DELIVERY_MARGIN: Final = 1.0
_OVERRIDDEN: Final = ("__call__", "_send", "_set_timeout", "generate_physical_id")
_TIMED_OUT: Final = "The invocation of the handler is about to time out; see its log."


class Exchange:
    """One request and its one answer.

    The timer's thread and the main one may both want to answer: the first one does.
    """

    def __init__(self, request: Request, context: Context, deliver: Deliver, clock: Clock) -> None:
        self.request = request
        self.undelivered: BaseException | None = None
        self._deliver = deliver
        self._context = context
        left = self.seconds_left
        self._deadline = Deadline(left - min(_DELIVERY_MARGIN, left / 10), clock)
        self._latch = threading.Lock()

    @property
    def seconds_left(self) -> float:
        """Seconds until Lambda ends this invocation."""
        return self._context.get_remaining_time_in_millis() / 1000

    def answer(
        self, status: str, physical_resource_id: str, reason: str, data: dict[str, object]
    ) -> None:
        """Answer, unless that was done or is being done."""
        if status == FAILED and self.request.type == DELETE:
            # A Delete that fails blocks the stack until a person acts.
            logger.warning("Delete goes on despite: %s", reason)
            status = SUCCESS
        body = response_body(self.request, status, physical_resource_id, reason, data)
        if not self._latch.acquire(blocking=False):
            logger.info("request %s is answered already", self.request.request_id)
            return
        try:
            self._deliver(self.request.response_url, body, self._deadline)
        except BaseException as error:  # raised at the end of the invocation, whatever it is
            self.undelivered = error
        else:
            logger.info("answered %s to %s", status, self.request.type)


class UserImportResource(CfnResource):
    """The custom resource of an import job.

    Handlers are registered as with crhelper: ``@resource.create`` and so on. They return the
    physical id, set ``resource.Data``, and read ``resource.request`` and ``resource.seconds_left``.

    :param deliver: Sends a body to a URL before a deadline, or raises DeliveryError.
    """

    def __init__(self, deliver: Deliver = deliver, clock: Clock = SYSTEM_CLOCK) -> None:
        require_crhelper()
        with _without_polling_clients():
            super().__init__(log_level="WARNING", boto_level="WARNING", sleep_on_delete=0)
        self._deliver = deliver
        self._clock = clock
        self._exchange: Exchange | None = None

    @property
    def request(self) -> Request:
        """The request of this invocation."""
        return self._current.request

    @property
    def seconds_left(self) -> float:
        """Seconds until Lambda ends this invocation."""
        return self._current.seconds_left

    @property
    def _current(self) -> Exchange:
        if self._exchange is None:
            raise RuntimeError("there is a request only while one is handled")
        return self._exchange

    def __call__(self, event: object, context: Context) -> None:
        """Handle one request of CloudFormation; one that it has given up is let be.

        :raises InvalidEventError: The event is none; nothing was sent.
        :raises DeliveryError: The work is done but CloudFormation did not take the answer. Lambda
            then invokes again, which finds the work done.
        """
        request = Request.of(event)
        if request.is_stale(datetime.now(UTC)):
            logger.warning("%s came too late: CloudFormation has given it up", request.type)
            return
        exchange = self._exchange = Exchange(request, context, self._deliver, self._clock)
        # Nothing of an earlier invocation of a warm function may stick; crhelper clears Data.
        self.Status = self.Reason = self.PhysicalResourceId = ""
        try:
            super().__call__(_without_polling(event), context)
        except BaseException as error:
            # SystemExit and KeyboardInterrupt pass crhelper, which would leave the stack waiting.
            logger.exception("the handler was interrupted")
            self._send(FAILED, f"The handler was interrupted: {type(error).__name__}.")
        finally:
            self._end_timer()
            self._exchange = None
        if exchange.undelivered:
            raise exchange.undelivered

    def remember(self, job_id: str) -> None:
        """Answer a Create with this id from now on, also on failure: Delete stops the job by it."""
        self.PhysicalResourceId = job_id

    def generate_physical_id(self, event: dict[str, Any]) -> str:
        """Return the id of a resource for which no job was made; the same for each repeat."""
        return no_job_id(event["StackId"], event["LogicalResourceId"])

    def _send(
        self, status: str | None = None, reason: str = "", send_response: object = None
    ) -> None:
        del send_response  # crhelper's sender: it repeats for ever and takes any status as success
        self._answer(self._current, status or self.Status, reason or str(self.Reason))

    def _answer(self, exchange: Exchange, status: str, reason: str) -> None:
        request = exchange.request
        own_id = request.physical_resource_id
        if request.type == CREATE or (request.type != DELETE and status == SUCCESS):
            # A failed Update that answered another id than the event's would wreck the stack.
            own_id = self.PhysicalResourceId or own_id
        physical_id = own_id or self.generate_physical_id(
            {"StackId": request.stack_id, "LogicalResourceId": request.logical_resource_id}
        )
        exchange.answer(status, physical_id, reason, dict(self.Data))

    def _set_timeout(self) -> None:
        remaining = self.seconds_left
        self._timer = threading.Timer(
            max(remaining - _TIMER_MARGIN, remaining / 2),
            self._answer,
            [self._current, FAILED, _TIMED_OUT],
        )
        self._timer.daemon = True
        self._timer.start()

    def _end_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            # It may be delivering just now; what it delivers must be known before this returns.
            self._timer.join(self.seconds_left)


def require_crhelper() -> None:
    """Raise unless crhelper has what is overridden: it would call its own way else.

    :raises RuntimeError: The initialisation fails, and the responder answers with this text.
    """
    if missing := [name for name in _OVERRIDDEN if name not in vars(CfnResource)]:
        raise RuntimeError(f"crhelper has no {', '.join(missing)}: is it release 2.0.12?")


def _without_polling(event: Any) -> dict[str, Any]:
    """Return the event without what crhelper tells itself between polls, and here others would."""
    return {name: value for name, value in event.items() if not name.startswith("CrHelper")}


@contextmanager
def _without_polling_clients() -> Iterator[None]:
    """Have crhelper make no boto3 clients, which serve its polling only.

    They cost 0.09 s of a cold start. Running locally in SAM is crhelper's own reason to do without.
    """
    before = os.environ.get("AWS_SAM_LOCAL")
    os.environ["AWS_SAM_LOCAL"] = "true"
    try:
        yield
    finally:
        if before is None:
            del os.environ["AWS_SAM_LOCAL"]
        else:
            os.environ["AWS_SAM_LOCAL"] = before
