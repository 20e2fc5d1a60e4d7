"""What CloudFormation's statuses say about a request."""

from datetime import UTC, datetime, timedelta

import pytest

from cognito_user_import.aws.clients import Clients
from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.cloudformation.request import Request
from cognito_user_import.cloudformation.standing import StackQuestion, Standing
from tests.cloudformation import events
from tests.fakes.clients import FakeClients
from tests.fakes.clock import FakeClock
from tests.fakes.cloudformation import FakeCloudFormation, Stack, StackResource
from tests.faults.mutations import URL

SENT = datetime(2026, 11, 1, 12, tzinfo=UTC)
NOW, LATER, BEFORE = 0, 60, -60


def standing(
    stacks: FakeCloudFormation, request_type: str, clients: Clients | None = None
) -> Standing:
    """Ask about a request."""
    url = f"{URL}&X-Amz-Date={SENT:%Y%m%dT%H%M%SZ}"
    request = Request.of(events.request(request_type, url, physical_resource_id="import-1"))
    calls = ServiceCalls("stack", Deadline(100, FakeClock()), 10, advice={}, patience=30)
    clients = clients or FakeClients(None, lambda: None, lambda: None, stacks)
    return StackQuestion(request, clients, calls).ask().standing


@pytest.mark.parametrize(
    ("request_type", "stack", "updated", "resource", "since", "expected"),
    [
        ("Create", "CREATE_IN_PROGRESS", None, "CREATE_IN_PROGRESS", NOW, "WANTED"),
        ("Create", "UPDATE_IN_PROGRESS", NOW, "CREATE_IN_PROGRESS", NOW, "WANTED"),
        ("Update", "UPDATE_IN_PROGRESS", NOW, "UPDATE_IN_PROGRESS", NOW, "WANTED"),
        # CloudFormation sent the request again, some time after it set the status.
        ("Update", "UPDATE_IN_PROGRESS", BEFORE, "UPDATE_IN_PROGRESS", BEFORE, "WANTED"),
        # Something else than a later deployment moved one of the times.
        ("Update", "UPDATE_IN_PROGRESS", LATER, "UPDATE_IN_PROGRESS", NOW, "WANTED"),
        ("Update", "UPDATE_IN_PROGRESS", NOW, "UPDATE_IN_PROGRESS", LATER, "WANTED"),
        ("Update", "UPDATE_IN_PROGRESS", LATER, "UPDATE_IN_PROGRESS", LATER, "ANSWERED"),
        ("Update", "UPDATE_ROLLBACK_IN_PROGRESS", NOW, "UPDATE_IN_PROGRESS", NOW, "ROLLBACK"),
        ("Update", "UPDATE_ROLLBACK_IN_PROGRESS", NOW, "UPDATE_IN_PROGRESS", BEFORE, "ROLLBACK"),
        ("Update", "UPDATE_ROLLBACK_IN_PROGRESS", NOW, "UPDATE_IN_PROGRESS", LATER, "ROLLBACK"),
        ("Update", "UPDATE_ROLLBACK_IN_PROGRESS", NOW, "UPDATE_FAILED", LATER, "CANCELED"),
        ("Update", "UPDATE_IN_PROGRESS", NOW, "UPDATE_FAILED", LATER, "CANCELED"),
        ("Create", "ROLLBACK_IN_PROGRESS", None, "CREATE_IN_PROGRESS", NOW, "CANCELED"),
        ("Create", "UPDATE_ROLLBACK_IN_PROGRESS", NOW, "CREATE_IN_PROGRESS", NOW, "CANCELED"),
        ("Create", "DELETE_IN_PROGRESS", None, "DELETE_IN_PROGRESS", LATER, "CANCELED"),
        ("Create", "UPDATE_COMPLETE", NOW, "DELETE_COMPLETE", LATER, "CANCELED"),
        ("Create", "CREATE_COMPLETE", None, "CREATE_COMPLETE", LATER, "ANSWERED"),
        ("Create", "UPDATE_IN_PROGRESS", LATER, "UPDATE_IN_PROGRESS", LATER, "ANSWERED"),
        # Late readings of the deployment before, and statuses that contradict each other.
        ("Update", "UPDATE_COMPLETE", BEFORE, "UPDATE_IN_PROGRESS", NOW, "UNKNOWN"),
        ("Update", "UPDATE_ROLLBACK_COMPLETE", BEFORE, "UPDATE_IN_PROGRESS", NOW, "UNKNOWN"),
        ("Update", "UPDATE_IN_PROGRESS", NOW, "UPDATE_COMPLETE", BEFORE, "UNKNOWN"),
        ("Create", "UPDATE_IN_PROGRESS", NOW, "UPDATE_IN_PROGRESS", NOW, "UNKNOWN"),
    ],
)
def test_a_request_stands_or_not(
    request_type: str,
    stack: str,
    updated: int | None,
    resource: str,
    since: int,
    expected: str,
) -> None:
    """By the statuses and their times."""
    stacks, sent = FakeCloudFormation(), SENT.timestamp()
    stacks.stacks[events.STACK_ID] = Stack(
        stack,
        None if updated is None else sent + updated,
        {events.LOGICAL_ID: StackResource(resource, sent + since)},
    )
    assert standing(stacks, request_type) == Standing[expected]


def test_a_resource_that_the_stack_no_longer_has_is_canceled() -> None:
    """Its rollback is through, and Lambda delivers the Create once more."""
    stacks = FakeCloudFormation()
    stacks.stacks[events.STACK_ID] = Stack("UPDATE_ROLLBACK_COMPLETE", SENT.timestamp())
    assert standing(stacks, "Create") == Standing.CANCELED
    assert stacks.count("DescribeStackResource") > 1


def test_a_stack_that_is_not_there_says_nothing() -> None:
    """Nor does an account that denies the question."""
    assert standing(FakeCloudFormation(), "Create") == Standing.UNKNOWN


def test_seconds_between_two_clocks_are_no_delivery_that_is_late() -> None:
    """Times have a resolution of a second, and clocks differ."""
    stacks, sent = FakeCloudFormation(), (SENT + timedelta(seconds=4)).timestamp()
    stacks.stacks[events.STACK_ID] = Stack(
        "UPDATE_IN_PROGRESS", sent, {events.LOGICAL_ID: StackResource("UPDATE_IN_PROGRESS", sent)}
    )
    assert standing(stacks, "Update") == Standing.WANTED
