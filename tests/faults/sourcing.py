"""Faults of the object in Amazon S3."""

from typing import Any

from tests.fakes.body import connection_broken, read_timed_out
from tests.fakes.s3 import ACCESS_DENIED, INTERNAL_ERROR, KMS_DENIED, SLOW_DOWN, cut_off, replaced
from tests.fakes.s3 import shortened as ended_early
from tests.fakes.service import FakeServiceError, Fault, preceded_by
from tests.faults.answering import raising
from tests.faults.catalogue import fault, fault_for_each
from tests.faults.imported import counts, digest, failed, plant_large, reading_jobs, statuses
from tests.faults.lab import Lab
from tests.faults.planted import CELLS

LOOK = "HeadObject"
READ = "GetObject"
OPERATIONS = {name: name for name in (LOOK, READ)}
FINE: Fault = lambda perform: perform()  # noqa: E731 - a fault that is none


def at_upload(lab: Lab, *faults: Fault) -> None:
    """Have reads of the file fail after the first one, which checks it."""
    lab.world.s3.fail(READ, FINE, *faults)


def forbidden_until(lab: Lab, seconds: float) -> Fault:
    """Return 403 until this many seconds have passed."""

    def fault(perform: Any) -> Any:
        if lab.clock.now() < seconds:
            raise FakeServiceError("AccessDenied", "Access Denied", 403)
        return perform()

    return fault


@fault_for_each(
    {
        "object": {"SourceKey": "other.csv"},
        "bucket": {"SourceBucket": "no-bucket"},
        "version": {"SourceVersion": "version99"},
    }
)
def missing(lab: Lab, case: dict[str, str]) -> str:
    """The {} does not exist."""
    lab.plant()
    changed = {"SourceBucket": "files", "SourceKey": "users.csv", **case}
    reason = failed(
        lab.create(**case),
        f"HeadObject failed for s3://{changed['SourceBucket']}/{changed['SourceKey']}: 404: ",
        "Check that the object exists, and its version, if you set one.",
    )
    assert (lab.cognito.jobs, lab.clock.now()) == ([], 0)
    return f"FAILED at once, before a job is made: {reason[:60]}"


@fault
def missing_and_hidden(lab: Lab) -> str:
    """The object does not exist, and the role may not list the bucket: S3 answers 403."""
    lab.plant()
    lab.world.s3.may_list = False
    failed(lab.create(SourceKey="other.csv"), "Check that the object exists. Allow the handler")
    assert lab.cognito.jobs == []
    return f"FAILED after {lab.clock.now():.0f} s, naming both causes"


@fault_for_each(OPERATIONS)
def forbidden_for_20_s(lab: Lab, case: str) -> str:
    """403 from {} for 20 s, as while a policy spreads."""
    lab.plant()
    lab.world.s3.always_fail(case, forbidden_until(lab, 20))
    assert counts(lab.create()) == ("3", "0", "0")
    assert len(lab.cognito.jobs) == 1
    assert 20 <= lab.clock.now() < 30
    return f"imported after {lab.clock.now():.0f} s"


@fault_for_each(
    {
        "HeadObject": (LOOK, ACCESS_DENIED),
        "GetObject": (READ, ACCESS_DENIED),
        "the key, kms:Decrypt,": (READ, KMS_DENIED),
    }
)
def forbidden_for_ever(lab: Lab, case: tuple[str, Fault]) -> str:
    """{} is denied for ever."""
    lab.plant()
    lab.world.s3.always_fail(*case)
    failed(
        lab.create(),
        f"{case[0]} failed",
        "Check that the object exists. Allow the handler's role s3:GetObject on it, and "
        "kms:Decrypt if a KMS key of yours encrypts it.",
    )
    assert (lab.cognito.jobs, 30 < lab.clock.now() <= 60) == ([], True)
    return f"FAILED after {lab.clock.now():.0f} s, saying what to allow, before a job is made"


@fault_for_each(
    {
        "throttled, HeadObject": (LOOK, SLOW_DOWN),
        "throttled, GetObject": (READ, SLOW_DOWN),
        "500, HeadObject": (LOOK, INTERNAL_ERROR),
        "500, GetObject": (READ, INTERNAL_ERROR),
    }
)
def four_times(lab: Lab, case: tuple[str, Fault]) -> str:
    """{}, four times."""
    lab.plant()
    operation, trouble = case
    lab.world.s3.fail(operation, *[trouble] * 4)
    assert counts(lab.create()) == ("3", "0", "0")
    return f"imported after {lab.clock.now():.1f} s"


@fault
def throttled_for_ever(lab: Lab) -> str:
    """SlowDown from GetObject for ever."""
    lab.plant()
    lab.world.s3.always_fail(READ, SLOW_DOWN)
    failed(lab.create(), "GetObject failed", "SlowDown")
    assert lab.cognito.jobs == []
    return f"FAILED after {lab.clock.now():.0f} s, before a job is made"


BODIES = {
    "cut off at its beginning": cut_off(0, connection_broken),
    "cut off in its middle": cut_off(1_500_000, connection_broken),
    "stopped in its middle": cut_off(1_500_000, read_timed_out),
    "ended too early": ended_early(1_500_000),
}


@fault_for_each(BODIES)
def body_while_it_is_checked(lab: Lab, case: Fault) -> str:
    """The body of the first read is {}, twice."""
    plant_large(lab)
    lab.world.s3.fail(READ, case, case)
    assert counts(lab.create())[0] == "1500"
    assert lab.world.s3.calls.count(READ) == 4
    return "read once more, and imported"


@fault_for_each(BODIES)
def body_while_it_is_uploaded(lab: Lab, case: Fault) -> str:
    """The body of the second read is {}, twice."""
    content = plant_large(lab)
    at_upload(lab, case, case)
    answer = lab.create()
    assert counts(answer)[0] == "1500"
    assert [upload.content for upload in lab.world.uploads.taken] == [content]
    assert [upload.is_complete for upload in lab.world.uploads.uploads] == [False, False, True]
    return "two uploads broken off, the third is whole; one job"


@fault
def body_is_cut_off_for_ever(lab: Lab) -> str:
    """The body is cut off in its middle at each upload."""
    plant_large(lab)
    lab.world.s3.fail(READ, FINE)
    lab.world.s3.always_fail(READ, BODIES["cut off in its middle"])
    failed(lab.create(), "GetObject failed")
    assert (lab.world.uploads.taken, statuses(lab)) == ([], ["Created"])
    assert 60 < lab.clock.now() <= 120
    return f"FAILED after {lab.clock.now():.0f} s; the job never had the file"


@fault_for_each({"it is looked up": 0, "it is checked": 1})
def overwritten_after(lab: Lab, case: int) -> str:
    """Somebody overwrites the object when {}."""
    lab.plant()
    lab.world.s3.fail(READ, *[FINE] * case, preceded_by(lambda: lab.world.put_rows(5)))
    reason = failed(lab.create(), "GetObject failed", "PreconditionFailed")
    assert reason.endswith("The object was overwritten during the read. Deploy again.")
    assert (reading_jobs(lab), len(lab.cognito.jobs)) == ([], case)
    assert (lab.cognito.files, lab.clock.now()) == ({}, 0)
    again = lab.create()
    assert counts(again) == ("5", "0", "0")
    return "FAILED, saying so; nothing is imported, and the next deployment imports what is there"


@fault
def digest_is_another_one(lab: Lab) -> str:
    """The object is not the file that was deployed."""
    lab.plant()
    assert failed(lab.create(SourceDigest="0" * 64)) == (
        "s3://files/users.csv isn't the file that was deployed: its SHA-256 differs."
    )
    assert lab.cognito.jobs == []
    return "FAILED before a job is made"


@fault_for_each({"size": lambda content: content[:1_500_000], "digest": bytes.swapcase})
def tampered_with_while_it_is_uploaded(lab: Lab, case: Any) -> str:
    """The second read gives bytes of another {} below the same header."""
    content = plant_large(lab)
    lab.world.s3.fail(READ, FINE)
    lab.world.s3.always_fail(READ, replaced(case))
    failed(lab.create(SourceDigest=digest(content)))
    assert lab.world.uploads.taken == []
    assert not any(upload.is_complete for upload in lab.world.uploads.uploads)
    assert lab.cognito.count("StartUserImportJob") == 0
    return "FAILED; what was uploaded never had its last block"


@fault_for_each({"refused": "true", "judged by Cognito": "false"})
def rows_that_break_a_rule_are(lab: Lab, case: str) -> str:
    """Rows that break a rule of the pool are {}."""
    lab.plant()
    lab.world.s3.put(lab.world.put_rows(3, email=CELLS["name"], name=CELLS["email"]))
    reason = failed(lab.create(Validate=case))
    assert ("3 rows would fail" in reason) is (case == "true") is (lab.cognito.jobs == [])
    return f"FAILED: {reason[:90]}"


@fault_for_each({error.__name__: error for error in (MemoryError, SystemExit, KeyboardInterrupt)})
def interrupted_by(lab: Lab, case: type[BaseException]) -> str:
    """{} while the file is read to be uploaded."""
    lab.plant()
    at_upload(lab, raising(case()))
    failed(lab.create(), case.__name__)
    assert reading_jobs(lab) == []
    return "FAILED, naming it"
