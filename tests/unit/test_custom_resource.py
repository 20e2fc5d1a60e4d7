"""The one answer to a request, whatever happens to the handler's function."""

import json
import threading
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.cloudformation.custom_resource import UserImportResource
from cognito_user_import.cloudformation.physical_id import no_job_id
from cognito_user_import.errors import DeliveryError
from tests.cloudformation import events
from tests.fakes.lambda_context import FakeContext
from tests.unit.test_request import URL

MARKER = no_job_id(events.STACK_ID, events.LOGICAL_ID)


class Outbox:
    """Takes the answers, and can refuse them."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.answers: list[dict[str, Any]] = []
        self.filled = threading.Event()
        self._error = error

    def deliver(self, _url: str, body: bytes, _deadline: Deadline) -> None:
        """Take an answer."""
        self.answers.append(json.loads(body))
        self.filled.set()
        if self._error:
            raise self._error

    @property
    def ids(self) -> list[tuple[str, str]]:
        """The status and the physical id of each answer."""
        return [(answer["Status"], answer["PhysicalResourceId"]) for answer in self.answers]


def resource_with(
    outbox: Outbox, act: Callable[[UserImportResource], str | None]
) -> UserImportResource:
    """Return a resource that does the same for each request."""
    resource = UserImportResource(outbox.deliver)

    def handle(_event: dict[str, Any], _context: object) -> str | None:
        return act(resource)

    for register in (resource.create, resource.update, resource.delete):
        register(handle)
    return resource


def make_job(_resource: UserImportResource) -> str:
    return "import-1"


@pytest.fixture
def outbox() -> Outbox:
    return Outbox()


def test_a_failed_update_answers_the_id_of_its_event_whatever_id_is_known(outbox: Outbox) -> None:
    """The work may have got as far as a new job."""

    def fail_late(resource: UserImportResource) -> str:
        resource.PhysicalResourceId = "import-2"
        raise RuntimeError("too late")

    event = events.request("Update", URL, physical_resource_id="import-1")
    resource_with(outbox, fail_late)(event, FakeContext())
    assert outbox.ids == [("FAILED", "import-1")]


def test_nothing_of_an_earlier_request_is_in_the_answer_to_the_next(outbox: Outbox) -> None:
    """Not even when that one fails before anything else is done."""
    resource = resource_with(outbox, make_job)
    resource(events.request("Create", URL), FakeContext())
    with mock.patch.object(resource, "_log_setup", side_effect=SystemExit):
        resource(events.request("Create", URL), FakeContext())
    assert outbox.ids == [("SUCCESS", "import-1"), ("FAILED", MARKER)]


@pytest.mark.parametrize("error", [DeliveryError("not taken"), SystemExit("not taken")])
def test_an_answer_that_was_not_taken_is_an_error_of_the_invocation(error: BaseException) -> None:
    """Lambda then tries again, and calls the responder in the end."""
    outbox = Outbox(error)
    with pytest.raises(type(error), match="not taken"):
        resource_with(outbox, make_job)(events.request("Create", URL), FakeContext())
    assert len(outbox.answers) == 1


def test_what_the_timer_sends_is_waited_for() -> None:
    """Work that ends meanwhile must not hide that its response was refused."""
    outbox, returned = Outbox(), threading.Event()

    def refuse_slowly(url: str, body: bytes, deadline: Deadline) -> None:
        outbox.deliver(url, body, deadline)
        returned.wait(0.3)
        raise DeliveryError("not taken")

    def outlast(_event: dict[str, Any], _context: object) -> str:
        assert outbox.filled.wait(5), "nothing was answered in time"
        return "import-1"

    resource = UserImportResource(refuse_slowly)
    resource.create(outlast)
    with pytest.raises(DeliveryError, match="not taken"):
        resource(events.request("Create", URL), FakeContext(2))
    returned.set()
    assert len(outbox.answers) == 1


def test_an_event_that_looks_like_a_poll_of_crhelper_is_carried_out(outbox: Outbox) -> None:
    """Crhelper would call a function for polls, which doesn't exist, and send SUCCESS."""
    event = {**events.request("Create", URL), "CrHelperPoll": True, "CrHelperData": {"A": "b"}}
    resource_with(outbox, make_job)(event, FakeContext())
    (answer,) = outbox.answers
    assert (answer["PhysicalResourceId"], answer["Data"]) == ("import-1", {})
