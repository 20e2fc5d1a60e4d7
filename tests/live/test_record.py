"""The record of a real account's answers, and the guesses that they replace."""

import json
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from local_aws import guesses
from local_aws.guesses import GiveUpRule, newest_record
from tests.live.guess_checks import CHECKS
from tests.live.record import Record


def test_the_newest_record_counts(tmp_path: Path) -> None:
    """Records are named by their dates."""
    assert newest_record(tmp_path) == {}
    for date, answer in (("2026-11-30", 2), ("2027-01-01", 3), ("2026-12-31", 4)):
        (tmp_path / f"{date}.json").write_text(json.dumps({"answer": answer}))
    assert newest_record(tmp_path) == {"answer": 3}


def test_answers_replace_guesses(tmp_path: Path) -> None:
    """Those that were given; a call that was not refused says nothing of the code."""
    module = tmp_path / "local_aws/guesses.py"
    module.parent.mkdir()
    shutil.copy(guesses.__file__, module)
    (tmp_path / "tests/live").mkdir(parents=True)
    record = Record(tmp_path / "tests/live/recorded")
    answers = {"GIVE_UP_RULE": "early", "UNQUOTES": True, "ANOTHER_JOB_ACTIVE_CODE": ""}
    for name, answer in answers.items():
        record.add(name, answer)
    record.save()
    read = runpy.run_path(str(module))
    assert (read["GIVE_UP_RULE"], read["UNQUOTES"]) == (GiveUpRule.EARLY, True)
    assert read["ANOTHER_JOB_ACTIVE_CODE"] == guesses.ANOTHER_JOB_ACTIVE_CODE
    assert read["MISSING_COLUMNS_FAIL"] == guesses.MISSING_COLUMNS_FAIL


def test_every_answer_that_replaces_a_guess_is_asked_for() -> None:
    """By the guess's name."""
    read = set(re.findall(r'_answered\(\s*"(\w+)"', Path(guesses.__file__).read_text()))
    assert len(read) >= 10
    assert read <= {check.name for check in CHECKS}


@pytest.mark.parametrize(
    "answer",
    [
        "arn:aws:iam::x:role/x",
        ["111122223333"],
        {"url": "?X-Amz-Signature=x"},
        "import-mAgUtd8PMm",
        "eu-central-1_AbC",
    ],
)
def test_an_answer_that_names_something_of_the_account_is_refused(
    tmp_path: Path, answer: object
) -> None:
    """Records are in the repository."""
    with pytest.raises(ValueError, match="names something of the account"):
        Record(tmp_path).add("answer", answer)


def test_without_the_switch_make_live_says_how_to_switch_it_on() -> None:
    """It asks no account."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.live"], capture_output=True, text=True, check=False, env={}
    )
    assert run.returncode == 0
    assert "COGNITO_USER_IMPORT_LIVE=1 make live" in run.stdout
    assert run.stdout.splitlines()[-1] == "live: nothing was asked, nothing was created"
