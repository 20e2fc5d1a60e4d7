"""Executions from their first step to their report."""

import pytest

from tests.fakes.cognito import refused
from tests.fakes.import_run import ROLE_NOT_ASSUMABLE
from tests.fakes.s3 import ACCESS_DENIED
from tests.fakes.upload_behaviour import URL_EXPIRED, take
from tests.unit.workflow.machine import Machine


def names(*numbers: int) -> set[str]:
    """Return the users of rows."""
    return {f"user{number}" for number in numbers}


def test_a_file_is_imported_in_parts_one_after_the_other(machine: Machine) -> None:
    """Each job has the header and its rows, and the report has the sums."""
    output = machine.run()
    assert output == {
        "Status": "SUCCEEDED",
        "Problem": "",
        "ImportedUsers": 5,
        "SkippedUsers": 0,
        "FailedUsers": 0,
        "Parts": 3,
        "Report": "s3://reports/executions/first/report.json",
    }
    assert machine.world.users().keys() == names(1, 2, 3, 4, 5)
    uploads = [
        machine.world.cognito.files[job["JobId"]] or b"" for job in machine.world.cognito.jobs
    ]
    assert [len(upload.splitlines()) for upload in uploads] == [3, 3, 2]
    report = machine.document("first", "report.json")
    assert [part["FirstLine"] for part in report["Parts"]] == [2, 4, 6]
    assert [part["JobId"] for part in report["Parts"]] == [
        job["JobId"] for job in machine.world.cognito.jobs
    ]


def test_parts_may_come_in_any_order(machine: Machine) -> None:
    """AWS documents the order of a map with one item at a time for inline maps only."""
    machine.world.put_rows(5, 1, 5)
    machine.changes = {"MaxFailedUsers": "2"}
    for name in ("plan", "check", "judge-file"):
        items = machine.document("first", "parts.json") if name != "plan" else []
        for item in items if name == "check" else [None]:
            machine.step(name, "first", **({"Part": item} if item else {}))
    for item in reversed(items):
        machine.import_part("first", item)
    output = machine.step("summarize", "first")
    assert (output["Status"], output["ImportedUsers"], output["FailedUsers"]) == ("SUCCEEDED", 3, 2)


def test_an_execution_may_have_any_name_of_step_functions(machine: Machine) -> None:
    """It is the name of its folder."""
    output = machine.run("Nachtlauf.1+ä=@ok")
    assert (output["Status"], output["ImportedUsers"]) == ("SUCCEEDED", 5)


def test_an_empty_pool_is_not_searched(machine: Machine) -> None:
    """One request for one user is all."""
    machine.run()
    assert machine.world.cognito.count("ListUsers") == 1


def test_another_execution_finds_its_jobs_done(machine: Machine) -> None:
    """No job is spent, and the counts are those of the jobs."""
    machine.run()
    output = machine.run("second")
    assert (output["Status"], output["ImportedUsers"]) == ("SUCCEEDED", 5)
    assert len(machine.world.cognito.jobs) == 3


def test_rows_that_failed_are_not_sent_again(machine: Machine) -> None:
    """A part whose job read all its rows is done, and its failed lines are in each report."""
    machine.world.put_rows(5, 2)
    machine.changes = {"MaxFailedUsers": "1"}
    for execution in ("first", "second"):
        output = machine.run(execution)
        assert (output["Status"], output["FailedUsers"]) == ("SUCCEEDED", 1)
        lines = machine.content(f"executions/{execution}/failed.csv").decode().splitlines()
        assert lines[1].startswith("3,")
    assert len(machine.world.cognito.jobs) == 3


def test_a_job_that_has_its_file_is_started_however_old_it_is(machine: Machine) -> None:
    """Its URL has expired, but nobody needs it anymore."""
    cognito = machine.world.cognito
    cognito.slots = 0
    machine.step("plan", "first")
    (item, *_) = machine.document("first", "parts.json")
    assert machine.step("begin", "first", Part=item)["Next"] == "WAIT"
    cognito.jobs[0]["CreationDate"] -= 3600
    cognito.slots = 1
    assert machine.run("second")["Status"] == "SUCCEEDED"
    assert len(cognito.jobs) == 3


def test_a_job_without_a_file_whose_url_has_expired_is_replaced(machine: Machine) -> None:
    """Nothing else could give it a file."""
    cognito = machine.world.cognito
    machine.step("plan", "first")
    (item, *_) = machine.document("first", "parts.json")
    machine.world.uploads.always_behave(URL_EXPIRED)
    assert "S3 refused the pre-signed URL" in machine.step("begin", "first", Part=item)["Problem"]
    machine.world.uploads.always_behave(take)
    before = len(cognito.jobs)
    for job in cognito.jobs:
        job["CreationDate"] -= 3600
    assert machine.run("second")["Status"] == "SUCCEEDED"
    assert len(cognito.jobs) == before + 3


def test_a_new_trigger_imports_again(machine: Machine) -> None:
    """With everybody there, it needs no job."""
    machine.run()
    machine.changes = {"Trigger": "2"}
    output = machine.run("second")
    assert (output["Status"], output["ImportedUsers"], output["SkippedUsers"]) == (
        "SUCCEEDED",
        0,
        5,
    )
    assert len(machine.world.cognito.jobs) == 3


def test_of_a_file_that_has_grown_only_the_new_users_are_sent(machine: Machine) -> None:
    """The last part is another one, without the user that exists."""
    machine.run()
    machine.world.put_rows(7)
    output = machine.run("second")
    assert (output["Status"], output["ImportedUsers"], output["SkippedUsers"]) == (
        "SUCCEEDED",
        6,
        1,
    )
    uploads = [
        machine.world.cognito.files[job["JobId"]] or b"" for job in machine.world.cognito.jobs
    ]
    assert [len(upload.splitlines()) for upload in uploads] == [3, 3, 2, 2, 2]


def test_failed_lines_are_numbered_as_in_the_file(machine: Machine) -> None:
    """In the reason, in the report, and in failed.csv."""
    machine.world.put_rows(5, 2, 5)
    machine.changes = {"MaxFailedUsers": "2"}
    output = machine.run()
    assert (output["Status"], output["ImportedUsers"], output["FailedUsers"]) == ("SUCCEEDED", 3, 2)
    lines = machine.content("executions/first/failed.csv").decode().splitlines()
    assert lines[0] == "Line,Reason,JobId"
    assert [line.split(",")[0] for line in lines[1:]] == ["3", "6"]


def test_failed_lines_are_those_of_the_file_if_existing_users_stayed_out(machine: Machine) -> None:
    """The record of the upload says which line is which."""
    machine.world.put_rows(5, 4)
    machine.rows_a_part = 4
    machine.changes = {"MaxFailedUsers": "1", "Trigger": "1"}
    machine.world.put_rows(2)
    machine.run("earlier")
    machine.world.put_rows(6, 4, 6)
    machine.changes["MaxFailedUsers"] = "2"
    output = machine.run()
    assert (output["Status"], output["SkippedUsers"], output["FailedUsers"]) == ("SUCCEEDED", 2, 2)
    lines = machine.content("executions/first/failed.csv").decode().splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["5", "7"]


def test_the_limit_of_failed_users_is_that_of_the_whole_file(machine: Machine) -> None:
    """The part that exceeds it ends the import, and says so."""
    machine.world.put_rows(6, 2, 4)
    machine.changes = {"MaxFailedUsers": "1"}
    output = machine.run()
    assert output["Status"] == "FAILED"
    assert "2 rows failed, allowed: 1 (2 imported, 0 skipped, 2 failed)" in output["Problem"]
    assert "[FAILED] Line Number 5 - The User Record" in output["Problem"]
    assert len(machine.world.cognito.jobs) == 2
    assert [part["Problem"] for part in machine.document("first", "report.json")["Parts"]] == [
        "",
        output["Problem"],
        "An earlier part wasn't imported.",
    ]


def test_the_limit_of_skipped_users_is_that_of_the_whole_file(machine: Machine) -> None:
    """It is known before a job exists."""
    machine.world.put_rows(3)
    machine.run("earlier")
    machine.world.put_rows(6)
    machine.changes = {"MaxSkippedUsers": "2", "Trigger": "2"}
    output = machine.run()
    assert output["Status"] == "FAILED"
    assert output["Problem"] == (
        "Part 2 wasn't imported: 3 rows would be skipped because their users exist, allowed: 2"
    )


def test_a_role_that_is_not_available_yet_gets_another_job(machine: Machine) -> None:
    """Right after the deployment that created it."""
    machine.world.cognito.force(ROLE_NOT_ASSUMABLE, ROLE_NOT_ASSUMABLE)
    assert machine.run()["Status"] == "SUCCEEDED"
    assert len(machine.world.cognito.jobs) == 5


def test_a_role_that_never_works_ends_the_import(machine: Machine) -> None:
    """After four jobs: they can't be deleted."""
    machine.world.cognito.force(*[ROLE_NOT_ASSUMABLE] * 9)
    output = machine.run()
    assert output["Status"] == "FAILED"
    assert "The CloudWatch Logs role could not be assumed" in output["Problem"]
    assert len(machine.world.cognito.jobs) == 4


def test_a_taken_slot_is_waited_for(machine: Machine) -> None:
    """As long as it takes, and no job is spent on it."""
    cognito = machine.world.cognito
    cognito.slots = 0
    looks = 0

    def later(name: str, _event: object) -> None:
        nonlocal looks
        looks += name == "look"
        cognito.slots = int(looks > 10)

    machine.before_step = later
    assert machine.run()["Status"] == "SUCCEEDED"
    assert len(cognito.jobs) == 3


def test_an_object_that_changes_during_the_run_ends_it(machine: Machine) -> None:
    """What is imported by then stays, and another execution continues."""

    def change(name: str, event: dict[str, object]) -> None:
        part = event.get("Part")
        if name == "begin" and isinstance(part, dict) and part["Number"] == 2:
            machine.world.put_rows(7)

    machine.before_step = change
    output = machine.run()
    assert output["Status"] == "FAILED"
    assert "The object was overwritten after the execution started" in output["Problem"]
    assert machine.world.users().keys() == names(1, 2)
    machine.before_step = lambda _name, _event: None
    assert machine.run("second")["ImportedUsers"] == 7


def test_a_stopped_execution_stops_its_job_and_another_one_continues(machine: Machine) -> None:
    """Nobody is lost or imported twice, and no job is spent twice."""
    machine.world.cognito.settings.import_seconds = 60

    def stop(name: str, event: dict[str, object]) -> None:
        part = event.get("Part")
        if name == "look" and isinstance(part, dict) and part["Number"] == 2:
            machine.clock.sleep(31)
            machine.stop()

    machine.before_step = stop
    output = machine.run()
    assert (output["Status"], output["Problem"]) == ("STOPPED", "The import was stopped.")
    assert [job["Status"] for job in machine.world.cognito.jobs] == ["Succeeded", "Stopped"]
    assert machine.world.users().keys() == names(1, 2, 3)
    machine.before_step = lambda _name, _event: None
    output = machine.run("second")
    assert (output["Status"], output["ImportedUsers"], output["SkippedUsers"]) == (
        "SUCCEEDED",
        5,
        0,
    )
    assert len(machine.world.cognito.jobs) == 4


def test_a_stopped_execution_starts_no_job(machine: Machine) -> None:
    """The marker is read before the first one is created."""
    machine.stop()
    assert machine.run()["Status"] == "STOPPED"
    assert machine.world.cognito.jobs == []


def test_a_job_that_someone_stopped_ends_the_import(machine: Machine) -> None:
    """Who stops a job wants it to stop."""

    def stop(name: str, _event: object) -> None:
        if name == "look":
            for job in machine.world.cognito.jobs:
                job["Status"] = "Stopped"

    machine.before_step = stop
    output = machine.run()
    assert "it ended as Stopped" in output["Problem"]
    assert len(machine.world.cognito.jobs) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "columns in the first line, which is empty (CUI-006 no-header)"),
        (b"a,b\nc,d\n", "(CUI-019 other-header)"),
        (b"\x1f\x8b\x08rest", "(CUI-015 other-format)"),
    ],
)
def test_a_file_that_no_part_can_save_is_refused_at_once(
    machine: Machine, content: bytes, message: str
) -> None:
    """With the report, and without a job."""
    machine.world.s3.put(content)
    output = machine.run()
    assert output["Status"] == "FAILED"
    assert message in output["Problem"]
    assert machine.world.cognito.jobs == []
    assert machine.document("first", "report.json")["Problem"] == output["Problem"]


def test_an_object_that_may_not_be_read_is_refused_with_advice(machine: Machine) -> None:
    """Such as one whose key the function may not use."""
    machine.world.s3.always_fail("HeadObject", ACCESS_DENIED)
    output = machine.run()
    assert "Allow the handler's role s3:GetObject on it, and kms:Decrypt" in output["Problem"]
    assert machine.world.cognito.jobs == []


def test_rows_that_break_rules_are_named_by_their_lines_in_the_file(machine: Machine) -> None:
    """Before a job exists."""
    content = machine.world.put_rows(5).replace(b"user4@example.com", b"user4")
    machine.world.s3.put(content)
    output = machine.run()
    assert "line 5: email: expected an email address, with one @" in output["Problem"]
    assert machine.world.cognito.jobs == []


def test_duplicates_in_different_parts_are_found(machine: Machine) -> None:
    """Only their lines are named. An address that is an alias would fail its row."""
    machine.world.cognito.configure_pool(alias_attributes=frozenset({"email"}))
    content = machine.world.put_rows(5).replace(b"user5@", b"user1@").replace(b"user4,", b"user3,")
    machine.world.s3.put(content)
    output = machine.run()
    assert "line 6: email: expected a different value than in line 2" in output["Problem"]
    warnings = machine.document("first", "report.json")["Warnings"]
    assert [warning for warning in warnings if "CUI-301" in warning] == [
        "line 5: cognito:username: expected a different value than in line 4; Cognito may skip "
        "this row (CUI-301 same-username)"
    ]


def test_a_pool_that_is_deleted_midway_ends_the_import(machine: Machine) -> None:
    """With a report."""

    def delete(name: str, _event: object) -> None:
        if name == "look":
            machine.world.cognito.pools.clear()

    machine.before_step = delete
    output = machine.run()
    assert output["Status"] == "FAILED"
    assert "ResourceNotFoundException" in output["Problem"]


def test_a_service_that_does_not_answer_for_minutes_is_asked_again(machine: Machine) -> None:
    """The state machine repeats the step, and then gives up with a report."""
    cognito = machine.world.cognito
    cognito.fail("DescribeUserImportJob", *[refused("InternalErrorException", status=500)] * 20)
    assert machine.run()["Status"] == "SUCCEEDED"
    cognito.always_fail("ListUserImportJobs", refused("InternalErrorException", status=500))
    output = machine.run("second")
    assert output["Problem"] == "A step failed again and again. See the function's log."
