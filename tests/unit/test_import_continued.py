"""An import that outlasts an invocation: the next one continues, and one answer is sent."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from cognito_user_import.cloudformation.custom_resource import UserImportResource
from cognito_user_import.handler import user_import_resource
from cognito_user_import.responder import respond
from local_aws import guesses
from tests.fakes.clients import FakeClients
from tests.fakes.cognito import FakeServiceError, refused
from tests.fakes.functions import FakeFunctions
from tests.fakes.import_run import Outcome
from tests.fakes.lambda_context import FakeContext
from tests.faults.answering import raising
from tests.faults.wall_clock import time_of_day
from tests.unit.running_import import RunningImport, counts


@pytest.fixture(autouse=True)
def time_of_day_of_the_clock(import_: RunningImport) -> Iterator[None]:
    """Have jobs, URLs, and requests grow old while the handler waits."""
    began = time.time()

    def now() -> float:
        return began + import_.clock.now()

    import_.cognito.now = now
    with time_of_day(now):
        yield


HOUR = {"ServiceTimeout": "3600"}


def functions(import_: RunningImport) -> FakeFunctions:
    """Return the queue of invocations."""
    return import_.handler.functions


def first_invocation(import_: RunningImport, **changes: Any) -> dict[str, Any]:
    """Run the first invocation of a Create, and return the event that it leaves."""
    event = import_.event("Create", **HOUR, **changes)
    import_.handler.resource(event, FakeContext(900, import_.clock))
    return functions(import_).events.popleft()


@pytest.mark.parametrize(("seconds", "invocations"), [(600, 1), (900, 2), (1700, 3), (3200, 5)])
def test_an_import_of_nearly_an_hour_is_waited_for(
    import_: RunningImport, seconds: float, invocations: int
) -> None:
    """Over several invocations, with one job and one answer."""
    import_.cognito.settings.import_seconds = seconds
    assert counts(import_.handler.handle(import_.event("Create", **HOUR))) == ("3", "0", "0")
    assert len(import_.jobs) == len(import_.uploads.taken) == 1
    assert functions(import_).count("Invoke") == invocations - 1
    assert seconds <= import_.clock.now() <= seconds + 15


@pytest.mark.parametrize("timeout", [60, 120, 300, 600])
@pytest.mark.parametrize("waits_for", ["the end", "the slot"])
def test_an_invocation_of_any_length_is_continued(
    import_: RunningImport, timeout: int, waits_for: str
) -> None:
    """However short, the next ones go on."""
    seconds = 1.8 * max(timeout - 60, 15)
    if waits_for == "the end":
        import_.cognito.settings.import_seconds = seconds
    else:
        import_.cognito.always_fail("StartUserImportJob", free_after(import_, seconds))
    event = import_.event("Create", **HOUR)
    assert counts(import_.handler.handle(event, timeout)) == ("3", "0", "0")
    assert 1 <= functions(import_).count("Invoke") <= 4
    assert len(import_.jobs) == 1


def test_without_waiting_nothing_is_continued(import_: RunningImport) -> None:
    """The handler has no permission to invoke itself then."""
    import_.cognito.slots = 0
    answer = import_.handler.handle(import_.event("Create", **HOUR, Wait="false"))
    assert "An account runs one import job at a time." in answer["Reason"]
    assert functions(import_).count("Invoke") == 0


def test_a_file_that_is_overwritten_meanwhile_counts_no_rows(import_: RunningImport) -> None:
    """A job that gave up would look complete beside a shorter file."""
    import_.world.put_rows(100)
    import_.cognito.force(Outcome("Failed", imported=55, failed=5))
    import_.cognito.settings.import_seconds = 1000
    event = first_invocation(import_, MaxFailedUsers="9")
    import_.world.put_rows(40)
    answer = import_.handler.handle(event)
    assert answer["Reason"].startswith("The import failed: it ended as Failed (55 imported")


def test_an_import_that_takes_longer_fails_in_time(import_: RunningImport) -> None:
    """After 55 minutes: then Lambda could repeat a killed invocation, and it would respond."""
    import_.cognito.settings.import_seconds = 5000
    answer = import_.handler.handle(import_.event("Create", **HOUR))
    assert answer["Status"] == "FAILED"
    assert (
        "is still InProgress, with 1 rows read. A deployment waits for an import"
        in answer["Reason"]
    )
    assert 3100 <= import_.clock.now() <= 3360
    assert import_.jobs[0]["Status"] == "Stopped"


def test_the_next_invocation_gets_the_request_and_the_job(import_: RunningImport) -> None:
    """Nothing else is known to it: neither a pre-signed URL nor a user."""
    import_.cognito.settings.import_seconds = 900
    event = import_.event("Create", **HOUR)
    import_.handler.resource(event, FakeContext(900, import_.clock))
    [continued] = functions(import_).events
    assert continued.pop("Continuation") == {"JobId": import_.jobs[0]["JobId"], "Number": 1}
    assert continued == event
    [path] = functions(import_).invoked
    assert path.endswith("%3Afunction%3Ahandler/invocations")


def test_a_wait_for_the_slot_is_continued_without_another_upload(import_: RunningImport) -> None:
    """The URL has expired by then, and the job has its file."""
    import_.cognito.always_fail("StartUserImportJob", free_after(import_, 1000))
    assert counts(import_.handler.handle(import_.event("Create", **HOUR))) == ("3", "0", "0")
    assert len(import_.jobs) == len(import_.uploads.taken) == 1
    assert functions(import_).count("Invoke") == 1


def free_after(import_: RunningImport, seconds: float) -> Any:
    """Refuse a start until another job has ended."""

    def fault(perform: Any) -> Any:
        if import_.clock.now() < seconds:
            raise FakeServiceError(guesses.ANOTHER_JOB_ACTIVE_CODE, guesses.ANOTHER_JOB_ACTIVE)
        return perform()

    return fault


def test_an_invocation_that_lambda_refuses_stops_the_job(import_: RunningImport) -> None:
    """The reason says which permission is missing."""
    import_.cognito.settings.import_seconds = 900
    functions(import_).always_fail("Invoke", refused("AccessDeniedException", "no", 403))
    answer = import_.handler.handle(import_.event("Create", **HOUR))
    assert answer["Status"] == "FAILED"
    assert "Allow the handler's role lambda:InvokeFunction on its own" in answer["Reason"]
    assert import_.jobs[0]["Status"] == "Stopped"


def test_an_invocation_that_lambda_never_sees_stops_the_job(import_: RunningImport) -> None:
    """As in a VPC without an endpoint for AWS Lambda."""
    import_.cognito.settings.import_seconds = 900
    unreachable = raising(EndpointConnectionError(endpoint_url="https://lambda"))
    functions(import_).always_fail("Invoke", unreachable)
    answer = import_.handler.handle(import_.event("Create", **HOUR))
    assert answer["Status"] == "FAILED"
    assert import_.jobs[0]["Status"] == "Stopped"


def test_an_invocation_whose_answer_is_lost_starts_no_second_job(import_: RunningImport) -> None:
    """Both continue with the same job."""
    import_.cognito.settings.import_seconds = 900
    functions(import_).fail("Invoke", lost)
    before = len(import_.handler.server.answers)
    import_.handler.resource(import_.event("Create", **HOUR), FakeContext(900, import_.clock))
    assert len(functions(import_).events) == 2
    while functions(import_).events:
        import_.handler.resource(
            functions(import_).events.popleft(), FakeContext(900, import_.clock)
        )
    answers = import_.handler.server.answers[before:]
    assert [answer["PhysicalResourceId"] for answer in answers] == [import_.jobs[0]["JobId"]] * 2
    assert len(import_.jobs) == 1


def lost(perform: Any) -> Any:
    """Do what was asked, and lose the answer."""
    perform()
    raise FakeServiceError("ServiceException", "the answer is lost", 500)


def test_a_repeat_of_a_killed_invocation_continues(import_: RunningImport) -> None:
    """Lambda delivers its event again."""
    import_.cognito.settings.import_seconds = 1200
    event = first_invocation(import_)
    import_.clock.sleep(600)
    assert counts(import_.handler.handle(event)) == ("3", "0", "0")
    assert len(import_.jobs) == 1


def test_a_rollback_between_two_invocations_ends_the_chain(import_: RunningImport) -> None:
    """CloudFormation canceled the Create."""
    import_.cognito.settings.import_seconds = 2000
    event = first_invocation(import_)
    import_.give_up()
    answer = import_.handler.handle(event)
    assert answer["Reason"].startswith("CloudFormation no longer waits for this Create")
    assert import_.jobs[0]["Status"] == "Stopped"
    assert not functions(import_).events


def test_a_delete_beside_the_second_invocation_ends_the_chain(import_: RunningImport) -> None:
    """Delete stops the job and succeeds; the Create, which nobody waits for, fails."""
    import_.cognito.settings.import_seconds = 2000
    event = first_invocation(import_)
    job = import_.jobs[0]["JobId"]
    deleted: list[str] = []

    def delete_meanwhile(perform: Any) -> Any:
        if import_.clock.now() > 1000 and not deleted:
            deleted.append(job)
            gone = import_.event("Delete", physical_resource_id=job, **HOUR)
            second_environment(import_)(gone, FakeContext(900, import_.clock))
        return perform()

    import_.cognito.always_fail("DescribeUserImportJob", delete_meanwhile)
    before = len(import_.handler.server.answers)
    import_.handler.resource(event, FakeContext(900, import_.clock))
    delete, create = import_.handler.server.answers[before:]
    assert (delete["Status"], create["Status"]) == ("SUCCESS", "FAILED")
    assert import_.jobs[0]["Status"] == "Stopped"
    assert not functions(import_).events


def second_environment(import_: RunningImport) -> UserImportResource:
    """Return the handler in another execution environment."""
    clients = FakeClients(
        import_.cognito.client(), import_.s3.client, import_.world.logs.client, import_.stacks
    )
    return user_import_resource(lambda: clients, clock=import_.clock)


def test_a_create_that_is_canceled_without_a_rollback_stops_its_job(
    import_: RunningImport,
) -> None:
    """Nobody sends a Delete then: the handler asks while it waits."""
    import_.cognito.settings.import_seconds = 800
    event = import_.event("Create", **HOUR)

    def give_up(perform: Any) -> Any:
        if import_.clock.now() > 200:
            import_.give_up()
        return perform()

    import_.stacks.always_fail("DescribeStacks", give_up)
    answer = import_.handler.handle(event)
    assert answer["Reason"].startswith("CloudFormation no longer waits for this Create")
    assert import_.jobs[0]["Status"] == "Stopped"
    assert import_.clock.now() < 300


def test_a_job_of_another_request_is_not_continued_with(import_: RunningImport) -> None:
    """Whoever invokes the function can name any job."""
    other = import_.handler.create()["PhysicalResourceId"]
    event = {
        **import_.event("Create", **HOUR),
        "Continuation": {"JobId": other, "Number": 1},
    }
    answer = import_.handler.handle(event)
    assert counts(answer) == ("3", "0", "0")
    assert answer["PhysicalResourceId"] != other
    assert import_.cognito.job(other)["Status"] == "Created"


@pytest.mark.parametrize("number", [0, 5, "1", None])
def test_the_number_of_invocations_is_limited(import_: RunningImport, number: object) -> None:
    """Lambda itself would end a chain that is longer."""
    event = {
        **import_.event("Create", **HOUR),
        "Continuation": {"JobId": "import-1", "Number": number},
    }
    with pytest.raises(Exception, match="Number must be 1 to 4"):
        import_.handler.resource(event, FakeContext(900, import_.clock))


def test_the_responder_names_the_job_to_delete(import_: RunningImport) -> None:
    """If a later invocation was killed, Delete stops the job by its ID."""
    import_.cognito.settings.import_seconds = 2000
    event = first_invocation(import_)
    respond({"requestPayload": event}, FakeContext(60))
    answer = import_.handler.server.answers[-1]
    assert (answer["Status"], answer["PhysicalResourceId"]) == (
        "FAILED",
        import_.jobs[0]["JobId"],
    )
