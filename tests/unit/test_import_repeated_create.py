"""Create that finds a job of its content: of an earlier delivery, or of an earlier life."""

import hashlib
from datetime import timedelta

import pytest

from tests.unit.running_import import RunningImport, counts, made_but_not_started

pytestmark = pytest.mark.usefixtures("each_give_up_rule")


def test_the_file_of_a_job_that_is_gone_on_with_is_checked(import_: RunningImport) -> None:
    """By another delivery, which did not check it."""
    made_but_not_started(import_)
    import_.cognito.configure_pool(auto_verified=frozenset())
    assert "auto-verifies neither" in import_.create()["Reason"]
    assert len(import_.uploads.taken) == 1


@pytest.mark.parametrize(("age", "jobs"), [(550, 1), (650, 2)])
def test_a_repeat_uploads_to_a_url_that_leaves_time_for_it(
    import_: RunningImport, age: int, jobs: int
) -> None:
    """At least 5 of the 15 minutes; otherwise, it creates another job."""
    import_.sent -= timedelta(seconds=700)
    job = made_but_not_started(import_)
    import_.cognito.job(job)["CreationDate"] -= age
    assert import_.create()["Status"] == "SUCCESS"
    assert len(import_.jobs) == jobs


def test_a_job_of_this_request_that_was_stopped_fails_it(import_: RunningImport) -> None:
    """Somebody wanted no import."""
    first = import_.create(Wait="false")["PhysicalResourceId"]
    import_.cognito.job(first)["Status"] = "Stopped"
    second = import_.create()
    assert second["PhysicalResourceId"] == first
    assert second["Reason"].startswith("The import failed: it ended as Stopped ")


def test_without_waiting_a_job_of_this_request_is_answered_as_it_is(import_: RunningImport) -> None:
    """Nothing is judged."""
    import_.world.put_rows(3, 2)
    first = import_.create(Wait="false")
    import_.clock.sleep(5)
    second = import_.create(Wait="false")
    assert counts(second) == ("2", "0", "1")
    assert second["PhysicalResourceId"] == first["PhysicalResourceId"]


def test_an_import_of_an_earlier_life_is_carried_out_again(import_: RunningImport) -> None:
    """The resource was removed from the stack and is back: its users may be gone."""
    import_.create()
    import_.pass_hours()
    import_.cognito.users.clear()
    assert counts(import_.create()) == ("3", "0", "0")
    assert len(import_.jobs) == 2


@pytest.mark.parametrize("change", [{}, {"Wait": "false"}])
@pytest.mark.parametrize("status", ["Failed", "Stopped", "Expired", "Created"])
def test_an_import_of_an_earlier_life_that_failed_is_made_anew(
    import_: RunningImport, status: str, change: dict[str, str]
) -> None:
    """The file may have been right, and the pool not."""
    first = import_.create(**change)["PhysicalResourceId"]
    import_.cognito.job(first)["Status"] = status
    import_.pass_hours()
    import_.cognito.users.clear()
    second = import_.create(**change)
    assert second["Status"] == "SUCCESS"
    assert second["PhysicalResourceId"] == import_.jobs[1]["JobId"] != first


def test_an_object_that_was_overwritten_is_another_import(import_: RunningImport) -> None:
    """The ETag is part of the job's name, behind the fingerprint."""
    import_.create()
    import_.world.put_rows(5)
    assert counts(import_.create()) == ("2", "3", "0")
    first, second = (job["JobName"].split("-") for job in import_.jobs)
    assert first[:2] == second[:2]
    assert [len(part) for part in first] == [4, 12, 6]
    assert first[2] != second[2]
    assert second[3:] == ["3", "skipped"]


def test_a_file_is_known_by_its_digest_wherever_it_lies(import_: RunningImport) -> None:
    """An asset moves with another bootstrap, and is the same import."""
    content = import_.world.put_rows(3, key="elsewhere.csv")
    digest = hashlib.sha256(content).hexdigest()
    first = import_.create(SourceDigest=digest)["PhysicalResourceId"]
    import_.pass_hours()
    again = import_.update("import-other", SourceDigest=digest, SourceKey="elsewhere.csv")
    assert again["PhysicalResourceId"] == first
