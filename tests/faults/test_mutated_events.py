"""No event whatever, with whatever faults of Cognito, makes the handler break a promise."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from cognito_user_import.cloudformation import custom_resource
from tests.cloudformation import events
from tests.fakes.cognito import refused
from tests.fakes.s3 import BUCKET
from tests.faults.invocation import Scenario, check, scenarios
from tests.faults.lab import SECRETS
from tests.faults.memory_world import GOOD
from tests.faults.mutations import KNOWN_JOB, URL, Mutated
from tests.faults.troubles import FAULTS, Trouble, raising


@settings(
    max_examples=300,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(scenarios)
def test_any_event_is_answered_at_most_once_and_well(scenario: Scenario) -> None:
    """`make faults` tries 20,000."""
    check(scenario)


def scenario(
    request_type: str = "Create",
    *troubles: Trouble,
    properties: dict[str, Any] | None = None,
    is_answerable: bool = True,
    by_responder: bool = False,
    **fields: Any,
) -> Scenario:
    """Return a scenario of an event with other fields."""
    own_id = None if request_type == "Create" else KNOWN_JOB
    event = events.request(request_type, URL, physical_resource_id=own_id, **(properties or {}))
    return Scenario(
        mutated=Mutated({**event, **fields}, is_answerable),
        seconds=900,
        troubles=list(troubles),
        job=None,
        is_warm=False,
        is_taken=True,
        by_responder=by_responder,
    )


@pytest.mark.parametrize(
    "found",
    [
        scenario(properties={"ServiceTimeout": "9" * 5000}),
        scenario(properties={"ServiceTimeout": "9" * 30}, ResponseURL=f"{URL}&X-Amz-Date=x"),
        scenario(RequestId="x" * 5000, is_answerable=False),
        scenario(StackId="\ud800", is_answerable=False),
        scenario(LogicalResourceId="\U0001f600" * 300, is_answerable=False),
        scenario("Update", PhysicalResourceId="\U0001f600" * 1024),
        scenario("Delete", PhysicalResourceId="\ud800"),
        scenario("Update", PhysicalResourceId="\ud800", by_responder=True),
        scenario(
            "Update",
            Trouble("DescribeUserImportJob", "long", FAULTS["a message of 5 kB"], True),
            properties={"SourceBucket": BUCKET, "SourceKey": GOOD},
        ),
        scenario(PhysicalResourceId=True, is_answerable=False),
        scenario(CrHelperData=None),
        scenario(CrHelperData="text", CrHelperPoll=True),
        scenario(
            ResponseURL=URL.replace("amazonaws.com", "attackeramazonaws.com"), is_answerable=False
        ),
    ],
    ids=lambda found: str(found.mutated.event)[-40:],
)
def test_what_was_found_is_mended(found: Scenario) -> None:
    """Each was answered not at all, too long, or to a stranger."""
    check(found)


def listing(error: Exception) -> Trouble:
    return Trouble("ListUserImportJobs", "error", raising(error), True)


def answer_twice(exchange: custom_resource.Exchange, *answer: Any) -> None:
    ANSWER(exchange, *answer)
    exchange._latch.release()
    ANSWER(exchange, *answer)


ANSWER = custom_resource.Exchange.answer
THROTTLED = Trouble("ListUserImportJobs", "throttled", refused("TooManyRequestsException"), True)
DEFECTS: dict[str, tuple[Scenario, dict[str, Any]]] = {
    "a secret in the reason": (
        scenario("Create", listing(RuntimeError(SECRETS["password hash"]))),
        {"cloudformation.response.redact": str},
    ),
    "an answer too long": (
        scenario("Create", listing(RuntimeError("x" * 9000))),
        {"cloudformation.response._cut": lambda text, _room: text},
    ),
    "a value that is no string": (
        scenario(),
        {"cloudformation.response._texts": lambda data: {**data, "N": 1}},
    ),
    "no reason": (scenario(), {"cloudformation.response._DONE": ""}),
    "a second answer": (
        scenario(),
        {"cloudformation.custom_resource.Exchange.answer": answer_twice},
    ),
    "pauses past the end": (
        scenario("Create", THROTTLED),
        {
            "aws.service_call.ServiceCalls.__init__.__kwdefaults__": {"patience": 5e3},
            "handler._HANDLER_MARGIN": -5e3,
        },
    ),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_the_check_sees(monkeypatch: pytest.MonkeyPatch, defect: str) -> None:
    """What the property checks can fail."""
    given, patches = DEFECTS[defect]
    check(given)
    for name, value in patches.items():
        monkeypatch.setattr(f"cognito_user_import.{name}", value)
    with pytest.raises(AssertionError):
        check(given)
