"""The commands of workflows: an execution from its start to its report."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cognito_user_import_cli.exit_codes import ExitCode
from cognito_user_import_cli.permissions import PERMISSIONS
from cognito_user_import_cli.workflows.execution_state import ExecutionLook
from cognito_user_import_cli.workflows.workflow_lookup import look_up_workflow
from cognito_user_import_cli.workflows.workflow_options import WorkflowPlace
from tests.fakes.service import refused
from tests.fakes.state_machines import MACHINE
from tests.unit.command_line.workflows.workflow_desk import WorkflowDesk
from tests.unit.workflow.machine import REPORTS

Captured = pytest.CaptureFixture[str]
OF_MACHINE = f"--state-machine {MACHINE}"


def said(err: str) -> list[str]:
    """Return what the commands said, without the log of the steps."""
    return [line for line in err.splitlines() if "execution" in line or "cognito-user" in line]


def test_a_run_goes_from_the_plan_to_the_report(desk: WorkflowDesk, capsys: Captured) -> None:
    """A line for each stage, and the counts as the result."""
    assert desk.command("run") == ExitCode.DONE

    out, err = capsys.readouterr()
    [name] = desk.machines.statuses()
    assert out == f"execution {name} is SUCCEEDED: 5 imported, 0 skipped, 0 failed\n"
    assert said(err) == [
        f"execution {name} started",
        f"execution {name} is planning the parts",
        f"execution {name} is checking 3 parts",
        f"execution {name} is importing part 1 of 3",
        f"execution {name} is importing part 2 of 3",
        f"execution {name} is importing part 3 of 3",
    ]
    assert re.fullmatch(r"cli-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ", name)


@pytest.mark.thorough
def test_a_run_joins_an_execution_that_runs(desk: WorkflowDesk, capsys: Captured) -> None:
    """Nothing is started."""
    desk.start(steps=4)

    assert desk.command("run") == ExitCode.DONE

    out, err = capsys.readouterr()
    assert desk.machines.statuses() == {"night": "SUCCEEDED"}
    assert out.startswith("execution night is SUCCEEDED: 5 imported")
    assert said(err)[0] == "execution night is already running"


def test_a_run_that_does_not_wait_says_how_to_watch(desk: WorkflowDesk, capsys: Captured) -> None:
    """As JSON, too."""
    assert desk.command("run", "--no-wait", "--json") == ExitCode.DONE

    out, err = capsys.readouterr()
    [name] = desk.machines.statuses()
    document = json.loads(out)
    assert (document["execution"], document["status"]) == (name, "RUNNING")
    again = f"cognito-user-import workflow watch {OF_MACHINE} --execution {name}"
    assert said(err) == [f"execution {name} started", f"to watch it: {again}"]


def test_a_start_whose_answer_was_lost_starts_nothing_else(desk: WorkflowDesk) -> None:
    """Its name is the same."""
    desk.machines.fail("StartExecution", refused("InternalServerError", status=500))

    assert desk.command("run", "--no-wait") == ExitCode.DONE
    assert len(desk.machines.executions) == 1


def test_a_status_shows_the_part_and_its_job(desk: WorkflowDesk, capsys: Captured) -> None:
    """With the rows that have a result."""
    desk.machine.world.put_rows(7)
    desk.start()
    while not desk.has("executions/night/parts/1.json"):
        desk.machine.clock.sleep(5)
        desk.go_on()
    desk.machine.clock.sleep(15)

    assert desk.command("status") == ExitCode.DONE
    assert desk.command("status", "--json") == ExitCode.DONE

    text, _, document = capsys.readouterr().out.partition("{")
    values = dict(line.split(maxsplit=1) for line in text.splitlines())
    shown = json.loads("{" + document)
    job = desk.machine.world.cognito.jobs[-1]["JobId"]
    assert (values["status"], values["now"]) == ("RUNNING", "importing part 2 of 4")
    assert (values["job"], values["users"]) == (job, "3 of 7")
    assert (shown["part"], shown["parts"], shown["rows"]) == (2, 4, 7)
    assert (shown["imported_users"], shown["job_id"]) == (3, job)
    assert (shown["stop_date"], shown["report"], shown["problem"]) == (None, None, None)


def test_a_status_finds_the_job_although_the_workflow_was_deployed_again(
    desk: WorkflowDesk, capsys: Captured
) -> None:
    """The execution keeps the names of its jobs, which the new trigger changes."""
    desk.machine.changes = {"Trigger": "of-the-execution"}
    desk.start(steps=5)
    (job,) = desk.machine.world.cognito.jobs

    assert desk.command("status") == ExitCode.DONE

    assert f"job        {job['JobId']}\n" in capsys.readouterr().out


@pytest.mark.parametrize(("steps", "stage"), [(0, "planning the parts"), (1, "checking 3 parts")])
def test_a_status_before_the_first_job_shows_the_stage(
    desk: WorkflowDesk, capsys: Captured, steps: int, stage: str
) -> None:
    """No part is imported yet."""
    desk.start(steps=steps)

    assert desk.command("status", "--json") == ExitCode.DONE

    document = json.loads(capsys.readouterr().out)
    assert (document["stage"], document["part"], document["imported_users"]) == (stage, None, 0)


@pytest.mark.thorough
def test_parts_after_a_problem_change_no_count(desk: WorkflowDesk, capsys: Captured) -> None:
    """They are passed over, and the execution ended without a report."""
    desk.machine.world.put_rows(5, 3)
    desk.start()
    while not desk.has("executions/night/parts/3.json"):
        desk.machine.clock.sleep(5)
        desk.go_on()
    desk.abort()
    desk.machine.world.s3.delete("executions/night/report.json", REPORTS)

    assert desk.command("status", "--json") == ExitCode.DONE

    document = json.loads(capsys.readouterr().out)
    assert (document["imported_users"], document["failed_users"]) == (3, 1)


def test_a_further_look_reads_one_document(desk: WorkflowDesk) -> None:
    """Whether the part has its result. What can't change isn't read again."""
    desk.start(steps=5)
    workflow = look_up_workflow(desk.aws, WorkflowPlace(state_machine=MACHINE))
    look = ExecutionLook(desk.aws, workflow, "night", patience=0)
    look()
    before = desk.machine.world.s3.count("GetObject")

    assert look().short == "Part 1 of 3"
    assert desk.machine.world.s3.count("GetObject") - before == 1


@pytest.mark.thorough
def test_rows_left_out_of_an_upload_are_done(desk: WorkflowDesk, capsys: Captured) -> None:
    """They count as skipped as soon as the job runs."""
    desk.start("first")
    desk.end("first")
    desk.machine.world.put_rows(6)
    desk.start("second")
    while not desk.has("executions/second/parts/2.json"):
        desk.machine.clock.sleep(5)
        desk.go_on()

    assert desk.command("status", "--json") == ExitCode.DONE

    document = json.loads(capsys.readouterr().out)
    assert (document["execution"], document["part"]) == ("second", 3)
    assert (document["imported_users"], document["skipped_users"]) == (4, 1)


def test_a_watch_of_a_failed_import_ends_in_1(desk: WorkflowDesk, capsys: Captured) -> None:
    """With the problem, and the command for its lines."""
    desk.machine.world.put_rows(5, 3)
    desk.start()

    assert desk.command("watch") == ExitCode.IMPORT_FAILED

    out, err = capsys.readouterr()
    assert out == "execution night is FAILED: 3 imported, 0 skipped, 1 failed\n"
    assert "cognito-user-import: The import failed: 1 row failed, allowed: 0" in err
    assert err.endswith(
        "To see the failed lines: cognito-user-import workflow report "
        f"{OF_MACHINE} --execution night\n"
    )


def test_a_file_that_cannot_be_imported_is_the_problem(
    desk: WorkflowDesk, capsys: Captured
) -> None:
    """There are no failed lines, because no job existed."""
    desk.machine.world.s3.put(b"nonsense\n1\n")

    assert desk.command("run") == ExitCode.IMPORT_FAILED

    out, err = capsys.readouterr()
    assert out.endswith(" is FAILED: 0 imported, 0 skipped, 0 failed\n")
    assert "cognito-user-import: The CSV file s3://files/users.csv can't be imported: " in err
    assert "workflow report" not in err


@pytest.mark.thorough
def test_a_watch_of_an_ended_execution_shows_its_end(desk: WorkflowDesk, capsys: Captured) -> None:
    """Whichever is named, else the newest."""
    desk.machine.changes = {"MaxFailedUsers": "1"}
    desk.machine.world.put_rows(5, 5)
    desk.start("old")
    desk.end("old")
    desk.start("new")
    desk.abort("new")

    assert desk.command("watch", "--execution", "old") == ExitCode.DONE
    assert "4 imported, 0 skipped, 1 failed" in capsys.readouterr().out
    assert desk.command("watch") == ExitCode.IMPORT_FAILED
    out, err = capsys.readouterr()
    assert out == "execution new is ABORTED: 0 imported, 0 skipped, 0 failed\n"
    assert err == (
        "cognito-user-import: The execution is ABORTED and has no report (No). Its job may still "
        f"run. To continue: cognito-user-import workflow run {OF_MACHINE}\n"
    )


def test_ctrl_c_leaves_the_execution_running(
    desk: WorkflowDesk, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says how to go on."""
    desk.start()

    def pressed(_: str = "") -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(desk, "go_on", pressed)
    assert desk.command("watch") == ExitCode.INTERRUPTED

    assert capsys.readouterr().err.endswith(
        "cognito-user-import: interrupted: execution night keeps running. To watch it: "
        f"cognito-user-import workflow watch {OF_MACHINE} --execution night\n"
    )
    assert desk.machines.statuses() == {"night": "RUNNING"}


def test_a_watch_that_cannot_look_says_how_to_go_on(
    desk: WorkflowDesk, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The execution doesn't need it."""
    desk.start()

    def denied(_: str = "") -> None:
        desk.machines.always_fail("DescribeExecution", refused("AccessDeniedException", "No."))

    monkeypatch.setattr(desk, "go_on", denied)
    assert desk.command("watch") == ExitCode.AWS

    err = capsys.readouterr().err
    assert "The execution night keeps running. To watch it: cognito-user-import" in err


def test_a_stop_waits_until_the_execution_and_its_job_have_ended(
    desk: WorkflowDesk, capsys: Captured
) -> None:
    """Imported users stay."""
    desk.machine.world.cognito.settings.import_seconds = 1000
    desk.start(steps=5)

    assert desk.command("stop") == ExitCode.DONE

    out, err = capsys.readouterr()
    assert out.startswith("execution night is STOPPED: ")
    assert said(err)[0] == ("execution night and its job will stop within five minutes")
    assert [job["Status"] for job in desk.machine.world.cognito.jobs] == ["Stopped"]


@pytest.mark.thorough
def test_a_stop_that_does_not_wait_leaves_the_marker(desk: WorkflowDesk, capsys: Captured) -> None:
    """The execution reads it later."""
    desk.start(steps=1)

    assert desk.command("stop", "--no-wait", "--json") == ExitCode.DONE

    assert json.loads(capsys.readouterr().out)["status"] == "RUNNING"
    assert desk.has("executions/night/stop")
    desk.end()
    assert desk.report()["Status"] == "STOPPED"


@pytest.mark.thorough
def test_a_stop_of_an_ended_execution_stops_nothing(desk: WorkflowDesk, capsys: Captured) -> None:
    """It says so, and succeeds."""
    desk.start()
    desk.end()

    assert desk.command("stop") == ExitCode.DONE

    out, err = capsys.readouterr()
    assert out.startswith("execution night is SUCCEEDED: ")
    assert "the execution ended before it could be stopped" in err
    assert not desk.has("executions/night/stop")


@pytest.mark.thorough
def test_a_stop_asks_which_of_several_is_meant(desk: WorkflowDesk, capsys: Captured) -> None:
    """One that ended isn't meant."""
    desk.start("one")
    desk.start("two")

    assert desk.command("stop") == ExitCode.USAGE
    assert "Several executions run. Choose one with --execution: two, one." in (
        capsys.readouterr().err
    )
    desk.end("two")
    assert desk.command("stop", "--no-wait") == ExitCode.DONE
    assert desk.has("executions/one/stop")


def test_a_report_has_the_counts_and_the_first_failed_lines(
    desk: WorkflowDesk, capsys: Captured
) -> None:
    """By reason, with the lines of the whole file."""
    desk.machine.changes = {"MaxFailedUsers": "2"}
    desk.machine.world.put_rows(5, 1, 4)
    desk.start()
    desk.end()
    capsys.readouterr()

    assert desk.command("report") == ExitCode.DONE

    lines = capsys.readouterr().out.splitlines()
    values = dict(line.split(maxsplit=1) for line in lines)
    assert (values["status"], values["rows"], values["failed"]) == ("SUCCEEDED", "5", "2")
    assert values["report"] == "s3://reports/executions/night/report.json"
    assert lines[-1].startswith("[FAILED] Line Numbers 2, 5 - ")


def test_a_report_of_many_files_names_the_file_of_each_line(
    desk: WorkflowDesk, capsys: Captured
) -> None:
    """Lines are numbered within their file."""
    machine = desk.machine
    content = machine.world.put_rows(5, 1, 4).splitlines(keepends=True)
    machine.world.s3.put(b"".join(content[:4]), "2026/01.csv")
    machine.world.s3.put(b"".join([content[0], *content[4:]]), "2026/02.csv")
    machine.changes = {"SourceKey": None, "SourcePrefix": "2026/", "MaxFailedUsers": "2"}
    desk.start()
    desk.end()
    capsys.readouterr()

    assert desk.command("report") == ExitCode.DONE

    first, second = capsys.readouterr().out.splitlines()[-2:]
    assert first.startswith("2026/01.csv: [FAILED] Line Number 2 - ")
    assert second.startswith("2026/02.csv: [FAILED] Line Number 2 - ")


@pytest.mark.thorough
def test_lines_that_the_problem_names_are_not_shown_twice(
    desk: WorkflowDesk, capsys: Captured
) -> None:
    """Of many, the first twenty are shown."""
    desk.machine.rows_a_part = 50
    desk.machine.world.put_rows(30, *range(1, 26))
    desk.start()
    desk.end()
    capsys.readouterr()

    assert desk.command("report") == ExitCode.DONE

    out = capsys.readouterr().out
    assert out.count("[FAILED]") == 1
    assert out.endswith("... and 5 more\n")


@pytest.mark.thorough
def test_a_report_as_json_is_the_stored_document(desk: WorkflowDesk, capsys: Captured) -> None:
    """With its own keys, which docs/workflow.md describes."""
    desk.start()
    desk.end()
    capsys.readouterr()

    assert desk.command("report", "--json") == ExitCode.DONE
    assert json.loads(capsys.readouterr().out) == desk.report()


def test_all_failed_lines_go_to_a_file(
    desk: WorkflowDesk, capsys: Captured, tmp_path: Path
) -> None:
    """Which isn't overwritten, and isn't written if there are none."""
    desk.machine.world.put_rows(5, 2)
    desk.start()
    desk.end()
    target = tmp_path / "failed-lines.csv"
    output = ("--output", str(target))

    assert desk.command("report", *output) == ExitCode.DONE
    content = target.read_text()
    assert content.splitlines()[0] == "Line,Reason,JobId"
    assert content.splitlines()[1].startswith("3,")
    assert f"{target}: 1 row that failed\n" in capsys.readouterr().err
    assert desk.command("report", *output) == ExitCode.USAGE
    assert "already exists" in capsys.readouterr().err
    assert desk.command("report", *output, "--force") == ExitCode.DONE
    target.unlink()
    desk.machine.world.put_rows(1)
    desk.start("good")
    desk.end("good")
    assert desk.command("report", *output) == ExitCode.DONE
    assert not target.exists()


@pytest.mark.parametrize(
    ("prepare", "code", "text"),
    [
        (lambda desk: desk.start(), ExitCode.USAGE, "Execution night is still planning the parts"),
        (
            lambda desk: (desk.start(), desk.abort()),
            ExitCode.IMPORT_FAILED,
            "Execution night is ABORTED and has no report.",
        ),
        (lambda _: None, ExitCode.USAGE, "The workflow has no execution of the last 90 days."),
    ],
)
def test_without_a_report_the_command_says_why(
    desk: WorkflowDesk,
    capsys: Captured,
    prepare: Callable[[WorkflowDesk], object],
    code: ExitCode,
    text: str,
) -> None:
    """It runs, was aborted, or never was."""
    prepare(desk)

    assert desk.command("report") == code
    assert text in capsys.readouterr().err


@pytest.mark.parametrize("name", ["arn:aws:states:x:1:execution:M:night", "a b", "a/b", ""])
def test_an_execution_is_named_by_its_name(desk: WorkflowDesk, capsys: Captured, name: str) -> None:
    """Not by its ARN, which names another machine perhaps."""
    assert desk.command("status", "--execution", name) == ExitCode.USAGE
    assert "--execution must be a name" in capsys.readouterr().err


def test_an_unknown_execution_is_an_error_of_aws(desk: WorkflowDesk, capsys: Captured) -> None:
    """With what to check."""
    assert desk.command("status", "--execution", "none") == ExitCode.AWS
    assert "AWS keeps executions for 90 days." in capsys.readouterr().err


def test_a_denial_names_the_permissions(desk: WorkflowDesk, capsys: Captured) -> None:
    """Those of this command."""
    desk.start()
    desk.machine.world.s3.always_fail("GetObject", refused("AccessDenied", status=403))

    assert desk.command("status") == ExitCode.AWS

    err = capsys.readouterr().err
    assert "GetObject failed for report bucket reports" in err
    assert "Permissions of workflow status: states:DescribeStateMachine, " in err
    assert "s3:GetObject, s3:ListBucket" in err


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "steps"), [("run", 0), ("status", 5), ("watch", 0), ("stop", 5), ("report", 99)]
)
def test_the_permissions_are_those_of_the_calls(desk: WorkflowDesk, name: str, steps: int) -> None:
    """Without s3:ListBucket, a document that doesn't exist yet would be a denial."""
    if name != "run":
        desk.start()
    for _ in range(steps):
        desk.machine.clock.sleep(5)
        desk.go_on()
    made: set[str] = set()
    for client, service in (("state_machines", "states"), ("s3", "s3"), ("cognito", "cognito-idp")):
        hooks = desk.aws.__dict__[client].meta.events

        # Twins of a client share their hooks, so none can be registered for one of them.
        def emit(
            event: str, _of: str = service, _go_on: Any = hooks.emit_until_response, **given: Any
        ) -> Any:
            if event.startswith("before-call."):
                made.add(f"{_of}:{given['model'].name}")
            return _go_on(event, **given)

        hooks.emit_until_response = emit
    desk.command(name)

    always, more = PERMISSIONS[f"workflow {name}"]
    needed = {*always, *more.get("without `--execution`", ())} - {"s3:ListBucket"}
    assert made == needed
