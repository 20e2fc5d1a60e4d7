"""Update of an import with a source: it keeps the job, finds an earlier one, or makes another."""

import pytest

from local_aws.guesses import GiveUpRule
from tests.unit.running_import import RunningImport, counts

pytestmark = pytest.mark.usefixtures("each_give_up_rule")

DIGEST = "0" * 64


def created(import_: RunningImport, **changes: str) -> str:
    """Create the resource hours ago, and return its job."""
    answer = import_.create(**changes)
    assert answer["Status"] == "SUCCESS", answer["Reason"]
    import_.pass_hours()
    return str(answer["PhysicalResourceId"])


def updated(import_: RunningImport, job_id: str, **changes: str) -> str:
    """Update the resource hours ago, and return its job."""
    answer = import_.update(job_id, **changes)
    assert answer["Status"] == "SUCCESS", answer["Reason"]
    import_.pass_hours()
    return str(answer["PhysicalResourceId"])


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"MaxFailedUsers": "5"},
        {"MaxSkippedUsers": "0"},
        {"Wait": "false"},
        {"CloudWatchLogsRoleArn": "arn:aws:iam::111122223333:role/Other"},
        {"ServiceTimeout": "60"},
    ],
)
def test_an_update_that_imports_nothing_else_keeps_the_job(
    import_: RunningImport, change: dict[str, str]
) -> None:
    """Limits, waiting and the role; S3 is asked for nothing."""
    job = created(import_)
    import_.s3.calls.clear()
    answer = import_.update(job, **change)
    assert counts(answer) == ("3", "0", "0")
    assert answer["PhysicalResourceId"] == job
    assert import_.s3.calls == []
    assert len(import_.jobs) == 1


@pytest.mark.parametrize("status", ["Failed", "Stopped", "Expired"])
def test_the_job_of_the_resource_is_kept_however_it_ended(
    import_: RunningImport, status: str
) -> None:
    """An Update of the limits imports nothing; a trigger not used before does."""
    job = created(import_)
    import_.cognito.job(job)["Status"] = status
    assert updated(import_, job, MaxFailedUsers="5") == job
    import_.cognito.users.clear()
    assert updated(import_, job, Trigger="2") == import_.jobs[1]["JobId"]


@pytest.mark.parametrize(
    "change",
    [
        {"SourceKey": "two.csv"},
        {"Trigger": "2"},
        {"JobName": "other"},
        {"UserPoolId": "eu-central-1_FakePool2"},
    ],
)
def test_an_update_of_what_is_imported_makes_a_new_job(
    import_: RunningImport, change: dict[str, str]
) -> None:
    """Another physical id: CloudFormation then deletes the old one."""
    import_.cognito.pools.add("eu-central-1_FakePool2")
    import_.world.put_rows(5, key="two.csv")
    job = created(import_)
    import_.cognito.users.clear()
    answer = import_.update(job, **change)
    assert answer["Data"]["Status"] == "Succeeded"
    assert answer["PhysicalResourceId"] == import_.jobs[1]["JobId"] != job


def test_a_job_for_others_to_upload_to_becomes_an_import(import_: RunningImport) -> None:
    """The resource got a source."""
    job = import_.handler.create()["PhysicalResourceId"]
    answer = import_.update(job)
    assert counts(answer) == ("3", "0", "0")
    assert answer["PhysicalResourceId"] == import_.jobs[1]["JobId"]


@pytest.mark.parametrize("status", ["Failed", "Stopped", "Expired"])
def test_a_return_to_an_import_that_failed_makes_it_anew(
    import_: RunningImport, status: str
) -> None:
    """What was wrong then, as the pool's settings, may be right now."""
    import_.world.put_rows(5, key="two.csv")
    one = created(import_)
    two = updated(import_, one, SourceKey="two.csv")
    import_.cognito.job(one).update(Status=status, ImportedUsers=1)
    import_.cognito.users.clear()
    assert updated(import_, two) == import_.jobs[2]["JobId"]
    assert import_.jobs[2]["JobName"] == import_.jobs[0]["JobName"]


def test_a_return_to_an_import_that_lost_rows_looks_for_its_users(import_: RunningImport) -> None:
    """If it lost more than it may lose now. Here, another file imported the lost user."""
    import_.world.put_rows(5, key="two.csv")
    import_.world.put_rows(3, 2)
    one = created(import_, MaxFailedUsers="1")
    two = updated(import_, one, SourceKey="two.csv")
    assert updated(import_, two, MaxFailedUsers="1") == one
    assert updated(import_, two).startswith("no-new-users-")
    assert len(import_.jobs) == 2


@pytest.mark.parametrize("status", ["InProgress", "Stopped", "Failed", "Succeeded"])
def test_without_waiting_an_update_keeps_what_it_finds(import_: RunningImport, status: str) -> None:
    """It may be a rollback, which imports nothing."""
    import_.world.put_rows(5, key="two.csv")
    one = created(import_)
    two = updated(import_, one, SourceKey="two.csv")
    import_.cognito.job(one)["Status"] = status
    assert updated(import_, two, Wait="false") == one
    assert len(import_.jobs) == 2


def test_without_waiting_an_import_that_expired_is_made_anew(import_: RunningImport) -> None:
    """It never began."""
    import_.world.put_rows(5, key="two.csv")
    one = created(import_, Wait="false")
    two = updated(import_, one, SourceKey="two.csv")
    import_.cognito.job(one)["Status"] = "Expired"
    import_.cognito.users.clear()
    assert updated(import_, two, Wait="false") == import_.jobs[2]["JobId"]


@pytest.mark.parametrize("overwritten_with", [None, b"", b"no,header\n"])
def test_a_rollback_to_a_job_whose_rows_were_all_skipped_needs_no_file(
    import_: RunningImport, overwritten_with: bytes | None
) -> None:
    """Cognito called it Failed, its deployment was a success; its rows can't be counted now."""
    import_.world.put_rows(5, key="two.csv")
    created(import_)
    import_.cognito.settings.give_up_rule = GiveUpRule.AT_END
    one = created(import_, Trigger="2", SkipExistingUsers="false")
    assert import_.cognito.job(one)["Status"] == "Failed"
    import_.cognito.settings.give_up_rule = GiveUpRule.NEVER
    two = updated(import_, one, SourceKey="two.csv", Trigger="2")
    if overwritten_with is None:
        import_.s3.delete()
    else:
        import_.s3.put(overwritten_with)
    assert updated(import_, two, Trigger="2") == one


def test_a_retry_of_an_import_that_gave_up_makes_it_anew(import_: RunningImport) -> None:
    """All the rows that it looked at were skipped, and there are more."""
    import_.world.put_rows(32)
    import_.world.put_rows(40, key="two.csv")
    one = created(import_)
    import_.cognito.settings.give_up_rule = GiveUpRule.EARLY
    answer = import_.update(one, SourceKey="two.csv", SkipExistingUsers="false")
    assert "it ended as Failed after 32 of 40 rows (0 imported, 32 skipped" in answer["Reason"]
    import_.pass_hours()
    import_.cognito.settings.give_up_rule = GiveUpRule.NEVER
    assert updated(import_, one, SourceKey="two.csv") == import_.jobs[2]["JobId"]
    assert len(import_.world.users()) == 40
