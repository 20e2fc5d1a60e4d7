"""Create of an import with a source, by the real handler."""

import pytest

from tests.fakes.cognito import refused
from tests.unit.running_import import RunningImport, counts


def test_create_imports_the_file(import_: RunningImport) -> None:
    """Uploaded once as it is, started once, and waited for; the counts are in the answer."""
    content = import_.world.put_rows(10)
    answer = import_.create()
    assert counts(answer) == ("10", "0", "0")
    assert answer["Data"]["Status"] == "Succeeded"
    assert import_.cognito.files == {answer["PhysicalResourceId"]: content}
    assert import_.cognito.count("StartUserImportJob") == 1
    assert len(import_.world.users()) == 10


def test_the_file_is_checked_before_a_job_is_made(import_: RunningImport) -> None:
    """No job can be deleted: pool, header and file are looked at first."""
    import_.create()
    before = import_.cognito.calls[: import_.cognito.calls.index("CreateUserImportJob")]
    assert set(before) == {"ListUserImportJobs", "DescribeUserPool", "GetCSVHeader", "ListUsers"}
    assert import_.s3.calls == ["HeadObject", "GetObject", "GetObject"]


def test_a_job_for_others_to_upload_to_asks_nothing_of_s3(import_: RunningImport) -> None:
    """Nor is it started, or waited for."""
    answer = import_.handler.create()
    assert answer["Data"]["Status"] == "Created"
    assert import_.s3.calls == import_.world.logs.calls == []
    assert import_.clock.sleeps == []


def test_without_waiting_nothing_is_judged(import_: RunningImport) -> None:
    """The rows that fail later fail no deployment."""
    import_.world.put_rows(3, 2)
    answer = import_.create(Wait="false")
    import_.clock.sleep(5)
    assert answer["Status"] == "SUCCESS"
    assert import_.jobs[0]["FailedUsers"] == 1


def test_without_waiting_a_job_that_cannot_start_fails_the_resource(import_: RunningImport) -> None:
    """The response has what is known when the deployment ends."""
    import_.cognito.always_fail("StartUserImportJob", refused("OperationNotEnabledException"))
    answer = import_.create(Wait="false")
    assert answer["Reason"].startswith("StartUserImportJob failed for user pool ")


def test_an_import_may_take_nearly_13_minutes(import_: RunningImport) -> None:
    """In a handler of 15: the rest is kept for the log and the answer."""
    import_.cognito.settings.import_seconds = 765
    assert counts(import_.create()) == ("3", "0", "0")


@pytest.mark.parametrize(("seconds", "waited"), [(300, 180), (180, 90)])
def test_a_handler_of_less_time_waits_for_less(
    import_: RunningImport, seconds: float, waited: float
) -> None:
    """A minute is kept for the answer, and another one, or a quarter, for the log."""
    import_.cognito.settings.import_seconds = 5000
    # CloudFormation wouldn't wait for another invocation.
    answer = import_.create(seconds, ServiceTimeout=str(seconds + 240))
    assert "For a longer import, set wait=False" in answer["Reason"]
    assert waited - 10 <= import_.clock.now() <= waited


def test_a_version_is_imported_whatever_is_there_now(import_: RunningImport) -> None:
    """Even when the object was deleted; its job is found without a look at S3."""
    import_.s3.is_versioned = True
    import_.world.put_rows(3)
    version = import_.s3.objects["files", "users.csv"][-1].version_id
    import_.world.put_rows(5)
    import_.s3.delete()
    first = import_.create(SourceVersion=version)
    assert counts(first) == ("3", "0", "0")
    import_.s3.calls.clear()
    assert import_.create(SourceVersion=version) == first
    assert import_.s3.calls == []
