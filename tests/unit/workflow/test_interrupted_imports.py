"""Jobs that end before their last row, by each rule that Cognito may have for giving up."""

from typing import Any

import pytest

from local_aws.guesses import GiveUpRule
from tests.fakes.cognito import POOL
from tests.fakes.import_run import FAILING
from tests.unit.workflow.machine import Machine

HASH = "$2b$12$" + "a" * 53


@pytest.fixture(
    params=[
        GiveUpRule.AT_END,
        GiveUpRule.EARLY,
        pytest.param(GiveUpRule.NEVER, marks=pytest.mark.thorough),
    ]
)
def give_up_rule(request: pytest.FixtureRequest, machine: Machine) -> GiveUpRule:
    """Have jobs end as Failed by each rule that Cognito may have."""
    rule: GiveUpRule = request.param
    machine.world.cognito.settings.give_up_rule = rule
    return rule


def stop_once(machine: Machine, at: int) -> None:
    """Stop an execution when its jobs have imported this many users."""

    def stop(name: str, event: dict[str, Any]) -> None:
        if name == "look" and event["Execution"] == "first":
            while len(machine.world.users()) < at:
                machine.clock.sleep(1)
                assert machine.world.cognito.jobs
            machine.stop()

    machine.before_step = stop


def test_a_stopped_import_continues_whatever_the_rule(
    machine: Machine, give_up_rule: GiveUpRule
) -> None:
    """Whom the stopped job imported, the next one leaves out, so no rule counts them as skipped."""
    machine.rows_a_part = 200
    machine.world.put_rows(300)
    machine.world.cognito.settings.users_per_second = 1
    stop_once(machine, 90)
    assert machine.run()["Status"] == "STOPPED"
    output = machine.run("second")
    assert (output["Status"], output["ImportedUsers"], output["SkippedUsers"]) == (
        "SUCCEEDED",
        300,
        0,
    ), give_up_rule


def test_in_a_large_pool_a_stopped_import_continues_by_the_log_of_its_job(machine: Machine) -> None:
    """All users of a pool can't be listed in time; the log has the lines that were imported."""
    machine.rows_a_part = 200
    machine.world.put_rows(300, 5)
    machine.changes = {"MaxFailedUsers": "1"}
    cognito = machine.world.cognito
    cognito.settings.give_up_rule = GiveUpRule.EARLY
    cognito.settings.users_per_second = 1
    cognito.seconds_per_page = 160
    stop_once(machine, 90)
    assert machine.run()["Status"] == "STOPPED"
    output = machine.run("second")
    counts = [output[name] for name in ("ImportedUsers", "SkippedUsers", "FailedUsers")]
    assert (output["Status"], counts) == ("SUCCEEDED", [299, 0, 1])
    assert sum(job["SkippedUsers"] for job in cognito.jobs) == 0
    assert machine.content("executions/second/failed.csv").decode().splitlines()[1].startswith("6,")


def test_users_who_were_deleted_are_sent_again_although_the_log_has_them(machine: Machine) -> None:
    """In an empty pool there is nobody to find, and nobody to leave out."""
    machine.world.put_rows(100)
    machine.rows_a_part = 100
    machine.world.cognito.settings.users_per_second = 1
    stop_once(machine, 40)
    assert machine.run()["Status"] == "STOPPED"
    machine.world.cognito.users[POOL].clear()
    assert machine.run("second")["Status"] == "SUCCEEDED"
    assert len(machine.world.users()) == 100


def test_a_job_that_gives_up_is_followed_by_another_one(machine: Machine) -> None:
    """As long as it makes progress, and its failed rows are allowed."""
    machine.world.cognito.settings.give_up_rule = GiveUpRule.EARLY
    machine.rows_a_part = 200
    machine.world.put_rows(150, *range(11, 61))
    machine.changes = {"MaxFailedUsers": "60", "Validate": "false"}
    output = machine.run()
    # The second job begins with rows that fail.
    assert output["Status"] == "FAILED"
    assert [job["Status"] for job in machine.world.cognito.jobs] == ["Failed", "Failed"]
    assert "it ended as Failed after" in output["Problem"]
    assert "Fix the rows that failed" in output["Problem"]


def test_a_job_that_gives_up_over_existing_users_is_followed_by_one_without_them(
    machine: Machine,
) -> None:
    """Even if it imported nobody, because all its rows were skipped."""
    machine.world.cognito.settings.give_up_rule = GiveUpRule.EARLY
    machine.rows_a_part = 100
    machine.world.put_rows(40)
    machine.run("earlier")
    machine.world.put_rows(50)
    machine.changes = {"SkipExistingUsers": "false"}
    output = machine.run()
    assert (output["Status"], output["ImportedUsers"]) == ("SUCCEEDED", 10)
    assert output["SkippedUsers"] == 40
    assert [job["Status"] for job in machine.world.cognito.jobs[1:]] == ["Failed", "Succeeded"]


def test_a_job_that_read_all_rows_is_judged_by_its_counts(
    machine: Machine, give_up_rule: GiveUpRule
) -> None:
    """Even if Cognito calls it Failed."""
    machine.world.put_rows(2, 1, 2)
    machine.changes = {"MaxFailedUsers": "2"}
    output = machine.run()
    assert (output["Status"], output["FailedUsers"]) == ("SUCCEEDED", 2), give_up_rule
    assert len(machine.world.cognito.jobs) == 1


def test_users_with_hashes_whom_a_stopped_job_imported_do_not_count_as_skipped(
    machine: Machine,
) -> None:
    """They have the password of the file."""
    machine.changes = {"PasswordHashingAlgorithm": "BCRYPT"}
    machine.rows_a_part = 100
    machine.world.put_rows(60, password_hash=HASH)
    machine.world.cognito.settings.users_per_second = 1
    stop_once(machine, 20)
    assert machine.run()["Status"] == "STOPPED"
    output = machine.run("second")
    assert (output["Status"], output["ImportedUsers"]) == ("SUCCEEDED", 60)


def test_a_row_with_a_hash_for_an_existing_user_is_refused(machine: Machine) -> None:
    """That user keeps another password."""
    machine.world.put_rows(1)
    machine.run("earlier")
    machine.changes = {"PasswordHashingAlgorithm": "BCRYPT"}
    machine.world.put_rows(3, password_hash=HASH)
    output = machine.run()
    assert "1 row with a password hash would be skipped, allowed: 0" in output["Problem"]
    assert len(machine.world.cognito.jobs) == 1


def test_a_job_that_never_started_expires_and_gets_a_successor(machine: Machine) -> None:
    """A job that isn't started lives for a day."""
    cognito = machine.world.cognito
    cognito.slots = 0

    def expire(name: str, _event: dict[str, Any]) -> None:
        if name == "look" and not cognito.slots:
            cognito.jobs[0]["Status"] = "Expired"
            cognito.slots = 1

    machine.before_step = expire
    assert machine.run()["Status"] == "SUCCEEDED"
    assert len(cognito.jobs) == 4


def test_two_executions_at_a_time_share_the_jobs(machine: Machine) -> None:
    """A duplicate start spends no job."""
    for execution in ("first", "second"):
        machine.step("plan", execution)
    items = machine.document("first", "parts.json")
    for item in items:
        for execution in ("first", "second"):
            machine.step("check", execution, Part=item)
    for execution in ("first", "second"):
        machine.step("judge-file", execution)
    for item in items:
        answers = [machine.step("begin", each, Part=item) for each in ("first", "second")]
        assert answers[0]["JobId"] == answers[1]["JobId"]
        for execution in ("first", "second"):
            machine.import_part(execution, item)
    outputs = [machine.step("summarize", each) for each in ("first", "second")]
    assert [output["ImportedUsers"] for output in outputs] == [5, 5]
    assert len(machine.world.cognito.jobs) == 3


def test_nothing_secret_is_left_anywhere(machine: Machine) -> None:
    """No URL of an upload, no hash, and no value of the file in answers, reports and hashes."""
    machine.changes = {"PasswordHashingAlgorithm": "BCRYPT", "MaxFailedUsers": "9"}
    content = machine.world.put_rows(5, 2, password_hash=HASH, given_name="Planted")
    machine.world.s3.put(content.replace(b"user4@", b"user1@"))
    output = machine.run()
    assert output["FailedUsers"] == 1
    for secret in ("X-Amz", "https://", HASH, "Planted", "user1", "user1@", FAILING["nickname"]):
        assert secret not in machine.left, secret
