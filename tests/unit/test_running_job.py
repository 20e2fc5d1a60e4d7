"""Starting, awaiting and stopping one import job, by the clock."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.cognito import job_control
from cognito_user_import.cognito.advice import COGNITO_ADVICE
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.errors import DeadlineError, ServiceError
from local_aws.import_scenario import good_row
from tests.fakes.clock import FakeClock
from tests.fakes.cognito import POOL, ROLE, FakeCognito, refused, refused_until


class Stage:
    """A job with a file, and 840 seconds for it."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.cognito = FakeCognito(clock=self.clock)
        calls = ServiceCalls(
            f"user pool {POOL}", Deadline(840, self.clock), 60, advice=COGNITO_ADVICE
        )
        self.jobs = ImportJobs(self.cognito.client(), POOL, calls)
        self.job = self.jobs.create("seed", ROLE)
        header = self.jobs.csv_header()
        row = ",".join(good_row(1).get(column, "") for column in header)
        self.cognito.receive(self.job.job_id, f"{','.join(header)}\n{row}\n".encode())

    def start(self) -> ImportJob:
        """Start the job."""
        return job_control.start(self.jobs, self.job)

    def wait(self, seconds: float = 780) -> ImportJob:
        """Wait for the job."""
        return job_control.wait(self.jobs, self.start(), seconds)

    def lasts(self, seconds: float) -> None:
        """Have the job take this long."""
        self.cognito.settings.pending_seconds = 0
        self.cognito.settings.import_seconds = seconds


@pytest.fixture
def stage(caplog: pytest.LogCaptureFixture) -> Stage:
    """Make a stage, and have all that is logged be seen."""
    caplog.set_level("INFO")
    return Stage()


def test_a_job_is_started_at_once(stage: Stage) -> None:
    """It has its file, and the account runs no other job."""
    assert stage.start().status == "Pending"
    assert stage.clock.sleeps == []


def test_what_is_waited_for_is_told_at_once_and_each_half_minute(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """An operator sees what a deployment that takes long is doing."""
    stage.cognito.slots = 0
    times: list[float] = []

    sleep = stage.clock.sleep

    def counted(seconds: float) -> None:
        if len([m for m in caplog.messages if "can't start yet" in m]) > len(times):
            times.append(stage.clock.now())
        sleep(seconds)

    stage.clock.sleep = counted  # type: ignore[method-assign]
    with pytest.raises(ServiceError):
        stage.start()
    assert times[0] == 0
    assert len(times) == 28
    assert all(20 <= later - earlier <= 40 for earlier, later in pairwise(times[1:]))


@pytest.mark.parametrize("code", ["ResourceNotFoundException", "OperationNotEnabledException"])
def test_another_refusal_is_final(stage: Stage, code: str) -> None:
    """Waiting does not help."""
    stage.cognito.always_fail("StartUserImportJob", refused(code))
    with pytest.raises(ServiceError, match=code):
        stage.start()
    assert stage.clock.sleeps == []


@pytest.mark.parametrize("status", ["Pending", "InProgress", "Succeeded", "Failed", "Stopped"])
def test_a_job_that_another_delivery_has_started_is_taken_as_it_is(
    stage: Stage, status: str
) -> None:
    """Whatever its status is by then."""
    stage.cognito.job(stage.job.job_id)["Status"] = status
    assert stage.start().status == status


def test_a_job_that_is_gone_is_an_error(stage: Stage) -> None:
    """With its pool, for example."""
    stage.cognito.pools.clear()
    with pytest.raises(ServiceError, match=r"^StartUserImportJob failed .*ResourceNotFound"):
        stage.start()


def test_a_job_is_looked_at_twice_a_second_and_later_less_often(stage: Stage) -> None:
    """For ten seconds, since small ones take three; then up to ten seconds apart."""
    stage.lasts(200)
    stage.wait()
    quick, slow = stage.clock.sleeps[:20], stage.clock.sleeps[20:]
    assert quick == [0.5] * 20
    assert slow[:3] == pytest.approx([0.65, 0.845, 1.0985])
    assert all(later == min(earlier * 1.3, 10) for earlier, later in pairwise(slow))
    assert slow[-1] == 10


@pytest.mark.parametrize("seconds", [0, 1, 3, 9.9])
def test_the_end_of_a_small_job_is_seen_within_half_a_second(stage: Stage, seconds: float) -> None:
    """Of any that takes up to ten."""
    stage.lasts(seconds)
    assert stage.wait().status == "Succeeded"
    assert seconds <= stage.clock.now() <= seconds + 0.5


def test_how_a_job_goes_on_is_told_each_half_minute(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """With its status."""
    stage.lasts(100)
    stage.wait()
    said = [message for message in caplog.messages if " s" in message and "after" in message]
    assert len(said) == 3
    assert all(f"job {stage.job.job_id} is InProgress after " in message for message in said)


@pytest.mark.parametrize("status", ["Succeeded", "Failed", "Stopped", "Expired"])
def test_a_job_that_has_ended_is_not_waited_for(stage: Stage, status: str) -> None:
    """Nor looked at."""
    ended = ImportJob("import-1", "seed", status, datetime.now(UTC), {})
    assert job_control.wait(stage.jobs, ended, 0) is ended
    assert stage.cognito.count("DescribeUserImportJob") == 0


def test_a_running_job_is_stopped_and_waited_for(stage: Stage) -> None:
    """Looked at once a second until it has stopped."""
    stage.lasts(100)
    stage.cognito.settings.stopping_seconds = 4
    stopped = job_control.stop(stage.jobs, stage.start())
    assert stopped
    assert stopped.status == "Stopped"
    assert stage.clock.sleeps == [1] * 4


def test_a_stop_that_is_refused_is_asked_for_again(stage: Stage) -> None:
    """Cognito may refuse it while Pending turns InProgress."""
    stage.lasts(100)
    stage.cognito.settings.pending_seconds = 3
    stage.cognito.settings.refuses_to_stop_pending = True
    stopped = job_control.stop(stage.jobs, stage.start())
    assert stopped
    assert stopped.status == "Stopped"
    assert stage.clock.now() == 3


def test_no_job_is_started_without_the_time_to_see_its_end(stage: Stage) -> None:
    """The account's slot frees in the last second."""
    stage.cognito.always_fail(
        "StartUserImportJob",
        refused_until(839, stage.clock, "PreconditionNotMetException", "Another job is active."),
    )
    with pytest.raises(ServiceError, match="An account runs one import job at a time"):
        job_control.start(stage.jobs, stage.job, run_time=120)
    assert 700 <= stage.clock.now() <= 720
    assert stage.cognito.job(stage.job.job_id)["Status"] == "Created"


def test_no_job_is_started_if_the_upload_used_up_the_time(stage: Stage) -> None:
    """It would be stopped halfway."""
    stage.clock.sleep(730)
    with pytest.raises(DeadlineError, match=f"Not enough time left for job {stage.job.job_id} to"):
        job_control.start(stage.jobs, stage.job, run_time=120)
    assert stage.cognito.count("StartUserImportJob") == 0


@pytest.mark.parametrize(
    ("text", "seconds", "advice"),
    [
        ("The role lacks permissions to write logs.", 60, "Check that the CloudWatch Logs role"),
        ("The pool has no auto verified attribute.", 0, "Make the user pool auto-verify email"),
        ("A point-in-time recovery is active.", 0, "While a point-in-time recovery of the user"),
        ("Another job is active.", 840, "An account runs one import job at a time."),
        ("Not now.", 840, "that no other import job is running."),
    ],
)
def test_a_refusal_is_waited_for_and_explained_by_its_words(
    stage: Stage, text: str, seconds: float, advice: str
) -> None:
    """All have the same code: a role only until it must be known, a pool not at all."""
    stage.cognito.always_fail("StartUserImportJob", refused("PreconditionNotMetException", text))
    with pytest.raises(ServiceError, match=advice):
        stage.start()
    assert seconds - 10 <= stage.clock.now() <= seconds + 10


@pytest.mark.parametrize("code", ["OperationNotEnabledException", "InvalidParameterException"])
def test_a_recovery_of_the_pool_is_explained_whatever_its_code(stage: Stage, code: str) -> None:
    """AWS documents that it forbids jobs, and not how."""
    stage.cognito.always_fail(
        "CreateUserImportJob", refused(code, "Point-in-time recovery of the pool is in progress.")
    )
    with pytest.raises(ServiceError, match="Try again after it ends"):
        stage.jobs.create("other", ROLE)


def test_a_job_that_is_gone_needs_no_stop(stage: Stage) -> None:
    """Its pool was deleted meanwhile."""
    started = stage.start()
    stage.cognito.pools.clear()
    assert job_control.stop(stage.jobs, started) is None
