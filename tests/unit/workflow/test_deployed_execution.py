"""Deployments that start and stop executions, in every order of requests."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from cognito_user_import.errors import DeliveryError
from cognito_user_import.responder import respond
from cognito_user_import.workflow import wait_signal
from cognito_user_import.workflow.resource_types import MACHINE_RESOURCE
from cognito_user_import.workflow_deployment import workflow_deployment
from tests.cloudformation import events
from tests.cloudformation.events import STACK_ID
from tests.fakes.clients import FakeClients
from tests.fakes.cloudformation import FakeCloudFormation, Stack, StackResource
from tests.fakes.cognito import POOL
from tests.fakes.import_world import SOURCE
from tests.fakes.lambda_context import FakeContext
from tests.fakes.service import answer_lost, preceded_by
from tests.fakes.state_machines import MACHINE, FakeStateMachines
from tests.unit.workflow.machine import REPORTS, Machine

URL = (
    "https://cloudformation-custom-resource-response-eucentral1.s3.eu-central-1.amazonaws.com/"
    "answer?X-Amz-Signature=planted&X-Amz-Date={date}"
)
HANDLE = "https://cloudformation-waitcondition-eu-central-1.s3.eu-central-1.amazonaws.com/x?planted"
EXECUTION = MACHINE.replace("stateMachine", "execution")


def never(*_: object) -> None:
    """Answer nothing, as a function that is killed after its work."""
    raise DeliveryError("killed")


@dataclass
class Deployments:
    """CloudFormation, which sends requests and takes answers."""

    machine: Machine
    machines: FakeStateMachines = field(default_factory=FakeStateMachines)
    stacks: FakeCloudFormation = field(default_factory=FakeCloudFormation)
    answers: list[dict[str, Any]] = field(default_factory=list)
    requests: int = 0

    def send(self, request_type: str, physical_id: str = "", **options: Any) -> dict[str, Any]:
        """Send a request, and return its answer.

        :param options: ``status`` of the stack, ``old`` properties, ``again`` for a repeat of the
            request before, ``is_killed`` for a request that the responder answers, ``kind`` of the
            resource; all others are properties.
        """
        self.requests += 0 if options.pop("again", False) else 1
        status, old = options.pop("status", ""), options.pop("old", None)
        is_killed = options.pop("is_killed", False)
        kind = options.pop("kind", "Custom::CognitoUserImportWorkflow")
        event = events.request(
            request_type,
            URL.format(date=f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"),
            physical_resource_id=physical_id or None,
            old=None if old is None else self.properties(**old),
            request_id=f"request-{self.requests}",
            **self.properties(**options),
        )
        event["ResourceType"] = kind
        now = datetime.now(UTC).timestamp()
        self.stacks.sends(event, now, stack_status=status)
        world = self.machine.world
        clients = FakeClients(
            world.cognito.client(), world.s3.client, world.logs.client, self.stacks
        )
        vars(clients)["state_machines"] = self.machines.client()
        deliver = never if is_killed else self._deliver
        resource = workflow_deployment(lambda: clients, deliver=deliver, clock=self.machine.clock)
        if is_killed:
            with pytest.raises(DeliveryError):
                resource(event, FakeContext(300, self.machine.clock))
            respond({"requestPayload": event}, FakeContext(60, self.machine.clock), self._deliver)
        else:
            resource(event, FakeContext(300, self.machine.clock))
        answer = self.answers[-1]
        if event["RequestType"] != "Delete":
            self.stacks.takes(event, answer, now)
        return answer

    def properties(self, **changes: Any) -> dict[str, Any]:
        """Return the resource's properties."""
        own = {"StateMachineArn": MACHINE, "ReportBucket": REPORTS}
        return events.properties(**{**SOURCE, **own, **changes})

    def _deliver(self, _url: str, body: bytes, _deadline: object) -> None:
        self.answers.append(json.loads(body))


@pytest.fixture
def deployments(machine: Machine) -> Deployments:
    """Make a stack that deploys the workflow of the machine."""
    return Deployments(machine)


def started(deployments: Deployments, **options: Any) -> str:
    """Create the resource, and return its execution."""
    answer = deployments.send("Create", **options)
    assert answer["Status"] == "SUCCESS", answer
    return str(answer["PhysicalResourceId"])


def test_a_create_starts_an_execution_and_answers_at_once(deployments: Deployments) -> None:
    """With its ARN."""
    arn = started(deployments)
    assert arn.startswith(f"{EXECUTION}:deploy-")
    assert deployments.machines.statuses() == {arn.rpartition(":")[2]: "RUNNING"}


def test_a_repeated_create_starts_nothing(deployments: Deployments) -> None:
    """Lambda may deliver one request twice, and a response can be lost."""
    deployments.machines.fail("StartExecution", answer_lost)
    arn = started(deployments)
    assert deployments.send("Create", again=True)["PhysicalResourceId"] == arn
    assert len(deployments.machines.executions) == 1


def test_a_new_trigger_starts_another_execution_and_the_cleanup_stops_the_old_one(
    deployments: Deployments,
) -> None:
    """The job goes on: the new execution may continue with it."""
    first = started(deployments)
    deployments.stacks.ends(STACK_ID)
    second = deployments.send("Update", first, old={}, Trigger="2")["PhysicalResourceId"]
    assert second != first
    deployments.send("Delete", first, status="UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
    assert list(deployments.machines.statuses().values()) == ["RUNNING", "ABORTED"]


def test_a_file_that_the_app_deployed_again_starts_another_execution(
    deployments: Deployments,
) -> None:
    """Its parts have the jobs that they had: their names carry the content."""
    first = started(deployments, SourceTrigger="hash1.zip")
    deployments.stacks.ends(STACK_ID)
    second = deployments.send(
        "Update", first, old={"SourceTrigger": "hash1.zip"}, SourceTrigger="hash2.zip"
    )
    assert second["PhysicalResourceId"] != first
    assert len(deployments.machines.executions) == 2


def test_an_update_of_something_else_keeps_the_execution(deployments: Deployments) -> None:
    """A new function, for example."""
    arn = started(deployments)
    deployments.stacks.ends(STACK_ID)
    answer = deployments.send("Update", arn, old={}, ServiceToken="arn:other")
    assert answer["PhysicalResourceId"] == arn
    assert len(deployments.machines.executions) == 1


def test_a_rollback_starts_nothing(deployments: Deployments) -> None:
    """It returns to the earlier execution, and its cleanup stops the failed update's one."""
    first = started(deployments)
    deployments.stacks.ends(STACK_ID)
    second = deployments.send("Update", first, old={}, Trigger="2")["PhysicalResourceId"]
    back = deployments.send(
        "Update", second, old={"Trigger": "2"}, status="UPDATE_ROLLBACK_IN_PROGRESS"
    )
    assert back["PhysicalResourceId"] == first
    deployments.send("Delete", second, status="UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
    assert deployments.machines.statuses()[second.rpartition(":")[2]] == "ABORTED"
    assert len(deployments.machines.executions) == 2


def test_an_update_that_failed_can_be_deployed_again(deployments: Deployments) -> None:
    """The name of its stopped execution is not in the way."""
    first = started(deployments)
    for _ in range(2):
        deployments.stacks.ends(STACK_ID)
        second = deployments.send("Update", first, old={}, Trigger="2")["PhysicalResourceId"]
        assert deployments.machines.statuses()[second.rpartition(":")[2]] == "RUNNING"
        deployments.send("Delete", second, status="UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
    assert len(deployments.machines.executions) == 3


def test_a_create_that_was_canceled_meanwhile_stops_what_it_started(
    deployments: Deployments,
) -> None:
    """CloudFormation may have sent Delete before the execution began."""

    def cancel() -> None:
        deployments.stacks.gives_up(STACK_ID, datetime.now(UTC).timestamp())

    deployments.machines.fail("StartExecution", preceded_by(cancel))
    answer = deployments.send("Create")
    assert answer["Status"] == "FAILED"
    assert "CloudFormation no longer waits for this Create" in answer["Reason"]
    assert list(deployments.machines.statuses().values()) == ["ABORTED"]
    assert answer["PhysicalResourceId"].startswith(f"{EXECUTION}:deploy-")


def test_a_delete_stops_the_running_job(deployments: Deployments) -> None:
    """It would block the deletion of the pool."""
    machine = deployments.machine
    machine.world.cognito.settings.import_seconds = 600
    arn = started(deployments)
    name = arn.rpartition(":")[2]
    machine.step("plan", name)
    (item, *_) = machine.document(name, "parts.json")
    machine.step("check", name, Part=item)
    machine.step("begin", name, Part=item)
    machine.clock.sleep(2)
    answer = deployments.send("Delete", arn)
    assert answer["Status"] == "SUCCESS"
    assert [job["Status"] for job in machine.world.cognito.jobs] == ["Stopped"]
    assert machine.step("begin", name, Part=item)["Problem"] == "The import was stopped."
    assert len(machine.world.cognito.jobs) == 1


def test_with_the_state_machine_all_executions_and_their_jobs_end(deployments: Deployments) -> None:
    """Whoever started them. Until then, requests for it start, stop, and replace nothing."""
    machine, kind = deployments.machine, MACHINE_RESOURCE
    machine.world.cognito.settings.import_seconds = 600
    answer = deployments.send("Create", kind=kind)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", MACHINE)
    assert deployments.machines.executions == []
    client = deployments.machines.client()
    for name in ("by-hand", "by-rule", "third"):
        client.start_execution(stateMachineArn=MACHINE, name=name)
    machine.step("plan", "by-rule")
    (item, *_) = machine.document("by-rule", "parts.json")
    machine.step("begin", "by-rule", Part=item)
    machine.clock.sleep(2)
    deployments.stacks.ends(STACK_ID)
    answer = deployments.send("Update", MACHINE, old={}, Trigger="2", kind=kind)
    assert answer["PhysicalResourceId"] == MACHINE
    assert set(deployments.machines.statuses().values()) == {"RUNNING"}
    assert deployments.send("Delete", MACHINE, kind=kind)["Status"] == "SUCCESS"
    assert set(deployments.machines.statuses().values()) == {"ABORTED"}
    assert [job["Status"] for job in machine.world.cognito.jobs] == ["Stopped"]
    assert machine.step("begin", "by-rule", Part=item)["Problem"] == "The import was stopped."


def begun(deployments: Deployments, name: str) -> None:
    """Have an execution of a person whose first job runs for ten minutes."""
    machine = deployments.machine
    machine.world.cognito.settings.import_seconds = 600
    client = deployments.machines.client()
    client.start_execution(stateMachineArn=MACHINE, name=name)
    machine.step("plan", name)
    (item, *_) = machine.document(name, "parts.json")
    machine.step("begin", name, Part=item)
    machine.clock.sleep(2)


def test_a_delete_stops_the_job_of_an_execution_that_has_just_ended(
    deployments: Deployments,
) -> None:
    """Its event may not have come, and the rule is deleted. The trigger is another one by now."""
    deployments.send("Create", kind=MACHINE_RESOURCE)
    begun(deployments, "by-hand")
    deployments.machines.ends("by-hand", "ABORTED")
    deployments.machines.client().start_execution(stateMachineArn=MACHINE, name="later")
    deployments.machines.ends("later", "FAILED")
    answer = deployments.send("Delete", MACHINE, kind=MACHINE_RESOURCE, Trigger="2")
    assert answer["Status"] == "SUCCESS"
    assert [job["Status"] for job in deployments.machine.world.cognito.jobs] == ["Stopped"]


def test_a_workflow_that_gets_another_pool_stops_what_runs_in_the_old_one(
    deployments: Deployments,
) -> None:
    """Which could not be deleted otherwise. Executions in the new pool go on."""
    deployments.send("Create", kind=MACHINE_RESOURCE)
    begun(deployments, "by-hand")
    deployments.machines.client().start_execution(stateMachineArn=MACHINE, name="new")
    new = {"UserPoolId": "eu-central-1_Other"}
    deployments.machine.world.s3.put(
        json.dumps(new).encode(), "executions/new/deployment.json", REPORTS
    )
    deployments.stacks.ends(STACK_ID)
    answer = deployments.send("Update", MACHINE, old={}, kind=MACHINE_RESOURCE, **new)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", MACHINE)
    assert deployments.machines.statuses() == {"new": "RUNNING", "by-hand": "ABORTED"}
    assert [job["Status"] for job in deployments.machine.world.cognito.jobs] == ["Stopped"]


def test_a_delete_leaves_the_job_to_another_execution_in_the_same_pool(
    deployments: Deployments,
) -> None:
    """Not to one in another pool."""
    machine = deployments.machine
    machine.world.cognito.settings.import_seconds = 600
    arn = started(deployments)
    name = arn.rpartition(":")[2]
    machine.step("plan", name)
    (item, *_) = machine.document(name, "parts.json")
    machine.step("begin", name, Part=item)
    deployments.stacks.ends(STACK_ID)
    other = deployments.send("Update", arn, old={}, Trigger="2")["PhysicalResourceId"]
    deployments.send("Delete", arn, status="UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
    machine.clock.sleep(2)
    assert [job["Status"] for job in machine.world.cognito.jobs] == ["InProgress"]
    document = machine.document(other.rpartition(":")[2], "deployment.json")
    machine.world.s3.put(
        json.dumps({**document, "UserPoolId": "eu-central-1_Other"}).encode(),
        f"executions/{other.rpartition(':')[2]}/deployment.json",
        REPORTS,
    )
    deployments.send("Delete", arn, status="UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
    assert [job["Status"] for job in machine.world.cognito.jobs] == ["Stopped"]


def test_a_step_of_the_old_execution_leaves_the_job_to_the_new_one(
    deployments: Deployments,
) -> None:
    """A step can be at work when a cleanup stops its execution, and look a moment later."""
    machine = deployments.machine
    machine.world.cognito.settings.import_seconds = 600
    world = machine.world
    clients = FakeClients(
        world.cognito.client(), world.s3.client, world.logs.client, deployments.stacks
    )
    vars(clients)["state_machines"] = deployments.machines.client()
    machine.clients = lambda: clients
    arn = started(deployments)
    name = arn.rpartition(":")[2]
    machine.step("plan", name)
    (item, *_) = machine.document(name, "parts.json")
    job_id = machine.step("begin", name, Part=item)["JobId"]
    deployments.stacks.ends(STACK_ID)
    deployments.send("Update", arn, old={}, SourceVersion="2")
    deployments.send("Delete", arn, status="UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
    machine.clock.sleep(2)
    answer = machine.step("look", name, Part=item, JobId=job_id)
    assert answer["Problem"] == "The import was stopped."
    assert [job["Status"] for job in world.cognito.jobs] == ["InProgress"]


@pytest.mark.parametrize("physical_id", ["no-job-of-another", f"{EXECUTION}:by-hand", "x"])
def test_a_delete_of_something_else_stops_nothing(
    deployments: Deployments, physical_id: str
) -> None:
    """Only the responder's ID of this resource may stand for an execution."""
    arn = started(deployments)
    assert deployments.send("Delete", physical_id)["Status"] == "SUCCESS"
    assert deployments.machines.statuses() == {arn.rpartition(":")[2]: "RUNNING"}


def test_a_delete_stops_what_a_killed_create_has_started(deployments: Deployments) -> None:
    """The responder answered for it, without knowing the execution."""
    answer = deployments.send("Create", is_killed=True)
    assert answer["Status"] == "FAILED"
    assert "didn't respond" in answer["Reason"]
    assert list(deployments.machines.statuses().values()) == ["RUNNING"]
    deleted = deployments.send(
        "Delete", answer["PhysicalResourceId"], status="ROLLBACK_IN_PROGRESS"
    )
    assert deleted["Status"] == "SUCCESS"
    assert list(deployments.machines.statuses().values()) == ["ABORTED"]


def test_a_rollback_stops_what_a_killed_update_has_started(deployments: Deployments) -> None:
    """And keeps the execution before it, and one that a person started."""
    first = started(deployments)
    deployments.stacks.ends(STACK_ID)
    deployments.machines.client().start_execution(stateMachineArn=MACHINE, name="by-hand")
    answer = deployments.send("Update", first, old={}, Trigger="2", is_killed=True)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("FAILED", first)
    back = deployments.send(
        "Update", first, old={"Trigger": "2"}, status="UPDATE_ROLLBACK_IN_PROGRESS"
    )
    assert (back["Status"], back["PhysicalResourceId"]) == ("SUCCESS", first)
    assert list(deployments.machines.statuses().values()) == ["ABORTED", "RUNNING", "RUNNING"]


def test_a_wrong_property_fails_the_create(deployments: Deployments) -> None:
    """With its reason."""
    answer = deployments.send("Create", SourceBucket=None, SourceKey=None)
    assert answer["Status"] == "FAILED"
    assert "SourceBucket and SourceKey must name a CSV file" in answer["Reason"]


@pytest.mark.parametrize("bad", [(), (2,)])
def test_the_last_step_tells_the_deployment(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, bad: tuple[int, ...]
) -> None:
    """With counts, the problem, and the report, at the handle's URL, which nothing holds."""
    sent: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setattr(
        wait_signal, "deliver", lambda url, body, _: sent.append((url, json.loads(body)))
    )
    stacks = FakeCloudFormation()
    handle = StackResource("CREATE_COMPLETE", 0, HANDLE)
    stacks.stacks[STACK_ID] = Stack("UPDATE_IN_PROGRESS", resources={"Handle": handle})
    machine.clients = lambda: FakeClients(
        machine.world.cognito.client(), machine.world.s3.client, machine.world.logs.client, stacks
    )
    machine.world.put_rows(3, *bad)
    deployment = {"StackId": STACK_ID, "WaitHandle": "Handle", "UserPoolId": POOL}
    machine.world.s3.put(
        json.dumps(deployment).encode(), "executions/first/deployment.json", REPORTS
    )
    output = machine.run()
    ((url, signal),) = sent
    assert url == HANDLE
    assert signal["Status"] == ("FAILURE" if bad else "SUCCESS")
    assert (signal["UniqueId"], signal["Data"]) == ("ImportedUsers", "1" if bad else "3")
    assert output["Report"] in signal["Reason"]
    assert ("1 row failed, allowed: 0" in signal["Reason"]) is bool(bad)
    assert "planted" not in machine.left


def test_a_long_reason_keeps_the_counts_and_the_report(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first lines of a file can be longer than what CloudFormation is told."""
    sent: list[dict[str, str]] = []
    monkeypatch.setattr(wait_signal, "deliver", lambda _url, body, _: sent.append(json.loads(body)))
    stacks = FakeCloudFormation()
    handle = StackResource("CREATE_COMPLETE", 0, HANDLE)
    stacks.stacks[STACK_ID] = Stack("UPDATE_IN_PROGRESS", resources={"Handle": handle})
    machine.clients = lambda: FakeClients(
        machine.world.cognito.client(), machine.world.s3.client, machine.world.logs.client, stacks
    )
    folder = "2026/" + "x" * 500
    content = machine.world.put_rows(20, email_verified="perhaps")
    machine.world.s3.put(content, f"{folder}.csv")
    machine.changes = {"SourceKey": None, "SourcePrefix": folder}
    deployment = {"StackId": STACK_ID, "WaitHandle": "Handle", "UserPoolId": POOL}
    machine.world.s3.put(
        json.dumps(deployment).encode(), "executions/first/deployment.json", REPORTS
    )
    output = machine.run()
    (signal,) = sent
    assert len(output["Problem"]) > len(signal["Reason"]) == 2000
    assert signal["Reason"].endswith(
        f"0 imported, 0 skipped, 0 failed). Report: {output['Report']}"
    )


def test_a_deployment_that_is_gone_fails_no_execution(machine: Machine) -> None:
    """Its stack was rolled back or deleted."""
    machine.world.s3.put(
        json.dumps({"StackId": STACK_ID, "WaitHandle": "Handle"}).encode(),
        "executions/first/deployment.json",
        REPORTS,
    )
    assert machine.run()["Status"] == "SUCCEEDED"
