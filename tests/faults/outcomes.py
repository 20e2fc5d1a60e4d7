"""Faults of the job: how it can end, or not."""

from collections.abc import Callable
from typing import Any

from local_aws.guesses import GiveUpRule
from tests.fakes.cognito import POOL, SECRET
from tests.fakes.import_run import ROLE_NOT_ASSUMABLE, ImportSettings, Outcome
from tests.fakes.upload_behaviour import URL_EXPIRED
from tests.faults.answering import clock
from tests.faults.catalogue import fault, fault_for_each
from tests.faults.imported import counts, failed, reading_jobs, statuses
from tests.faults.lab import SECRETS, Lab
from tests.faults.starting import plant_slow

FAILED = "Failed"


@fault_for_each(
    {
        "a failed row": (
            Outcome(FAILED, failed=1, message="Something went wrong."),
            "1 row failed, allowed: 0",
        ),
        "an imported row": (
            Outcome(FAILED, imported=1, message="Something went wrong."),
            "it ended as Failed",
        ),
        "a skipped row": (
            Outcome(FAILED, skipped=1, message="Something went wrong."),
            "it ended as Failed",
        ),
        "being stopped": (Outcome("Stopped"), "it ended as Stopped"),
        "waiting too long": (Outcome("Expired"), "it ended as Expired"),
    }
)
def job_fails_after(lab: Lab, case: tuple[Outcome, str]) -> str:
    """The job ends after {}, though its role could be assumed."""
    lab.plant()
    outcome, problem = case
    lab.cognito.force(outcome)
    failed(lab.create(), problem, outcome.message, "Log: /aws/cognito/")
    assert len(lab.cognito.jobs) == 1
    return "FAILED, and no other job is made"


@fault_for_each({"5 s": 1, "15 s": 2, "30 s": 3})
def role_not_known_for(lab: Lab, case: int) -> str:
    """The logs role can't be assumed for {}: jobs fail before they read a row."""
    lab.jobs_allowed = 4
    lab.plant()
    lab.cognito.force(*[ROLE_NOT_ASSUMABLE] * case)
    answer = lab.create()
    assert counts(answer) == ("3", "0", "0")
    assert reading_jobs(lab) == [answer["PhysicalResourceId"]]
    assert len(lab.cognito.jobs) == len(lab.world.uploads.taken) == case + 1
    assert pauses(lab) == [5, 10, 20][:case]
    return f"imported by job {case + 1}, after {lab.clock.now():.0f} s"


def pauses(lab: Lab) -> list[float]:
    """Return how long was waited for the role; a running job is looked at more often."""
    return [pause for pause in clock(lab).sleeps if pause > 1]


@fault_for_each({"once": 1, "three times": 3})
def url_refused_and_role_not_known(lab: Lab, case: int) -> str:
    """403 to the upload, and then the logs role can't be assumed, {}."""
    lab.jobs_allowed = 5
    lab.plant()
    lab.world.uploads.behave(URL_EXPIRED)
    lab.cognito.force(*[ROLE_NOT_ASSUMABLE] * case)
    assert counts(lab.create()) == ("3", "0", "0")
    assert pauses(lab) == [5, 10, 20][:case]
    return f"imported by job {case + 2}: the URL takes no try from the role"


@fault
def role_not_known_after_a_minute(lab: Lab) -> str:
    """The job starts a minute after the handler, and its role can't be assumed."""
    lab.plant()
    lab.cognito.settings.pending_seconds = 60
    lab.cognito.force(ROLE_NOT_ASSUMABLE)
    failed(lab.create(), "it ended as Failed")
    assert len(lab.cognito.jobs) == 1
    return "FAILED: by then it would be known"


@fault
def role_not_known_and_not_waited_for(lab: Lab) -> str:
    """The logs role can't be assumed yet, and wait=False."""
    lab.jobs_allowed = 2
    lab.plant()
    lab.cognito.force(ROLE_NOT_ASSUMABLE)
    assert lab.create(Wait="false")["Status"] == "SUCCESS"
    assert statuses(lab) == [FAILED, "InProgress"]
    return "another job, which reads the rows"


@fault
def role_never_assumable(lab: Lab) -> str:
    """The logs role can never be assumed."""
    lab.jobs_allowed = 4
    lab.plant()
    lab.cognito.force(*[ROLE_NOT_ASSUMABLE] * 10)
    answer = lab.create()
    reason = failed(answer, "The CloudWatch Logs role could not be assumed.")
    assert reason.startswith("The import failed: it ended as Failed (0 imported, 0 ")
    assert answer["PhysicalResourceId"] == lab.cognito.jobs[-1]["JobId"]
    assert statuses(lab) == [FAILED] * 4
    return f"FAILED after four jobs and {lab.clock.now():.0f} s, with Cognito's words"


@fault
def rows_fail(lab: Lab) -> str:
    """Three rows of ten fail."""
    lab.plant(10, 2, 5, 9)
    answer = lab.create()
    (job,) = lab.cognito.jobs
    assert answer["PhysicalResourceId"] == job["JobId"]
    assert failed(answer) == (
        "The import failed: 3 rows failed, allowed: 0 (7 imported, 0 skipped, 3 failed). "
        f"Job {job['JobId']} is Succeeded: Import Job Completed Successfully. "
        "[FAILED] Line Numbers 3, 6, 10 - The User Record does not set any of the auto verified "
        "attributes to true. (Example: email_verified to true). "
        f"Log: /aws/cognito/userpools/{POOL}/Users, stream {job['JobId']}/{job['JobName']}"
    )
    return "FAILED, naming the lines and Cognito's reason"


@fault
def a_thousand_rows_fail(lab: Lab) -> str:
    """A thousand rows fail, each for a reason of its own."""
    lab.plant(1000)
    reasons = {n: f"Reason {n} {'why ' * 100}" for n in range(2, 1002)}
    lab.cognito.settings = ImportSettings(failing=reasons, give_up_rule=GiveUpRule.NEVER)
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
def all_skipped_and_failed(lab: Lab) -> str:
    """Cognito reports a job as Failed if it skipped every row."""
    lab.plant(5)
    lab.create()
    lab.imports_allowed = 2
    answer = lab.create(Trigger="2", SkipExistingUsers="false")
    assert counts(answer) == ("0", "5", "0")
    assert answer["Data"]["Status"] == FAILED
    return "SUCCESS: the users are there"


@fault
def gives_up(lab: Lab) -> str:
    """Cognito gives up: too many users failed or were skipped."""
    lab.cognito.settings = ImportSettings(give_up_rule=GiveUpRule.EARLY)
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
    (job,) = lab.cognito.jobs
    elapsed = lab.clock.now()
    assert 2620 <= elapsed <= 2640
    assert failed(answer) == (
        f"Job {job['JobId']} of user pool {POOL} is still InProgress, with 0 rows read. A "
        "deployment waits for an import for up to 55 minutes, and for up to five times the "
        "handler's timeout. For a longer import, set wait=False: "
        "the deployment then ends when the job reads rows, and the job continues."
    )
    assert answer["PhysicalResourceId"] == job["JobId"]
    assert lab.delete(answer["PhysicalResourceId"])["Status"] == "SUCCESS"
    assert statuses(lab) == ["Stopped"]
    return f"FAILED after {elapsed:.0f} s, with advice; its Delete stops the job"


@fault
def never_ends_and_is_not_waited_for(lab: Lab) -> str:
    """The job runs for hours, and wait=False."""
    plant_slow(lab, 10_000)
    answer = lab.create(Wait="false")
    assert counts(answer) == ("", "", "")
    assert answer["Data"]["Status"] == "InProgress"
    assert 50 <= lab.clock.now() <= 70
    assert lab.delete(answer["PhysicalResourceId"])["Status"] == "SUCCESS"
    assert statuses(lab) == ["Stopped"]
    return "SUCCESS without counts when it reads rows; its Delete stops the job"


@fault
def status_that_is_not_known(lab: Lab) -> str:
    """The job ends in a status that the API does not have yet."""
    lab.plant()
    lab.cognito.force(Outcome("Paused", 3))
    failed(lab.create(), "it ended as Paused")
    return "FAILED, with the status"
