"""Imports from a file in S3, by the real handler against the embedded AWS."""

from collections.abc import Iterator
from typing import Any

import pytest

from local_aws.guesses import GiveUpRule
from local_aws.import_scenario import ImportScenario, good_row
from tests.integration.import_stage import ImportStage, import_stage

pytestmark = pytest.mark.integration


@pytest.fixture
def stage(pool: ImportScenario) -> Iterator[ImportStage]:
    with import_stage(pool) as stage:
        yield stage


def rows(pool: ImportScenario, count: int, *bad: int) -> bytes:
    """Return a file with this many rows. The bad ones, counted from 1, have no email address.

    The handler refuses these unless the check of rows is off.
    """
    return pool.csv(
        good_row(number, **({"email": ""} if number in bad else {}))
        for number in range(1, count + 1)
    )


def counts(answer: dict[str, Any]) -> tuple[str, str, str]:
    """Return the numbers of imported, skipped and failed users of a SUCCESS."""
    assert answer["Status"] == "SUCCESS", answer["Reason"]
    data = answer["Data"]
    return data["ImportedUsers"], data["SkippedUsers"], data["FailedUsers"]


def test_the_users_of_the_file_are_in_the_pool_when_create_is_answered(stage: ImportStage) -> None:
    """The answer has the counts."""
    stage.put(rows(stage.pool, 10))
    answer = stage.create()
    assert counts(answer) == ("10", "0", "0")
    assert answer["Data"]["Status"] == "Succeeded"
    assert stage.users() == 10


def test_failed_rows_fail_the_resource_and_are_named(stage: ImportStage) -> None:
    """With Cognito's reasons, their lines, and the place of the log, but no value."""
    stage.put(rows(stage.pool, 10, 2, 5, 9))
    answer = stage.create(Validate="false")
    assert answer["Status"] == "FAILED"
    (job,) = stage.jobs()
    assert answer["PhysicalResourceId"] == job["JobId"]
    assert answer["Reason"] == (
        "The import failed: 3 rows failed, allowed: 0 (7 imported, 0 skipped, 3 failed). "
        f"Job {job['JobId']} is Succeeded: Import Job Completed Successfully. "
        "[FAILED] Line Numbers 3, 6, 10 - email_verified is true and email is missing. "
        f"Log: /aws/cognito/userpools/{stage.pool.pool_id}/{stage.pool.pool_name}, "
        f"stream {job['JobId']}/{job['JobName']}"
    )


def test_rows_that_would_fail_are_refused_before_a_job_is_made(stage: ImportStage) -> None:
    """By the current rules of the pool, without a value from the file."""
    stage.put(rows(stage.pool, 10, 2, 5, 9))
    answer = stage.create()
    lines = [
        f"line {line}: email_verified: expected true only if the row has an email "
        "(CUI-104 email_verified-without-email)."
        for line in (3, 6, 10)
    ]
    assert answer["Reason"].startswith(
        f"The CSV file s3://{stage.bucket}/users.csv can't be imported: "
        "3 rows would fail, allowed: 0; "
    )
    assert answer["Reason"].endswith(" ".join(lines))
    assert stage.jobs() == []


def test_failed_rows_within_the_limit_are_a_success(stage: ImportStage) -> None:
    """The counts are in the answer all the same."""
    stage.put(rows(stage.pool, 10, 2, 5, 9))
    assert counts(stage.create(MaxFailedUsers="3")) == ("7", "0", "3")


def test_users_that_exist_are_skipped_and_may_be_limited(stage: ImportStage) -> None:
    """Any number by default."""
    stage.put(rows(stage.pool, 3))
    stage.create()
    assert counts(stage.create(Trigger="2")) == ("0", "3", "0")
    answer = stage.create(Trigger="3", MaxSkippedUsers="2")
    refused = "Nothing was imported: 3 rows would be skipped because their users exist, allowed: 2."
    assert answer["Reason"] == refused


def test_a_job_that_failed_since_all_users_exist_is_a_success(stage: ImportStage) -> None:
    """Cognito counts skipped users as it counts failed ones; here after the last row."""
    stage.put(rows(stage.pool, 5))
    stage.create()
    answer = stage.create(Trigger="2", SkipExistingUsers="false")
    assert counts(answer) == ("0", "5", "0")
    assert answer["Data"]["Status"] == "Failed"


def test_a_job_that_gave_up_at_users_that_exist_is_a_failure(stage: ImportStage) -> None:
    """Rows that were never looked at are not in the pool. Without existing users, it succeeds."""
    stage.put(rows(stage.pool, 32))
    stage.create()
    stage.put(rows(stage.pool, 40))
    stage.aws.configure(give_up_rule=GiveUpRule.EARLY)
    answer = stage.create(Trigger="2", SkipExistingUsers="false")
    assert "it ended as Failed after 32 of 40 rows (0 imported, 32 skipped" in answer["Reason"]
    assert counts(stage.create(Trigger="3")) == ("8", "32", "0")


def test_a_repeated_create_imports_nothing_twice(stage: ImportStage) -> None:
    """Lambda delivers at least once: the repeat finds the job, and answers the same."""
    stage.put(rows(stage.pool, 3))
    event = stage.event("Create")
    first, second = stage.send(event), stage.send(event)
    assert first == second
    assert len(stage.jobs()) == 1


def test_a_repeat_of_a_failed_create_fails_with_the_same_lines(stage: ImportStage) -> None:
    """The import of the first delivery is judged again, not made again."""
    stage.put(rows(stage.pool, 3, 2))
    event = stage.event("Create", Validate="false")
    first, second = stage.send(event), stage.send(event)
    assert first == second
    assert "[FAILED] Line Number 3 - " in first["Reason"]
    assert len(stage.jobs()) == 1


def test_an_update_imports_another_file_and_only_that(stage: ImportStage) -> None:
    """The same file is kept, a new one imported, a return to an earlier one finds its job."""
    stage.put(rows(stage.pool, 3), "one.csv")
    stage.put(rows(stage.pool, 5), "two.csv")
    one = stage.create(SourceKey="one.csv")["PhysicalResourceId"]
    kept = stage.update(one, SourceKey="one.csv", MaxFailedUsers="1")
    assert kept["PhysicalResourceId"] == one
    two = stage.update(one, SourceKey="two.csv")
    assert counts(two) == ("2", "3", "0")
    assert two["PhysicalResourceId"] != one
    back = stage.update(two["PhysicalResourceId"], SourceKey="one.csv")
    assert back["PhysicalResourceId"] == one
    assert len(stage.jobs()) == 2


def test_a_rollback_asks_nothing_of_s3(stage: ImportStage) -> None:
    """The object of then may be overwritten, or gone."""
    stage.put(rows(stage.pool, 3), "one.csv")
    stage.put(rows(stage.pool, 5), "two.csv")
    one = stage.create(SourceKey="one.csv")["PhysicalResourceId"]
    two = stage.update(one, SourceKey="two.csv")["PhysicalResourceId"]
    stage.s3.delete_object(Bucket=stage.bucket, Key="one.csv")
    assert stage.update(two, SourceKey="one.csv")["PhysicalResourceId"] == one


def test_an_object_that_was_overwritten_is_another_import_to_create(stage: ImportStage) -> None:
    """A resource that was removed and is back imports the current content."""
    stage.put(rows(stage.pool, 3))
    first = stage.create()["PhysicalResourceId"]
    stage.delete(first)
    stage.put(rows(stage.pool, 5))
    assert counts(stage.create()) == ("2", "3", "0")


def test_without_waiting_the_counts_are_empty_and_delete_stops_the_job(stage: ImportStage) -> None:
    """The deployment ends as soon as the job has started."""
    stage.put(rows(stage.pool, 3))
    stage.aws.configure(import_seconds=20)
    answer = stage.create(Wait="false")
    assert counts(answer) == ("", "", "")
    assert answer["Data"]["Status"] in ("Pending", "InProgress")
    assert stage.delete(answer["PhysicalResourceId"])["Status"] == "SUCCESS"
    assert stage.jobs()[0]["Status"] == "Stopped"
