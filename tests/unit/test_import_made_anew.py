"""Jobs that are made anew: the role was not known yet, or the pre-signed URL had died."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.cognito import FakeCognito
from tests.fakes.import_run import ROLE_NOT_ASSUMABLE, Outcome
from tests.fakes.upload_behaviour import EXPIRED_EARLY, URL_EXPIRED
from tests.fakes.upload_request import Behaviour
from tests.unit.running_import import RunningImport, counts, running_import


@pytest.fixture
def import_(tmp_path: Path, cognito: FakeCognito) -> Iterator[RunningImport]:
    """Run a handler in a world whose file has three good rows."""
    with running_import(tmp_path, cognito) as import_:
        yield import_


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_role_that_is_not_known_yet_leads_to_another_job(
    import_: RunningImport, times: int
) -> None:
    """After 5, 10 and 20 seconds, with the file uploaded again."""
    import_.cognito.force(*[ROLE_NOT_ASSUMABLE] * times)
    answer = import_.create()
    assert counts(answer) == ("3", "0", "0")
    assert answer["PhysicalResourceId"] == import_.jobs[-1]["JobId"]
    assert len(import_.jobs) == len(import_.uploads.taken) == 1 + times
    pauses = [pause for pause in import_.clock.sleeps if pause > 1]
    assert pauses == [5, 10, 20][:times]


def test_no_more_than_four_jobs_are_made(import_: RunningImport) -> None:
    """None can be deleted; the last one's end is the reason."""
    import_.cognito.force(*[ROLE_NOT_ASSUMABLE] * 9)
    answer = import_.create()
    assert len(import_.jobs) == 4
    assert answer["PhysicalResourceId"] == import_.jobs[-1]["JobId"]
    assert answer["Reason"].startswith("The import failed: it ended as Failed (0 imported, 0 ")
    assert "The CloudWatch Logs role could not be assumed." in answer["Reason"]


def test_a_role_of_long_ago_is_not_waited_for(import_: RunningImport) -> None:
    """A minute after the handler's start whoever may assume it is known."""
    import_.cognito.settings.pending_seconds = 60
    import_.cognito.force(ROLE_NOT_ASSUMABLE)
    assert "it ended as Failed" in import_.create()["Reason"]
    assert len(import_.jobs) == 1


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome("Failed", failed=1),
        Outcome("Failed", imported=1),
        Outcome("Failed", skipped=1),
        Outcome("Stopped"),
        Outcome("Expired"),
    ],
)
def test_a_job_that_read_a_row_or_was_stopped_is_not_made_anew(
    import_: RunningImport, outcome: Outcome
) -> None:
    """Its role could be assumed."""
    import_.cognito.force(outcome)
    assert import_.create()["Status"] == "FAILED"
    assert len(import_.jobs) == 1


def test_without_waiting_a_role_is_not_tried_again(import_: RunningImport) -> None:
    """Nobody looks how the job ends."""
    import_.cognito.force(ROLE_NOT_ASSUMABLE)
    assert import_.create(Wait="false")["Status"] == "SUCCESS"
    assert len(import_.jobs) == 1


@pytest.mark.parametrize("refusal", [URL_EXPIRED, EXPIRED_EARLY])
def test_a_url_that_has_expired_leads_to_another_job(
    import_: RunningImport, refusal: Behaviour
) -> None:
    """Which has a new URL; the file is uploaded to that."""
    import_.uploads.behave(refusal)
    answer = import_.create()
    assert counts(answer) == ("3", "0", "0")
    assert answer["PhysicalResourceId"] == import_.jobs[1]["JobId"]
    assert [upload.job_id for upload in import_.uploads.uploads] == [
        job["JobId"] for job in import_.jobs
    ]


def test_only_one_other_job_is_made_for_an_expired_url(import_: RunningImport) -> None:
    """A URL that is refused at once is no question of time."""
    import_.uploads.always_behave(URL_EXPIRED)
    answer = import_.create()
    assert answer["Reason"] == ("S3 refused the pre-signed URL: status 403, AccessDenied.")
    assert answer["PhysicalResourceId"] == import_.jobs[1]["JobId"]
    assert len(import_.jobs) == 2


@pytest.mark.parametrize("times", [1, 3])
def test_an_expired_url_takes_no_try_from_a_role(import_: RunningImport, times: int) -> None:
    """Both can happen in one request; the pauses for the role are 5, 10 and 20 seconds."""
    import_.uploads.behave(URL_EXPIRED)
    import_.cognito.force(*[ROLE_NOT_ASSUMABLE] * times)
    assert counts(import_.create()) == ("3", "0", "0")
    assert [pause for pause in import_.clock.sleeps if pause > 1] == [5, 10, 20][:times]
