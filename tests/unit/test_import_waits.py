"""How long an import is waited for, by the real handler."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.cognito import FakeCognito, answer_lost, refused_until
from tests.fakes.service import preceded_by
from tests.unit.running_import import RunningImport, counts, running_import


@pytest.fixture
def import_(tmp_path: Path, cognito: FakeCognito) -> Iterator[RunningImport]:
    """Run a handler in a world whose file has three good rows."""
    with running_import(tmp_path, cognito) as import_:
        yield import_


def test_an_import_may_take_nearly_13_minutes(import_: RunningImport) -> None:
    """In a handler of 15: the rest is kept for the log and the answer."""
    import_.cognito.settings.import_seconds = 765
    assert counts(import_.create()) == ("3", "0", "0")


def test_an_import_that_takes_longer_fails_with_advice(import_: RunningImport) -> None:
    """Its job goes on until Delete stops it, which CloudFormation sends for the id."""
    import_.cognito.settings.import_seconds = 5000
    answer = import_.create()
    (job,) = import_.jobs
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("FAILED", job["JobId"])
    assert answer["Reason"].endswith(
        " s. For a longer import, set wait=False: the deployment then ends when the job starts, "
        "and the job continues."
    )
    assert 765 <= import_.clock.now() <= 780
    assert import_.delete(job["JobId"])["Status"] == "SUCCESS"
    assert import_.jobs[0]["Status"] == "Stopped"


@pytest.mark.parametrize(("seconds", "waited"), [(300, 180), (180, 90)])
def test_a_handler_of_less_time_waits_for_less(
    import_: RunningImport, seconds: float, waited: float
) -> None:
    """A minute is kept for the answer, and another one, or a quarter, for the log."""
    import_.cognito.settings.import_seconds = 5000
    answer = import_.create(seconds)
    assert "For a longer import, set wait=False" in answer["Reason"]
    assert waited - 10 <= import_.clock.now() <= waited


def test_the_accounts_slot_is_waited_for(import_: RunningImport) -> None:
    """Another import of the account runs; the file is uploaded meanwhile."""
    code, message = import_.cognito.slot_error
    fault = refused_until(300, import_.clock, code, message)
    import_.cognito.always_fail("StartUserImportJob", fault)
    assert counts(import_.create()) == ("3", "0", "0")
    assert len(import_.uploads.taken) == len(import_.jobs) == 1


def test_a_slot_that_never_comes_fails_the_resource(import_: RunningImport) -> None:
    """A minute before the invocation ends."""
    import_.cognito.slots = 0
    answer = import_.create()
    assert "There is already an active user import job in this account." in answer["Reason"]
    assert answer["Reason"].endswith("If another job is running, deploy again after it ends.")
    assert 830 <= import_.clock.now() <= 840


def test_a_start_whose_answer_was_lost_starts_once(import_: RunningImport) -> None:
    """The repeat is refused since the job runs, and it is waited for."""
    import_.cognito.fail("StartUserImportJob", answer_lost)
    assert counts(import_.create()) == ("3", "0", "0")
    assert len(import_.jobs) == 1


def test_a_job_that_another_delivery_starts_meanwhile_is_waited_for(import_: RunningImport) -> None:
    """Both have uploaded the same file."""

    def start() -> None:
        job_id = import_.jobs[0]["JobId"]
        client = import_.cognito.client()
        client.start_user_import_job(UserPoolId=import_.jobs[0]["UserPoolId"], JobId=job_id)

    import_.cognito.fail("StartUserImportJob", preceded_by(start))
    assert counts(import_.create()) == ("3", "0", "0")
    assert len(import_.jobs) == 1
