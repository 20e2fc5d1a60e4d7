"""The lab sees a handler that breaks a promise: each count of its verdict can be other than 0."""

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from cognito_user_import import handler
from cognito_user_import.cloudformation import response
from cognito_user_import.cognito import import_jobs
from cognito_user_import.errors import InvalidFileError
from cognito_user_import.importing import source_file
from cognito_user_import.life_cycle import requests
from tests.fakes.cognito import refused
from tests.fakes.import_run import ImportSettings
from tests.faults import wall_clock
from tests.faults.lab import SECRETS, Lab, Verdict
from tests.faults.open_lab import open_lab
from tests.faults.planted import CELLS


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with open_lab(tmp_path) as lab:
        yield lab


def test_a_clean_life_is_clean(lab: Lab) -> None:
    """What the other tests count is not there without their defects."""
    job_id = lab.create()["PhysicalResourceId"]
    lab.update(job_id, {})
    lab.delete(job_id)
    assert lab.verdict() == Verdict()


def test_a_request_without_an_answer_is_stuck(lab: Lab) -> None:
    """CloudFormation would wait for its time-out."""
    lab.resource = lambda _event, _context: None  # type: ignore[assignment]
    lab.create()
    lab.cold_start()
    assert lab.verdict() == Verdict(stuck=1)


def test_a_second_answer_that_differs_is_counted(lab: Lab) -> None:
    """The same bytes again are one answer, and a late failure none; these are two."""
    event = lab.request("Create")
    lab.attempt(event)
    lab.cognito.jobs[0]["CreationDate"] += 1
    lab.attempt(event)
    assert lab.verdict() == Verdict(answered_twice=1)


def test_a_job_that_is_left_running_is_lost(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would keep its pool from being deleted."""
    monkeypatch.setattr(requests, "delete", lambda _invocation: None)
    job_id = lab.create()["PhysicalResourceId"]
    lab.cognito.job(job_id)["Status"] = "InProgress"
    assert lab.verdict() == Verdict(jobs_lost=1)


def test_a_second_job_of_one_name_is_counted(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """A handler that does not look up makes one at each delivery."""
    monkeypatch.setattr(import_jobs.ImportJobs, "find", lambda *_, **__: None)
    event = lab.request("Create")
    lab.attempt(event)
    # Of two answers to one request CloudFormation takes the first.
    lab.server.behave()
    lab.attempt(event)
    verdict = lab.verdict()
    assert (verdict.jobs_twice, verdict.answered_twice) == (1, 1)


def test_a_second_import_of_one_content_is_counted(lab: Lab) -> None:
    """Whatever the jobs are called: another trigger is a job of another name."""
    lab.plant()
    lab.create(Trigger="1")
    lab.create(Trigger="2", SkipExistingUsers="false")
    assert lab.verdict() == Verdict(jobs_twice=1)


def test_an_import_that_is_left_running_is_lost(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would keep its pool from being deleted."""
    monkeypatch.setattr(requests, "delete", lambda _invocation: None)
    lab.plant()
    lab.cognito.settings = ImportSettings(import_seconds=10_000)
    lab.create(Wait="false")
    assert lab.verdict() == Verdict(jobs_lost=1)


def test_a_cell_in_a_reason_is_leaked(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """No form tells it from other text: no code may put one there."""

    def told(blocks: Iterable[bytes], *_: object, **__: object) -> NoReturn:
        raise InvalidFileError(b"".join(blocks).decode())

    monkeypatch.setattr(source_file, "judge_file", told)
    lab.plant(1)
    lab.create()
    assert lab.verdict() == Verdict(secrets_leaked=len(CELLS))


def test_every_module_that_asks_for_the_time_of_day_is_told_the_labs() -> None:
    """But for the one that asks for a job without a date, which also reads dates.

    The workflow's functions aren't in the lab.
    """
    package = Path(handler.__file__).parent
    asking = {
        ".".join(path.relative_to(package).with_suffix("").parts)
        for path in package.rglob("*.py")
        if "datetime.now(" in path.read_text()
        and not path.relative_to(package).parts[0].startswith("workflow")
    }
    assert asking == {*wall_clock.MODULES, "cognito.import_job"}


def test_the_time_of_day_goes_on_with_the_clock(lab: Lab) -> None:
    """A pre-signed URL dies without anybody waiting."""
    lab.jobs_allowed = 2
    first = lab.create()["PhysicalResourceId"]
    lab.clock.sleep(1000)
    assert lab.create()["PhysicalResourceId"] != first


def test_a_secret_in_the_log_is_leaked(lab: Lab) -> None:
    """Without the filter crhelper logs the event at DEBUG."""
    for log_handler in logging.getLogger().handlers:
        log_handler.filters.clear()
    lab.create()
    # The signature of each URL, the URL's token, and the session token that botocore signs with.
    assert lab.verdict() == Verdict(secrets_leaked=4)


def test_a_secret_in_a_reason_is_leaked(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody who may see the stack's events can read it."""
    monkeypatch.setattr("cognito_user_import.aws.service_call.redact", lambda text: text)
    monkeypatch.setattr(response, "redact", lambda text: text)
    lab.cognito.fail(
        "CreateUserImportJob", refused("OperationNotEnabledException", SECRETS["password hash"])
    )
    lab.create()
    assert lab.verdict() == Verdict(secrets_leaked=1)
