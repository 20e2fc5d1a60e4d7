"""Imports that meet trouble, by the real handler against the embedded AWS."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from local_aws.import_scenario import ImportScenario, eventually, good_row
from local_aws.pools import WITHOUT_HASHES
from tests.integration.import_stage import ImportStage, import_stage

pytestmark = pytest.mark.integration


@pytest.fixture
def stage(pool: ImportScenario) -> Iterator[ImportStage]:
    with import_stage(pool) as stage:
        stage.put(pool.csv(map(good_row, range(1, 4))))
        yield stage


def test_an_import_waits_for_the_accounts_slot(stage: ImportStage) -> None:
    """Another import of the account runs; when it has ended this one is started."""
    other = ImportScenario(stage.aws)
    stage.aws.configure(import_seconds=3)
    job = other.create()
    other.upload(job, other.csv([good_row(1)]))
    other.start(job)
    answer = stage.create()
    assert answer["Status"] == "SUCCESS", answer["Reason"]
    assert answer["Data"]["StartDate"] >= other.describe(job)["CompletionDate"].isoformat()[:19]
    assert stage.users() == 3


def test_imports_of_two_stacks_at_once_both_succeed(stage: ImportStage) -> None:
    """Each has a handler of its own; they wait for each other."""
    other = ImportStage(ImportScenario(stage.aws))
    stage.aws.configure(import_seconds=1)
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda each: each.create(), (stage, other)))
    assert [answer["Status"] for answer in answers] == ["SUCCESS"] * 2
    assert (stage.users(), other.users()) == (3, 3)


def test_a_url_that_has_died_leads_to_one_other_job(stage: ImportStage) -> None:
    """The file is uploaded to that one."""
    stage.aws.configure(expired_urls=1)
    answer = stage.create()
    assert answer["Status"] == "SUCCESS", answer["Reason"]
    assert [job["Status"] for job in stage.jobs()] == ["Succeeded", "Created"]
    assert answer["PhysicalResourceId"] == stage.jobs()[0]["JobId"]


def test_a_second_url_that_has_died_fails_the_resource(stage: ImportStage) -> None:
    """The reason says so without the URL."""
    stage.aws.configure(expired_urls=2)
    reason = stage.create()["Reason"]
    assert reason == "S3 refused the pre-signed URL: status 403, AccessDenied."
    assert len(stage.jobs()) == 2


def test_a_log_that_shows_its_lines_late_is_waited_for(stage: ImportStage) -> None:
    """CloudWatch Logs shows what was written with a delay."""
    stage.aws.configure(log_lag_seconds=3, fail_lines={3: "Cognito says why."})
    assert "[FAILED] Line Number 3 - Cognito says why." in stage.create()["Reason"]


def test_a_role_that_is_not_known_yet_leads_to_another_job(pool: ImportScenario) -> None:
    """The first one fails before its first row, since its role can't be assumed so soon."""
    pool.aws.configure(role_delay_seconds=4)
    fresh = ImportScenario(pool.aws)
    with import_stage(fresh, propagation=60) as stage:
        stage.put(fresh.csv([good_row(1)]))
        answer = stage.create()
    assert answer["Status"] == "SUCCESS", answer["Reason"]
    assert [job["Status"] for job in stage.jobs()] == ["Succeeded", "Failed"]
    assert answer["PhysicalResourceId"] == stage.jobs()[0]["JobId"]


def test_a_job_that_fails_as_a_whole_gives_cognitos_words(stage: ImportStage) -> None:
    """There are no lines then, but the log is named."""
    stage.aws.configure(fail_job_with="Something went wrong.")
    reason = stage.create()["Reason"]
    assert reason.startswith("The import failed: it ended as Failed (0 imported,")
    assert "is Failed: Something went wrong. Log: /aws/cognito/userpools/" in reason


@pytest.mark.thorough
def test_a_failed_update_stops_the_job_that_it_started(stage: ImportStage) -> None:
    """CloudFormation sends no Delete for it: it answers the id that the resource has."""
    stage.put(stage.pool.csv(map(good_row, range(1, 6))), "two.csv")
    one = stage.create()["PhysicalResourceId"]
    stage.aws.configure(import_seconds=100)
    # CloudFormation waits no longer than this invocation and the time for a repeat.
    changes = {"SourceKey": "two.csv", "ServiceTimeout": "370"}
    event = stage.event("Update", physical_resource_id=one, old={}, **changes)
    answer = stage.send(event, seconds=130)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("FAILED", one)
    assert "For a longer import, set wait=False" in answer["Reason"]
    assert [job["Status"] for job in stage.jobs()] == ["Stopped", "Succeeded"]


def test_a_job_that_somebody_stops_fails_the_resource(stage: ImportStage) -> None:
    """Its counts say how far it came."""
    stage.aws.configure(import_seconds=20)
    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(stage.create)
        job = eventually(stage.jobs, lambda jobs: bool(jobs) and jobs[0]["Status"] == "InProgress")
        stage.pool.cognito.stop_user_import_job(
            UserPoolId=stage.pool.pool_id, JobId=job[0]["JobId"]
        )
        assert "The import failed: it ended as Stopped" in answer.result()["Reason"]


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (
            {"AutoVerifiedAttributes": []},
            "auto-verifies neither email addresses nor phone numbers",
        ),
        ({"UserPoolTags": WITHOUT_HASHES}, "doesn't accept password hashes: its CSV header has no"),
    ],
)
def test_a_pool_that_cannot_import_is_refused_before_a_job_is_made(
    stage: ImportStage, settings: dict[str, object], reason: str
) -> None:
    """A job can't be deleted."""
    pool = ImportScenario(stage.aws, **settings)
    answer = stage.create(UserPoolId=pool.pool_id, PasswordHashingAlgorithm="BCRYPT")
    assert reason in answer["Reason"]
    listed = pool.cognito.list_user_import_jobs(UserPoolId=pool.pool_id, MaxResults=1)
    assert listed["UserImportJobs"] == []
