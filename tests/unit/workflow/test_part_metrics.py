"""The lines of the log that CloudWatch takes for metrics."""

import json
from collections import Counter

import pytest

from tests.emf import metrics_in
from tests.fakes.import_run import FAILING
from tests.fakes.lambda_context import FakeContext
from tests.unit.workflow.machine import Machine

COUNTS = ("ImportedUsers", "SkippedUsers", "FailedUsers")


@pytest.fixture(autouse=True)
def in_lambda(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the function its name, as Lambda does."""
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "steps")


def sums(printed: str) -> dict[str, float]:
    """Return the sums of the counts."""
    found: Counter[str] = Counter()
    for line in printed.splitlines():
        found.update({name: int(metrics_in(line).get(name, 0)) for name in COUNTS})
    return {name: found[name] for name in COUNTS}


def test_each_part_has_its_metrics(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """With the rate of its job."""
    machine.world.put_rows(5, 4)
    machine.changes = {"MaxFailedUsers": "1"}
    machine.run()
    lines = capsys.readouterr().out.splitlines()
    documents = [json.loads(line) for line in lines]
    assert [document["Part"] for document in documents] == [1, 2, 3]
    assert [metrics_in(line)["FailedUsers"] for line in lines] == [0, 1, 0]
    assert [metrics_in(line)["ImportedUsers"] for line in lines] == [2, 1, 1]
    assert all(0 < metrics_in(line)["UsersPerSecond"] <= 2 for line in lines)
    assert {document["FunctionName"] for document in documents} == {"steps"}
    assert {document["Execution"] for document in documents} == {"first"}


@pytest.mark.parametrize("execution", ["first", "second"])
def test_a_part_counts_once(
    machine: Machine, capsys: pytest.CaptureFixture[str], execution: str
) -> None:
    """Its step is repeated, or another execution finds it done."""
    machine.run()
    assert sums(capsys.readouterr().out)["ImportedUsers"] == 5
    assert machine.run(execution)["ImportedUsers"] == 5
    assert capsys.readouterr().out == ""


def test_a_step_whose_answer_is_lost_does_not_count_again(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    """Step Functions repeats it."""

    def run_before(name: str, event: dict[str, object]) -> None:
        if name == "judge":
            machine.handle(event, FakeContext(900))

    machine.before_step = run_before
    assert machine.run()["ImportedUsers"] == 5
    assert sums(capsys.readouterr().out)["ImportedUsers"] == 5


def test_an_interrupted_part_counts_whom_each_job_imported(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whom the first job imported, the second one leaves out, and nobody counts as skipped."""
    machine.rows_a_part = 100
    machine.world.put_rows(60)
    machine.world.cognito.settings.users_per_second = 1

    def stop(name: str, event: dict[str, object]) -> None:
        if name == "look" and event["Execution"] == "first":
            machine.clock.sleep(20)
            machine.stop()

    machine.before_step = stop
    machine.run()
    first = sums(capsys.readouterr().out)
    assert 0 < first["ImportedUsers"] < 60
    machine.run("second")
    second = sums(capsys.readouterr().out)
    assert first["ImportedUsers"] + second["ImportedUsers"] == 60
    assert first["SkippedUsers"] == second["SkippedUsers"] == 0


def test_users_who_exist_count_as_skipped(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    """A part needs no job then, and has no rate."""
    machine.run()
    capsys.readouterr()
    machine.changes = {"Trigger": "2"}
    machine.run("second")
    printed = capsys.readouterr().out
    assert sums(printed) == {"ImportedUsers": 0, "SkippedUsers": 5, "FailedUsers": 0}
    assert "UsersPerSecond" not in printed


def test_no_value_of_the_file_and_no_url_is_in_the_log(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is printed passes no filter of the logger."""
    machine.world.put_rows(5, 2, given_name="Planted")
    machine.changes = {"MaxFailedUsers": "1"}
    machine.run()
    printed = capsys.readouterr().out
    for secret in ("https://", "X-Amz", "Planted", "user1", FAILING["nickname"]):
        assert secret not in printed


def test_outside_lambda_nothing_is_printed(
    machine: Machine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no function that the metrics are of."""
    monkeypatch.delenv("AWS_LAMBDA_FUNCTION_NAME")
    machine.run()
    assert capsys.readouterr().out == ""
