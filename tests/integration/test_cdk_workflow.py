"""A workflow that the real CDK CLI deployed, run by the embedded AWS's Step Functions."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local_aws import LocalAws
from tests.integration.apps import migrating
from tests.integration.cdk_cli import CdkCli
from tests.integration.command_line.process import run
from tests.integration.command_line.terminal import Terminal
from tests.integration.workflow_stage import WorkflowStage

pytestmark = pytest.mark.integration

KEY = "users.csv"


@pytest.fixture(scope="module")
def cdk(module_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> CdkCli:
    """Make what deployments need."""
    cdk = CdkCli(module_aws, tmp_path_factory.mktemp("cdk"), migrating.build)
    cdk.bootstrap()
    return cdk


@pytest.fixture(scope="module")
def deployed(module_aws: LocalAws, cdk: CdkCli) -> WorkflowStage:
    """Deploy the workflow, of whose rows two may fail."""
    bucket = f"files-{module_aws.account}"
    module_aws.client("s3").create_bucket(
        Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": module_aws.region}
    )
    context = ("-c", f"bucket={bucket}", "-c", f"key={KEY}", "-c", "failed=2")
    outputs = cdk.deploy(*context)["Migration"]
    return WorkflowStage(module_aws, bucket, KEY, outputs)


@pytest.fixture
def stage(deployed: WorkflowStage, aws: LocalAws) -> WorkflowStage:
    """Lend the workflow to a test, whose users have names of their own."""
    assert deployed.aws is aws
    return deployed


@pytest.fixture
def messages(stage: WorkflowStage) -> Iterator[Callable[[str], str]]:
    """Return the one message about an execution, as a topic gives it to its subscribers."""
    queues, topics = stage.aws.client("sqs"), stage.aws.client("sns")
    queue = queues.create_queue(QueueName="ends")["QueueUrl"]
    attributes = queues.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    arn = attributes["Attributes"]["QueueArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    queues.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    subscription = topics.subscribe(
        TopicArn=stage.outputs["TopicArn"], Protocol="sqs", Endpoint=arn
    )["SubscriptionArn"]
    texts: list[str] = []

    def about(execution: str) -> str:
        def found() -> list[str]:
            received = queues.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
            for message in received.get("Messages", []):
                texts.append(json.loads(message["Body"])["Message"].strip('"'))
                queues.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            return [text for text in texts if f" import {execution} " in text]

        stage.until(lambda: bool(found()))
        return found()[0]

    yield about
    topics.unsubscribe(SubscriptionArn=subscription)
    queues.delete_queue(QueueUrl=queue)


def test_five_parts_are_imported_and_then_only_what_is_new(stage: WorkflowStage) -> None:
    """Failed lines are numbered as in the whole file, and a file that has grown needs one job."""
    names = [f"five{number}" for number in range(10)]
    stage.put(names, bad=["five2", "five9"])
    ended = stage.run("five")
    assert ended["status"] == "SUCCEEDED", ended
    output = json.loads(ended["output"])
    assert (output["ImportedUsers"], output["FailedUsers"], output["Parts"]) == (8, 2, 5)
    lines = stage.content("executions/five/failed.csv").decode().splitlines()
    assert [line.split(",")[0] for line in lines] == ["Line", "4", "11"]
    assert len(stage.jobs()) == 5
    stage.put([*names, "five10", "five11"], bad=["five2", "five9"])
    output = json.loads(stage.run("five-grown")["output"])
    assert (output["ImportedUsers"], output["FailedUsers"], output["Parts"]) == (10, 2, 6)
    assert len(stage.jobs()) == 6
    assert {*names, "five10", "five11"} - set(stage.users()) == {"five2", "five9"}


def test_an_import_that_is_stopped_continues_with_the_next_execution(
    stage: WorkflowStage,
) -> None:
    """Nobody is lost or imported twice, and no job is spent twice."""
    names = [f"stop{number}" for number in range(6)]
    stage.put(names)
    jobs = len(stage.jobs())
    stage.aws.configure(import_seconds=3.0)

    def stop() -> None:
        statuses = [job["Status"] for job in stage.jobs()[jobs:]]
        if statuses == ["Succeeded", "InProgress"]:
            stage.stop("stop")

    ended = stage.ended(stage.start("stop"), stop)
    assert (ended["status"], ended["error"]) == ("FAILED", "STOPPED"), ended
    assert [job["Status"] for job in stage.jobs()[jobs:]] == ["Succeeded", "Stopped"]
    stage.aws.reset_faults()
    output = json.loads(stage.run("stop-again")["output"])
    assert (output["ImportedUsers"], output["SkippedUsers"]) == (6, 0)
    # The stopped part needs no other job if all its users were imported by then.
    assert jobs + 3 <= len(stage.jobs()) <= jobs + 4
    assert sum(job["ImportedUsers"] for job in stage.jobs()[jobs:]) == 6


def test_a_stop_in_the_console_stops_the_job_too(
    stage: WorkflowStage, messages: Callable[[str], str]
) -> None:
    """With a report of what was imported, and the next execution imports the others."""
    names = [f"console{number}" for number in range(6)]
    stage.put(names)
    jobs = len(stage.jobs())
    stage.aws.configure(import_seconds=60.0)
    arn = stage.start("console")
    stage.until(lambda: [job["Status"] for job in stage.jobs()[jobs:]] == ["InProgress"])
    stage.aws.client("stepfunctions").stop_execution(executionArn=arn)
    stage.until(lambda: [job["Status"] for job in stage.jobs()[jobs:]] == ["Stopped"])
    assert messages("console") == (
        "The user import console of the workflow Migration/Users ended as ABORTED. "
        f"Report: s3://{stage.outputs['ReportBucket']}/executions/console/report.json"
    )
    stage.until(lambda: stage.has("executions/console/report.json"))
    assert stage.report("console")["Status"] == "STOPPED"
    stage.aws.reset_faults()
    output = json.loads(stage.run("console-again")["output"])
    assert (output["ImportedUsers"], output["SkippedUsers"]) == (6, 0)
    assert sum(job["ImportedUsers"] for job in stage.jobs()[jobs:]) == 6
    assert set(names) <= set(stage.users())
    # Here, the parts of a stopped execution go on: they have begun no job.
    assert "Created" not in [job["Status"] for job in stage.jobs()[jobs:]]
    assert "ended as SUCCEEDED" in messages("console-again")


def test_two_executions_at_a_time_share_their_jobs(stage: WorkflowStage) -> None:
    """Whichever step is faster, nobody is imported twice, and no job of a part runs twice."""
    names = [f"both{number}" for number in range(6)]
    stage.put(names)
    jobs = len(stage.jobs())
    arns = [stage.start(name) for name in ("both", "both-too")]
    outputs = [json.loads(stage.ended(arn)["output"]) for arn in arns]
    assert [(each["Status"], each["ImportedUsers"]) for each in outputs] == [("SUCCEEDED", 6)] * 2
    assert [each["SkippedUsers"] for each in outputs] == [0, 0]
    # The loser of a race leaves a job that never starts.
    assert sum(job["Status"] == "Succeeded" for job in stage.jobs()[jobs:]) == 3
    assert sum(job["ImportedUsers"] for job in stage.jobs()[jobs:]) == 6


def test_a_file_that_cannot_be_imported_ends_the_execution_before_a_job(
    stage: WorkflowStage,
) -> None:
    """With its lines as the cause, and with a report."""
    names = [f"refused{number}" for number in range(5)]
    stage.put(names, bad=names[2:])
    jobs = len(stage.jobs())
    ended = stage.run("refused")
    assert (ended["status"], ended["error"]) == ("FAILED", "FAILED")
    assert "3 rows would fail, allowed: 2" in ended["cause"]
    assert "line 4: " in ended["cause"]
    assert stage.report("refused")["Problem"] == ended["cause"]
    assert len(stage.jobs()) == jobs


def test_the_log_of_the_steps_has_metrics(stage: WorkflowStage) -> None:
    """Each is a line of its own, as CloudWatch needs it, and as Lambda leaves it."""
    stage.put(["metric1", "metric2", "metric3"], bad=["metric3"])
    stage.run("metrics")
    stage.until(lambda: len(stage.metrics("metrics")) == 2)
    counts = [(each["ImportedUsers"], each["FailedUsers"]) for each in stage.metrics("metrics")]
    assert counts == [(2, 0), (0, 1)]


def test_all_files_below_a_prefix_are_imported(stage: WorkflowStage, cdk: CdkCli) -> None:
    """With the right to list and to read no others."""
    bucket = ("-c", f"bucket={stage.bucket}", "-c", "prefix=2026/", "-c", "failed=1")
    outputs = cdk.deploy("-c", "stack=Months", *bucket)["Months"]
    months = WorkflowStage(stage.aws, stage.bucket, "2026/02.csv", outputs)
    months.put(["month1", "month2", "month3"], bad=["month3"])
    months.key = "2026/01.csv"
    months.put(["month4"])
    months.key = "2027/01.csv"
    months.put(["month5"])
    output = json.loads(months.run("months")["output"])
    assert (output["ImportedUsers"], output["FailedUsers"], output["Parts"]) == (3, 1, 3)
    assert months.users() == ["month1", "month2", "month4"]
    lines = months.content("executions/months/failed.csv").decode().splitlines()
    assert (lines[1].split(",")[0], lines[1].split(",")[-1]) == ("4", "2026/02.csv")


def test_no_url_is_left_in_any_history_or_report(stage: WorkflowStage) -> None:
    """Nor a value from the file. This test looks at the executions of the others, too."""
    stage.put(["planted"])
    stage.run("secrets")
    history = stage.history()
    assert "Plan the parts" in history
    assert "import-" in history
    reports = json.dumps(stage.report("secrets"))
    for secret in ("https://", "X-Amz", "planted", "@example.com"):
        assert secret not in history
        assert secret not in reports


def test_operators_see_the_lines_of_the_file_although_existing_users_stayed_out(
    stage: WorkflowStage, tmp_path: Path
) -> None:
    """The report bucket holds which lines a job wasn't sent. The commands find it by the stack."""
    place, given = ("--stack", "Migration"), stage.aws.environment
    stage.put(["left1", "left2"])
    stage.run("left-first")
    stage.put(["left2", "left3"], bad=["left3"])
    ran = run(tmp_path, given, "workflow", "run", *place)
    assert (ran.code, ran.out.split(": ")[1]) == (0, "0 imported, 1 skipped, 1 failed\n"), ran.err
    assert " started\n" in ran.err
    status = run(tmp_path, given, "workflow", "status", *place, "--json").json
    assert (status["status"], status["parts"], status["rows"]) == ("SUCCEEDED", 1, 2)
    written = ("--output", "failed.csv", "--state-machine", stage.outputs["StateMachineArn"])
    report = run(tmp_path, given, "workflow", "report", *written)
    assert (report.code, "[FAILED] Line Number 3 - " in report.out) == (0, True), report
    lines = (tmp_path / "failed.csv").read_text().splitlines()
    assert lines[1].split(",")[0] == "3"


@pytest.mark.thorough
def test_operators_stop_what_they_have_started(stage: WorkflowStage, tmp_path: Path) -> None:
    """The job ends with the execution, which Ctrl-C in a narrow terminal leaves running."""
    stage.put([f"halted{number}" for number in range(4)])
    stage.aws.configure(import_seconds=600.0)
    place, given = ("--stack", "Migration"), stage.aws.environment
    jobs = len(stage.jobs())

    started = run(tmp_path, given, "workflow", "run", *place, "--no-wait", "--json").json
    stage.until(lambda: [job["Status"] for job in stage.jobs()[jobs:]] == ["InProgress"])
    status = run(tmp_path, given, "workflow", "status", *place)
    with Terminal(tmp_path, given, "workflow", "watch", *place, columns=40) as watching:
        watching.wait_for("/4")
        watching.press("\x03")
        interrupted = watching.end()
    stopped = run(tmp_path, given, "workflow", "stop", *place)
    watched = run(tmp_path, given, "workflow", "watch", *place)

    assert started["status"] == "RUNNING"
    assert f"job        {stage.jobs()[-1]['JobId']}\n" in status.out
    assert stopped.out.startswith(f"execution {started['execution']} is STOPPED: ")
    assert interrupted == 130
    assert "interrupted: execution" in " ".join(watching.lines)
    assert (stopped.code, watched.code) == (0, 1)
    assert "cognito-user-import: The import was stopped.\n" in watched.err
    assert [job["Status"] for job in stage.jobs()[jobs:]] == ["Stopped"]
