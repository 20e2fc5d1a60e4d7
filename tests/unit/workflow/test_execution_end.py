"""Executions that are aborted, time out, or fail, and their events, in every order."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from cognito_user_import.aws.clients import Clients
from cognito_user_import.workflow import wait_signal
from tests.cloudformation.events import STACK_ID
from tests.fakes.clients import FakeClients
from tests.fakes.cloudformation import FakeCloudFormation, Stack, StackResource
from tests.fakes.cognito import POOL
from tests.fakes.service import preceded_by
from tests.fakes.state_machines import MACHINE, FakeStateMachines
from tests.unit.workflow.machine import REPORTS, Machine

Json = dict[str, Any]

HANDLE = "https://cloudformation-waitcondition-eu-central-1.s3.eu-central-1.amazonaws.com/x?planted"


@dataclass
class Console:
    """Step Functions' console: executions are started and ended from outside."""

    machine: Machine
    machines: FakeStateMachines = field(default_factory=FakeStateMachines)
    stacks: FakeCloudFormation = field(default_factory=FakeCloudFormation)

    def __post_init__(self) -> None:
        self.machine.clients = self._clients
        self.machine.world.cognito.settings.import_seconds = 600

    def begins(self, execution: str, parts: int = 1) -> Json:
        """Start an execution, and run it until it has begun a part; return the answer."""
        self.machines.client().start_execution(stateMachineArn=MACHINE, name=execution)
        self.machine.step("plan", execution)
        items = self.items(execution)
        for item in items:
            self.machine.step("check", execution, Part=item)
        self.machine.step("judge-file", execution)
        for item in items[: parts - 1]:
            self.machine.import_part(execution, item)
        return self.machine.step("begin", execution, Part=items[parts - 1])

    def items(self, execution: str) -> list[Json]:
        """Return the parts of an execution."""
        items: list[Json] = self.machine.document(execution, "parts.json")
        return items

    def ends(self, execution: str, status: str = "ABORTED") -> None:
        """End an execution. Its event comes later."""
        self.machines.ends(execution, status)

    def event(self, execution: str, status: str = "ABORTED") -> Json:
        """Send the event of an execution's end to the function, and return what it did."""
        return self.machine.step("after-the-end", execution, StateMachineArn=MACHINE, Status=status)

    def statuses(self) -> list[str]:
        """Return the statuses of all jobs, the oldest first."""
        client = self.machine.world.cognito.client()
        listed = client.list_user_import_jobs(UserPoolId=POOL, MaxResults=60)
        return [str(job["Status"]) for job in listed["UserImportJobs"]][::-1]

    def _clients(self) -> Clients:
        world = self.machine.world
        clients = FakeClients(
            world.cognito.client(), world.s3.client, world.logs.client, self.stacks
        )
        vars(clients)["state_machines"] = self.machines.client()
        return clients


@pytest.fixture
def console(machine: Machine) -> Console:
    """Have executions whose jobs take ten minutes."""
    return Console(machine)


@pytest.mark.parametrize("status", ["ABORTED", "TIMED_OUT", "FAILED"])
def test_the_job_of_an_execution_that_ended_is_stopped(console: Console, status: str) -> None:
    """Otherwise, it would run on, and block changes of its pool."""
    job_id = console.begins("first")["JobId"]
    console.machine.clock.sleep(60)
    console.ends("first", status)
    assert console.event("first", status) == {"JobIds": [job_id]}
    assert console.statuses() == ["Stopped"]


def test_an_event_that_arrives_twice_does_nothing_more(console: Console) -> None:
    """EventBridge delivers at least once."""
    console.begins("first")
    console.ends("first")
    console.event("first")
    stops = console.machine.world.cognito.count("StopUserImportJob")
    assert console.event("first") == {"JobIds": []}
    assert console.machine.world.cognito.count("StopUserImportJob") == stops == 1


@pytest.mark.parametrize("refuses", [False, True])
def test_a_pending_job_is_stopped(console: Console, refuses: bool) -> None:
    """Even if Cognito refuses to stop it at first."""
    settings = console.machine.world.cognito.settings
    settings.pending_seconds, settings.refuses_to_stop_pending = 30, refuses
    console.begins("first")
    assert console.statuses() == ["Pending"]
    console.ends("first")
    console.event("first")
    assert console.statuses() == ["Stopped"]


def test_a_job_that_waits_for_the_slot_is_not_started_anymore(console: Console) -> None:
    """Its execution can't start it, and no step that is still at work does."""
    cognito = console.machine.world.cognito
    cognito.slots = 0
    answer = console.begins("first")
    console.ends("first")
    console.event("first")
    cognito.slots = 1
    (item, *_) = console.items("first")
    answer = console.machine.step("look", "first", Part=item, JobId=answer["JobId"])
    assert answer["Problem"] == "The import was stopped."
    assert console.statuses() == ["Created"]


def test_an_event_before_the_plan_stops_nothing(console: Console) -> None:
    """The execution has no part, but a report."""
    console.machines.client().start_execution(stateMachineArn=MACHINE, name="first")
    console.ends("first")
    assert console.event("first") == {"JobIds": []}
    report = console.machine.document("first", "report.json")
    assert (report["Status"], report["Parts"]) == ("STOPPED", [])
    assert report["Problem"] == "The execution was stopped before all parts had a result."


def test_an_event_of_the_first_part_leaves_what_follows(console: Console) -> None:
    """No job was begun for it."""
    console.machine.world.cognito.settings.import_seconds = 1
    console.begins("first", parts=2)
    console.ends("first")
    console.event("first")
    assert console.statuses() == ["Succeeded", "Stopped"]
    report = console.machine.document("first", "report.json")
    assert [part["Problem"] for part in report["Parts"]] == ["", "The execution was stopped."]


def test_a_late_event_leaves_the_job_to_an_execution_that_began_the_same_part(
    console: Console,
) -> None:
    """Both have the same job."""
    first = console.begins("first")["JobId"]
    console.ends("first")
    assert console.begins("second")["JobId"] == first
    assert console.event("first") == {"JobIds": []}
    console.machine.clock.sleep(2)
    assert console.statuses() == ["InProgress"]


def test_a_late_event_leaves_the_job_to_an_execution_that_is_still_planning(
    console: Console,
) -> None:
    """It is about to find the job."""
    console.begins("first")
    console.ends("first")
    console.machines.client().start_execution(stateMachineArn=MACHINE, name="second")
    console.event("first")
    assert console.statuses() == ["Pending"]


def test_the_last_of_two_executions_stops_the_job(console: Console) -> None:
    """Whichever event comes first, and whoever began the job."""
    job_id = console.begins("first")["JobId"]
    console.begins("second")
    console.ends("first")
    assert console.event("first") == {"JobIds": []}
    console.ends("second", "TIMED_OUT")
    assert console.event("second", "TIMED_OUT") == {"JobIds": [job_id]}
    assert console.statuses() == ["Stopped"]


def test_a_later_execution_of_another_file_keeps_its_job(console: Console) -> None:
    """The event knows the parts of its own execution only."""
    console.machine.world.cognito.settings.import_seconds = 1
    console.begins("first")
    console.ends("first")
    console.machine.clock.sleep(5)
    assert console.statuses() == ["Succeeded"]
    console.machine.world.cognito.settings.import_seconds = 600
    content = console.machine.world.put_rows(2)
    console.machine.world.s3.put(content.replace(b"user1", b"other1"))
    console.begins("second")
    console.ends("second")
    console.event("first")
    assert console.statuses() == ["Succeeded", "Pending"]


@pytest.mark.parametrize(
    "change", [{"Trigger": "2"}, {"JobName": "other"}, {"SourceKey": "another.csv"}]
)
def test_the_workflow_may_have_been_deployed_again_meanwhile(
    console: Console, change: Json
) -> None:
    """The execution keeps what it began with, and so do its jobs. The rule's event doesn't."""
    console.machine.world.cognito.settings.import_seconds = 1
    job_id = console.begins("first", parts=2)["JobId"]
    console.ends("first")
    console.machine.changes = change
    assert console.event("first") == {"JobIds": [job_id]}
    assert console.statuses() == ["Succeeded", "Stopped"]
    report = console.machine.document("first", "report.json")
    assert report["Source"] == console.machine.document("first", "plan.json")["Source"]
    assert [part["ImportedUsers"] for part in report["Parts"]] == [2, 0]


def test_an_event_after_the_workflow_got_another_pool_leaves_the_report(console: Console) -> None:
    """Of the old pool, whose job the deployment has stopped."""
    console.begins("first")
    console.ends("first")
    console.machine.changes = {"UserPoolId": "eu-central-1_Other"}
    assert console.event("first") == {"JobIds": []}
    report = console.machine.document("first", "report.json")
    assert (report["Status"], report["UserPoolId"]) == ("STOPPED", POOL)


def test_a_late_event_leaves_a_redriven_execution_its_job(console: Console) -> None:
    """And its steps go on."""
    answer = console.begins("first")
    console.ends("first")
    console.machines.redrive("first")
    assert console.event("first") == {"JobIds": []}
    (item, *_) = console.items("first")
    answer = console.machine.step("look", "first", Part=item, JobId=answer["JobId"])
    assert (answer["Next"], console.statuses()) == ("WAIT", ["InProgress"])


def test_an_execution_can_be_redriven_after_its_event(console: Console) -> None:
    """Its part gets another job, which leaves out whom the stopped one imported."""
    console.begins("first")
    console.ends("first")
    console.event("first")
    console.machines.redrive("first")
    console.machine.world.cognito.settings.import_seconds = 1
    for item in console.items("first"):
        console.machine.import_part("first", item)
    output = console.machine.step("summarize", "first")
    assert (output["Status"], output["ImportedUsers"]) == ("SUCCEEDED", 5)


def test_step_functions_may_describe_an_execution_as_it_was(console: Console) -> None:
    """For a moment, it still runs."""
    console.begins("first")
    console.machines.fail("DescribeExecution", preceded_by(lambda: None))
    console.machines.fail("DescribeExecution", preceded_by(lambda: console.ends("first")))
    console.event("first")
    assert console.statuses() == ["Stopped"]


def at_start(console: Console, act: Callable[[], object]) -> None:
    """Do something right before Cognito starts a job."""
    console.machine.world.cognito.fail("StartUserImportJob", preceded_by(act))


def test_a_step_outlives_its_execution_and_stops_what_it_has_started(console: Console) -> None:
    """Its event came while the step was about to start the job."""

    def end() -> None:
        console.ends("first")
        assert console.event("first") == {"JobIds": []}

    at_start(console, end)
    assert console.begins("first")["Problem"] == "The import was stopped."
    assert console.statuses() == ["Stopped"]


def test_a_step_that_outlives_its_execution_leaves_its_job_to_another_one(
    console: Console,
) -> None:
    """Which began while the step was at work."""

    def end() -> None:
        console.ends("first")
        console.event("first")
        console.machines.client().start_execution(stateMachineArn=MACHINE, name="second")

    at_start(console, end)
    assert console.begins("first")["Problem"] == "The import was stopped."
    assert console.statuses() == ["Pending"]


def test_a_deployment_that_waits_is_told_of_a_stop_in_the_console(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise, it would wait for hours."""
    sent: list[Json] = []
    monkeypatch.setattr(
        wait_signal, "deliver", lambda _url, body, _deadline: sent.append(json.loads(body))
    )
    handle = StackResource("CREATE_COMPLETE", 0, HANDLE)
    console.stacks.stacks[STACK_ID] = Stack("CREATE_IN_PROGRESS", resources={"Handle": handle})
    deployment = {"StackId": STACK_ID, "WaitHandle": "Handle", "UserPoolId": POOL}
    console.machine.world.s3.put(
        json.dumps(deployment).encode(), "executions/first/deployment.json", REPORTS
    )
    console.begins("first")
    console.ends("first")
    console.event("first")
    (signal,) = sent
    assert (signal["Status"], signal["Data"]) == ("FAILURE", "0")
    assert signal["Reason"].startswith("The execution was stopped.")


def test_the_event_of_a_failed_execution_leaves_its_report(console: Console) -> None:
    """The last step stored it."""
    machine = console.machine
    machine.world.put_rows(2, 1, 2)
    machine.changes = {"Validate": "false"}
    machine.world.cognito.settings.import_seconds = 1
    console.begins("first")
    machine.import_part("first", console.items("first")[0])
    machine.step("summarize", "first")
    before = machine.document("first", "report.json")
    console.ends("first", "FAILED")
    console.event("first", "FAILED")
    assert machine.document("first", "report.json") == before
    assert before["Status"] == "FAILED"
