"""A workflow that the real CDK CLI deployed, run by the embedded AWS's Step Functions."""

import json

import pytest

from local_aws import LocalAws
from tests.integration.cdk_cli import CdkCli
from tests.integration.workflow_stage import WorkflowStage

pytestmark = pytest.mark.integration

KEY = "users.csv"


@pytest.fixture(scope="module")
def deployed(module_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> WorkflowStage:
    """Deploy the workflow, of whose rows two may fail."""
    bucket = f"files-{module_aws.account}"
    module_aws.client("s3").create_bucket(
        Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": module_aws.region}
    )
    app = "python -m tests.integration.apps.migrating"
    cdk = CdkCli(module_aws, tmp_path_factory.mktemp("cdk"), app)
    cdk.bootstrap()
    context = ("-c", f"bucket={bucket}", "-c", f"key={KEY}", "-c", "failed=2")
    outputs = cdk.deploy(*context)["Migration"]
    return WorkflowStage(module_aws, bucket, KEY, outputs)


@pytest.fixture
def stage(deployed: WorkflowStage, aws: LocalAws) -> WorkflowStage:
    """Lend the workflow to a test, whose users have names of their own."""
    assert deployed.aws is aws
    return deployed


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


def test_an_execution_that_is_stopped_in_the_console_leaves_its_job_to_the_next_one(
    stage: WorkflowStage,
) -> None:
    """Here, the parts of a stopped execution go on beside it: two at a time, and nobody twice."""
    names = [f"console{number}" for number in range(6)]
    stage.put(names)
    jobs = len(stage.jobs())
    stage.aws.configure(import_seconds=2.0)
    arn = stage.start("console")
    stage.until(lambda: [job["Status"] for job in stage.jobs()[jobs:]] == ["InProgress"])
    stage.aws.client("stepfunctions").stop_execution(executionArn=arn)
    assert stage.ended(arn)["status"] == "ABORTED"
    output = json.loads(stage.run("console-again")["output"])
    assert (output["ImportedUsers"], output["SkippedUsers"]) == (6, 0)
    assert sum(job["ImportedUsers"] for job in stage.jobs()[jobs:]) == 6
    assert set(names) <= set(stage.users())


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


def test_lines_are_those_of_the_file_although_existing_users_stayed_out(
    stage: WorkflowStage,
) -> None:
    """The report bucket holds which lines a job wasn't sent."""
    stage.put(["left1", "left2"])
    stage.run("left-first")
    stage.put(["left2", "left3"], bad=["left3"])
    output = json.loads(stage.run("left-second")["output"])
    assert (output["SkippedUsers"], output["FailedUsers"]) == (1, 1)
    lines = stage.content("executions/left-second/failed.csv").decode().splitlines()
    assert lines[1].split(",")[0] == "3"
