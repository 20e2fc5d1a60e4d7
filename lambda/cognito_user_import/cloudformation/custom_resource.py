"""crhelper's CfnResource, changed to send one response per request, in time, without secrets.

docs/crhelper.md lists what crhelper does differently. This class overrides `__call__`, `_send`,
`_set_timeout`, and `generate_physical_id`. tests/unit/test_crhelper_contract.py checks that the
pinned crhelper still calls them.
"""

import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from crhelper import FAILED, SUCCESS, CfnResource

from cognito_user_import.aws.clients import Clients
from cognito_user_import.aws.deadline import SYSTEM_CLOCK, Clock, Deadline
from cognito_user_import.cloudformation.delivery import Deliver, deliver
from cognito_user_import.cloudformation.lambda_context import Context
from cognito_user_import.cloudformation.physical_id import no_job_id
from cognito_user_import.cloudformation.request import CREATE, DELETE, Continuation, Request
from cognito_user_import.cloudformation.response import response_body
from cognito_user_import.errors import WithdrawnError

logger = logging.getLogger(__name__)

_TIMER_MARGIN: Final = 20.0
"""Seconds before the end of the invocation at which unfinished work is reported as FAILED."""
_DELIVERY_MARGIN: Final = 1.0
_OVERRIDDEN: Final = ("__call__", "_send", "_set_timeout", "generate_physical_id")
_TIMED_OUT: Final = "The handler is about to time out. See the handler's log."


class Exchange:
    """One request and its one response.

    The timer's thread and the main thread can both try to respond. The first one does.
    """

    def __init__(
        self, event: Any, request: Request, context: Context, deliver: Deliver, clock: Clock
    ) -> None:
        self.event: Mapping[str, Any] = event
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

    @property
    def function_arn(self) -> str:
        """The function of this invocation."""
        return self._context.invoked_function_arn

    def hand_over(self, invoke: Callable[[], None]) -> None:
        """Let another invocation respond, unless it can't be invoked.

        :raises WithdrawnError: The timer has already responded.
        """
        if not self._latch.acquire(blocking=False):
            raise WithdrawnError("This invocation has already responded.")
        try:
            invoke()
        except BaseException:
            self._latch.release()
            raise

    def answer(
        self, status: str, physical_resource_id: str, reason: str, data: dict[str, object]
    ) -> None:
        """Send the response, unless another thread has sent it or is sending it."""
        if status == FAILED and self.request.type == DELETE:
            # A failed Delete blocks the stack until someone intervenes.
            logger.warning("Delete succeeds despite an error: %s", reason)
            status = SUCCESS
        body = response_body(self.request, status, physical_resource_id, reason, data)
        if not self._latch.acquire(blocking=False):
            logger.info("request %s has a response elsewhere", self.request.request_id)
            return
        try:
            self._deliver(self.request.response_url, body, self._deadline)
        except BaseException as error:  # any error: raised at the end of the invocation
            self.undelivered = error
        else:
            logger.info("sent %s for %s", status, self.request.type)


class UserImportResource(CfnResource):
    """The custom resource of an import job.

    Register handlers as with crhelper: ``@resource.create`` and so on. They return the physical ID,
    set ``resource.Data``, and read ``resource.request`` and ``resource.seconds_left``.

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
            raise RuntimeError("no request: one exists only during an invocation")
        return self._exchange

    def __call__(self, event: object, context: Context) -> None:
        """Handle one CloudFormation request. Ignore it if CloudFormation no longer waits.

        :raises InvalidEventError: Not a CloudFormation event. Nothing was sent.
        :raises DeliveryError: The work is done, but CloudFormation didn't accept the response.
            Lambda then invokes again, and that invocation finds the work done.
        """
        request = Request.of(event)
        if request.is_stale(datetime.now(UTC)):
            logger.warning(
                "%s arrived too late: CloudFormation no longer waits for it", request.type
            )
            return
        exchange = self._exchange = Exchange(event, request, context, self._deliver, self._clock)
        # A warm function must keep nothing from an earlier invocation. crhelper clears Data.
        self.Status = self.Reason = self.PhysicalResourceId = ""
        try:
            super().__call__(_without_polling(event), context)
        except BaseException as error:
            # crhelper doesn't catch SystemExit and KeyboardInterrupt: the stack would keep waiting.
            logger.exception("the handler was interrupted")
            self._send(FAILED, f"The handler was interrupted: {type(error).__name__}.")
        finally:
            self._end_timer()
            self._exchange = None
        if exchange.undelivered:
            raise exchange.undelivered

    def hand_over(self, job_id: str, clients: Clients, deadline: Deadline) -> None:
        """Invoke the function again, with the same request. That invocation responds.

        :raises ServiceError: Lambda didn't accept the invocation.
        :raises WithdrawnError: The timer has already responded.
        """
        # Not in each cold start.
        from cognito_user_import.cloudformation.continuation import continue_in_next

        exchange = self._current
        before = exchange.request.continuation
        following = Continuation(job_id, before.number + 1 if before else 1)
        exchange.hand_over(
            lambda: continue_in_next(
                exchange.event, following, exchange.function_arn, clients, deadline
            )
        )

    def remember(self, job_id: str) -> None:
        """Respond to a Create with this ID, even on failure, so that Delete can stop the job."""
        self.PhysicalResourceId = job_id

    def generate_physical_id(self, event: dict[str, Any]) -> str:
        """Return the ID of a resource without a job. It is the same for each repeated request."""
        return no_job_id(event["StackId"], event["LogicalResourceId"])

    def _send(
        self, status: str | None = None, reason: str = "", send_response: object = None
    ) -> None:
        del send_response  # crhelper's sender: it retries forever and treats any status as success
        self._answer(self._current, status or self.Status, reason or str(self.Reason))

    def _answer(self, exchange: Exchange, status: str, reason: str) -> None:
        request = exchange.request
        own_id = request.physical_resource_id
        if request.type == CREATE or (request.type != DELETE and status == SUCCESS):
            # A failed Update that responds with another ID than the event's would break the stack.
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
            # The timer may be sending right now. Its result must be known before this returns.
            self._timer.join(self.seconds_left)


def require_crhelper() -> None:
    """Raise an error unless crhelper has the overridden methods; it wouldn't call ours otherwise.

    :raises RuntimeError: The initialization fails, and the responder sends this text.
    """
    if missing := [name for name in _OVERRIDDEN if name not in vars(CfnResource)]:
        raise RuntimeError(f"crhelper has no {', '.join(missing)}. Required: release 2.0.12.")


def _without_polling(event: Any) -> dict[str, Any]:
    """Return the event without crhelper's polling keys, which only an attacker would send here."""
    return {name: value for name, value in event.items() if not name.startswith("CrHelper")}


@contextmanager
def _without_polling_clients() -> Iterator[None]:
    """Keep crhelper from creating boto3 clients, which only its polling uses.

    They cost 0.09 s of a cold start. crhelper itself skips them when it runs locally in SAM.
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
