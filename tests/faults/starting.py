"""Faults of Cognito round the upload: the pool, Start, and looking at the job while it runs."""

from collections.abc import Callable
from typing import Any

from tests.fakes.cognito import POOL, FakeServiceError, Fault, answer_lost, refused, refused_until
from tests.fakes.import_run import ImportSettings
from tests.faults.answering import raising
from tests.faults.catalogue import fault, fault_for_each
from tests.faults.imported import counts, failed, reading_jobs, statuses
from tests.faults.lab import Lab

START = "StartUserImportJob"
LOOK = "DescribeUserImportJob"
THROTTLED = refused("TooManyRequestsException")
INTERNAL_ERROR = refused("InternalErrorException", status=500)
SLOT_CODES = ("PreconditionNotMetException", "LimitExceededException")
ALL = {
    name: name for name in ("DescribeUserPool", "GetCSVHeader", "CreateUserImportJob", START, LOOK)
}


def plant_slow(lab: Lab, seconds: float) -> None:
    """Store a file whose import takes this many seconds."""
    lab.plant()
    lab.cognito.settings = ImportSettings(import_seconds=seconds)


def performed_and_failed(perform: Callable[[], Any]) -> Any:
    """Perform the operation and answer 500."""
    perform()
    raise FakeServiceError("InternalErrorException", status=500)


@fault_for_each(
    {
        "throttled four times": [THROTTLED] * 4,
        "answered 500 three times": [INTERNAL_ERROR] * 3,
        "unanswered once": [answer_lost],
        "unanswered four times": [answer_lost] * 4,
        "answered 500 when it was performed": [performed_and_failed],
    }
)
def start_is(lab: Lab, case: list[Fault]) -> str:
    """Start is {}."""
    lab.plant()
    lab.cognito.fail(START, *case)
    answer = lab.create()
    assert counts(answer) == ("3", "0", "0")
    assert reading_jobs(lab) == [answer["PhysicalResourceId"]]
    return f"imported once, after {lab.cognito.count(START)} Start, {lab.clock.now():.1f} s"


@fault_for_each({code: code for code in SLOT_CODES})
def slot_taken_for_60_s(lab: Lab, case: str) -> str:
    """Another job of the account runs for 60 s; Start answers {}."""
    lab.plant()
    taken = refused_until(60, lab.clock, case, "There is already an active user import job.")
    lab.cognito.always_fail(START, taken)
    assert counts(lab.create()) == ("3", "0", "0")
    assert 60 <= lab.clock.now() < 75
    said = "can't start yet: There is already an active user import job."
    assert said in lab.output.getvalue()
    assert len(lab.cognito.jobs) == len(lab.world.uploads.taken) == 1
    return f"imported after {lab.clock.now():.0f} s, {lab.cognito.count(START)} Start"


@fault_for_each({code: code for code in SLOT_CODES})
def slot_taken_for_ever(lab: Lab, case: str) -> str:
    """Another job of the account runs for hours; Start answers {}."""
    lab.plant()
    lab.cognito.slots = 0
    lab.cognito.slot_error = (case, "There is already an active user import job.")
    assert failed(lab.create()) == (
        f"StartUserImportJob failed for user pool {POOL}: {case}: There is already an active user "
        "import job. An account runs one import job at a time. Deploy again after the other job "
        "ends."
    )
    assert (statuses(lab), 2550 <= lab.clock.now() <= 2590) == (["Created"], True)
    return f"FAILED after {lab.clock.now():.0f} s, with the advice to deploy again"


@fault_for_each({"0.4 s": 0.4, "10 s": 10, "29 s": 29, "ever": 1e9})
def no_csv_file_was_uploaded_for(lab: Lab, case: float) -> str:
    """Start does not see the uploaded file for {}."""
    lab.plant()
    message = "No csv file was uploaded for import-1"
    unseen = refused_until(case, lab.clock, "PreconditionNotMetException", message)
    lab.cognito.always_fail(START, unseen)
    answer = lab.create()
    if case > 60:
        failed(answer, message)
        assert 30 <= lab.clock.now() < 45
    else:
        assert counts(answer) == ("3", "0", "0")
        assert case <= lab.clock.now() < case + 15
    return f"{answer['Status']} after {lab.clock.now():.0f} s"


@fault_for_each(ALL)
def denied_for_20_s(lab: Lab, case: str) -> str:
    """AccessDeniedException from {} for 20 s, as while a policy spreads."""
    lab.plant()
    lab.cognito.always_fail(case, refused_until(20, lab.clock, "AccessDeniedException"))
    assert counts(lab.create()) == ("3", "0", "0")
    assert len(lab.cognito.jobs) == 1
    return f"imported after {lab.clock.now():.0f} s"


@fault_for_each(ALL)
def denied_for_ever(lab: Lab, case: str) -> str:
    """AccessDeniedException from {} for ever."""
    plant_slow(lab, 10_000)
    lab.cognito.always_fail(case, refused("AccessDeniedException"))
    answer = lab.create()
    failed(answer, f"{case} failed", "Allow the handler's role")
    elapsed = lab.clock.now()
    assert elapsed <= 65
    lab.cognito.heal()
    lab.delete(answer["PhysicalResourceId"])
    return f"FAILED after {elapsed:.0f} s; after Delete: {statuses(lab)}"


@fault_for_each(
    {
        "throttled ten times": [THROTTLED] * 10,
        "answered 500 three times": [INTERNAL_ERROR] * 3,
        "unanswered three times": [answer_lost] * 3,
    }
)
def describe_is(lab: Lab, case: list[Fault]) -> str:
    """Describe is {} while the job runs."""
    plant_slow(lab, 60)
    lab.cognito.fail(LOOK, lambda perform: perform(), *case)
    assert counts(lab.create()) == ("3", "0", "0")
    return f"imported after {lab.clock.now():.0f} s"


@fault
def describe_fails_for_ever(lab: Lab) -> str:
    """Describe answers 500 for ever while the job runs."""
    plant_slow(lab, 10_000)
    lab.cognito.always_fail(LOOK, INTERNAL_ERROR)
    answer = lab.create()
    failed(answer, "DescribeUserImportJob failed", "InternalErrorException")
    elapsed = lab.clock.now()
    lab.cognito.heal()
    assert lab.delete(answer["PhysicalResourceId"])["Status"] == "SUCCESS"
    assert statuses(lab) == ["Stopped"]
    return f"FAILED after {elapsed:.0f} s; its Delete stops the job"


@fault_for_each({"job": "jobs", "pool": "pools"})
def gone_while_the_job_runs(lab: Lab, case: str) -> str:
    """The {} is gone while the job runs."""
    plant_slow(lab, 600)

    def vanish(perform: Callable[[], Any]) -> Any:
        # A job fails when its pool is deleted.
        lab.cognito.jobs[0]["Status"] = "Failed"
        getattr(lab.cognito, case).clear()
        return perform()

    lab.cognito.fail(LOOK, vanish)
    failed(lab.create(), "DescribeUserImportJob failed", "ResourceNotFoundException")
    assert lab.clock.now() <= 2
    return "FAILED at once"


@fault_for_each(
    {
        "MemoryError as it starts": (START, MemoryError, "Created"),
        "MemoryError while it runs": (LOOK, MemoryError, "Stopped"),
        "SystemExit while it runs": (LOOK, SystemExit, "Stopped"),
        "KeyboardInterrupt while it runs": (LOOK, KeyboardInterrupt, "Stopped"),
    }
)
def interrupted_by(lab: Lab, case: tuple[str, type[BaseException], str]) -> str:
    """The job is there, and {}."""
    plant_slow(lab, 600)
    operation, error, left = case
    lab.cognito.fail(operation, raising(error()))
    answer = lab.create()
    failed(answer, "The handler failed: MemoryError." if error is MemoryError else error.__name__)
    assert answer["PhysicalResourceId"] == lab.cognito.jobs[0]["JobId"]
    lab.delete(answer["PhysicalResourceId"])
    assert statuses(lab) == [left]
    return "FAILED with the job's id, whose Delete stops it"


@fault
def pool_verifies_nothing(lab: Lab) -> str:
    """The pool auto-verifies neither email addresses nor phone numbers."""
    lab.plant()
    lab.cognito.configure_pool(auto_verified=frozenset())
    failed(lab.create(), "auto-verifies neither")
    assert lab.cognito.jobs == []
    return "FAILED before a job is made"
