"""Faults of the job: how it can end, or not."""

from collections.abc import Callable
from typing import Any

from tests.fakes.cognito import SECRET
from tests.fakes.import_run import ROLE_NOT_ASSUMABLE, ImportSettings, Outcome
from tests.faults.catalogue import fault, fault_for_each
from tests.faults.imported import counts, failed, reading_jobs, statuses
from tests.faults.lab import SECRETS, Lab
from tests.faults.starting import plant_slow

FAILED = "Failed"


@fault_for_each(
    {
        "no row": Outcome(FAILED, message="The Import Job failed."),
        "some rows": Outcome(FAILED, 2, 1, 0, "Something went wrong."),
    }
)
def job_fails_after(lab: Lab, case: Outcome) -> str:
    """The job ends as Failed after {}."""
    lab.jobs_allowed = 4
    lab.plant()
    # Four times: a job that read no row may have had a role that is not known yet.
    lab.cognito.force(*[case] * 4)
    reason = failed(lab.create(), "it ended as Failed", case.message, "Log: /aws/cognito/")
    return f"FAILED: {reason[:90]}"


@fault_for_each({"15 s": 2, "30 s": 3})
def role_not_known_for(lab: Lab, case: int) -> str:
    """The logs role can't be assumed for {}: jobs fail before they read a row."""
    lab.jobs_allowed = 4
    lab.plant()
    lab.cognito.force(*[ROLE_NOT_ASSUMABLE] * case)
    answer = lab.create()
    assert counts(answer) == ("3", "0", "0")
    assert reading_jobs(lab) == [answer["PhysicalResourceId"]]
    return f"imported by job {case + 1}, after {lab.clock.now():.0f} s"


@fault
def role_never_assumable(lab: Lab) -> str:
    """The logs role can never be assumed."""
    lab.jobs_allowed = 4
    lab.plant()
    lab.cognito.force(*[ROLE_NOT_ASSUMABLE] * 10)
    failed(lab.create(), ROLE_NOT_ASSUMABLE.message)
    assert statuses(lab) == [FAILED] * 4
    return f"FAILED after four jobs and {lab.clock.now():.0f} s, with Cognito's words"


@fault
def rows_fail(lab: Lab) -> str:
    """Three rows of ten fail."""
    lab.plant(10, 2, 5, 9)
    reason = failed(lab.create(), "3 rows failed, allowed: 0 (7 imported", "Line Numbers 3, 6, 10")
    assert "@" not in reason
    return "FAILED, naming the lines and Cognito's reason"


@fault
def a_thousand_rows_fail(lab: Lab) -> str:
    """A thousand rows fail, each for a reason of its own."""
    lab.plant(1000)
    reasons = {n: f"Reason {n} {'why ' * 100}" for n in range(2, 1002)}
    lab.cognito.settings = ImportSettings(failing=reasons, give_up_after=None)
    reason = failed(lab.create(), "1,000 rows failed, allowed: 0", "[FAILED] Line Number 2 - ")
    assert max(len(body) for body in lab.server.bodies) <= 4096
    return f"FAILED, a reason of {len(reason)} characters with the first lines"


@fault
def reasons_with_secrets(lab: Lab) -> str:
    """A line of the job's log holds a hash and a URL with its signature."""
    lab.plant(1)
    text = f"{SECRETS['password hash']} https://h/p?{SECRET}"
    lab.cognito.settings = ImportSettings(failing={2: text})
    failed(lab.create(), "[FAILED] Line Number 2 - <redacted> https://h/p?<redacted>")
    return "FAILED, without them"


@fault
def password_hashes_are_not_printed(lab: Lab) -> str:
    """The file has password hashes, all of them malformed."""
    lab.plant(3, password_hash=SECRETS["password hash"])
    hashed = {"PasswordHashingAlgorithm": "BCRYPT"}
    failed(lab.create(**hashed), "3 rows would fail, allowed: 0", "expected a hash in the form of")
    assert lab.cognito.jobs == []
    failed(lab.create(**hashed, Validate="false"), "3 rows failed")
    return "FAILED before a job is made, or after it when unvalidated; without the hash"


@fault
def too_many_skipped(lab: Lab) -> str:
    """The users are there already, and none may be skipped."""
    lab.plant()
    lab.create()
    lab.imports_allowed = 2
    answer = lab.create(Trigger="2", MaxSkippedUsers="0")
    failed(answer, "3 rows skipped, allowed: 0")
    return "FAILED, with the counts"


@fault
def all_skipped_and_failed(lab: Lab) -> str:
    """Cognito calls a job Failed of which every row was skipped."""
    lab.plant(5)
    lab.create()
    lab.imports_allowed = 2
    lab.cognito.settings = ImportSettings(give_up_after=5)
    answer = lab.create(Trigger="2")
    assert counts(answer) == ("0", "5", "0")
    assert answer["Data"]["Status"] == FAILED
    return "SUCCESS: the users are there"


@fault
def gives_up(lab: Lab) -> str:
    """Cognito gives up: too many users failed or were skipped."""
    lab.plant(100, *range(1, 40))
    reason = failed(lab.create(), "32 rows failed", "Too many users have failed or been skipped")
    assert "12 rows more failed" in reason
    return "FAILED, with 20 lines and how many more"


@fault_for_each({"Pending": "Pending", "InProgress": "InProgress"})
def stopped_by_somebody(lab: Lab, case: str) -> str:
    """A person stops the job when it is {}."""
    plant_slow(lab, 100)
    person = lab.cognito.client()

    def stop(perform: Callable[[], Any]) -> Any:
        seen = perform()
        job = lab.cognito.jobs[0]
        if job["Status"] == case:
            person.stop_user_import_job(UserPoolId=job["UserPoolId"], JobId=job["JobId"])
        return seen

    lab.cognito.always_fail("DescribeUserImportJob", stop)
    failed(lab.create(), "it ended as Stopped", "stopped by the developer")
    return f"FAILED after {lab.clock.now():.0f} s, saying so"


@fault
def never_ends(lab: Lab) -> str:
    """The job runs for hours."""
    plant_slow(lab, 10_000)
    answer = lab.create()
    failed(answer, "is InProgress after", "set wait=False")
    elapsed = lab.clock.now()
    assert 770 <= elapsed <= 800
    assert lab.delete(answer["PhysicalResourceId"])["Status"] == "SUCCESS"
    assert statuses(lab) == ["Stopped"]
    return f"FAILED after {elapsed:.0f} s, with advice; its Delete stops the job"


@fault
def never_ends_and_is_not_waited_for(lab: Lab) -> str:
    """The job runs for hours, and wait=False."""
    plant_slow(lab, 10_000)
    answer = lab.create(Wait="false")
    assert counts(answer) == ("", "", "")
    assert lab.clock.now() < 1
    assert lab.delete(answer["PhysicalResourceId"])["Status"] == "SUCCESS"
    assert statuses(lab) == ["Stopped"]
    return "SUCCESS at once without counts; its Delete stops the job"


@fault
def status_that_is_not_known(lab: Lab) -> str:
    """The job ends in a status that the API does not have yet."""
    lab.plant()
    lab.cognito.force(Outcome("Paused", 3))
    failed(lab.create(), "it ended as Paused")
    return "FAILED, with the status"


@fault
def stopping_takes_longer_than_delete_has(lab: Lab) -> str:
    """Stopping takes longer than the Delete has."""
    plant_slow(lab, 10_000)
    lab.cognito.settings.stopping_seconds = 2000
    job_id = lab.create(Wait="false")["PhysicalResourceId"]
    assert lab.delete(job_id)["Status"] == "SUCCESS"
    assert statuses(lab) == ["Stopping"]
    lab.clock.sleep(2000)
    return "SUCCESS with a warning: a Delete that fails blocks the stack"
