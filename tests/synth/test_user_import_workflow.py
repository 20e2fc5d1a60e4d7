"""The template of UserImportWorkflow, and the definition of its state machine."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Duration, Stack, Validations
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from cdk_nag import AwsSolutionsChecks

from cdk_cognito_user_import import (
    UserImportJob,
    UserImportSource,
    UserImportWorkflow,
    WorkflowStart,
)
from cdk_cognito_user_import.workflow_definition import workflow_definition
from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import.csv_rules.csv_format import BASE_COLUMNS, MAX_BYTES, MAX_USERS
from cognito_user_import.csv_rules.rules import FILE_TOO_LARGE, SAME_USERNAME, TOO_MANY_ROWS
from cognito_user_import.judgement.of_file import judge_file
from cognito_user_import.properties.import_properties import ImportProperties
from cognito_user_import.workflow.steps_by_name import STEPS
from cognito_user_import_cli.workflows.workflow_lookup import DeployedWorkflow
from tests.synth.stacks import (
    POLICY,
    annotations,
    csv_row,
    new_pool,
    new_stack,
    only_resource,
    resources,
    statements,
    write_csv,
)

State = dict[str, Any]
WORKFLOW = "Custom::CognitoUserImportWorkflow"
RULE = "AWS::Events::Rule"
POLICY_OF_ROLE = "AWS::IAM::RolePolicy"
CONDITION = "AWS::CloudFormation::WaitCondition"


def stack_with_workflow(stack: Stack | None = None, **props: Any) -> Stack:
    """Return a stack with a pool, a bucket of files, and a workflow called Users."""
    stack = stack or new_stack()
    files = s3.Bucket.from_bucket_name(stack, "Files", "files")
    given = {"source": UserImportSource.bucket(files, "users.csv"), **props}
    UserImportWorkflow(stack, "Users", user_pool=new_pool(stack), **given)
    return stack


def definition(**changes: Any) -> State:
    """Return a definition as it is deployed."""
    given = {
        "function_arn": "arn:aws:lambda:eu-central-1:111122223333:function:steps",
        "report_bucket": "reports",
        "properties": {"UserPoolId": "eu-central-1_Pool", "Trigger": None},
        "part_limits": None,
        **changes,
    }
    return workflow_definition(**given)


def states(machine: State) -> Iterator[tuple[str, State]]:
    """Yield all states, those within maps included."""
    for name, state in machine["States"].items():
        yield name, state
        if processor := state.get("ItemProcessor"):
            yield from states(processor)


def is_valid(machine: State, folder: Path) -> bool:
    """Ask asl-validator about a definition."""
    path = folder / "definition.json"
    path.write_text(json.dumps(machine))
    run = subprocess.run(
        ["asl-validator", "--json-path", str(path)], capture_output=True, text=True, check=False
    )
    return run.returncode == 0


def test_the_definition_is_valid(tmp_path: Path) -> None:
    """By asl-validator, which sees what is planted."""
    assert is_valid(definition(), tmp_path)
    broken = definition()
    broken["States"]["Summarize"]["Next"] = "Nowhere"
    assert not is_valid(broken, tmp_path)


def test_the_definition_calls_each_step_and_no_other() -> None:
    """By the names that the function knows."""
    called = {
        state["Parameters"]["Step"] for _, state in states(definition()) if state["Type"] == "Task"
    }
    # An event calls the other one, when no state runs anymore.
    assert called == set(STEPS) - {"after-the-end"}


def test_no_state_fails_but_the_last_one() -> None:
    """Each step is repeated, and then its problem is recorded."""
    for name, state in states(definition()):
        if state["Type"] == "Task":
            assert state["Retry"], name
            gives_up = state["Parameters"]["Step"].startswith("give-up-")
            assert bool(state.get("Catch")) is not (gives_up or name == "Summarize"), name


def test_the_parts_are_imported_one_at_a_time() -> None:
    """An account runs one job. A part that fails doesn't fail the map: the next part reads it."""
    maps = {name: state for name, state in states(definition()) if state["Type"] == "Map"}
    assert {name: state["MaxConcurrency"] for name, state in maps.items()} == {
        "Check the parts": 10,
        "Import the parts": 1,
    }
    assert {state["ToleratedFailurePercentage"] for state in maps.values()} == {100}


def test_the_deployed_definition_has_the_limits_of_the_import() -> None:
    """As strings, like those of the custom resource; what is not given is left out."""
    stack = stack_with_workflow(
        max_failed_users=3, max_skipped_users=4, skip_existing_users=False, validate=False
    )
    machine = only_resource(stack, "AWS::StepFunctions::StateMachine")["Properties"]
    parts = machine["DefinitionString"]["Fn::Join"][1]
    text = "".join(part if isinstance(part, str) else "TOKEN" for part in parts)
    properties = json.loads(text)["States"]["Plan the parts"]["Parameters"]["Properties"]
    assert properties == {
        "UserPoolId": "TOKEN",
        "JobName": "Stack-Users-C9F3DE90",
        "CloudWatchLogsRoleArn": "TOKEN",
        "SourceBucket": "files",
        "SourceKey": "users.csv",
        "SourceFormat": "CSV",
        "MaxFailedUsers": "3",
        "MaxSkippedUsers": "4",
        "SkipExistingUsers": "false",
        "Validate": "false",
    }
    assert "Limits" not in text


def test_the_reports_are_private_and_expire() -> None:
    """Encrypted, by TLS only, hashes for a day, and the bucket stays with its reports."""
    stack = stack_with_workflow()
    bucket = only_resource(stack, "AWS::S3::Bucket")
    properties = bucket["Properties"]
    assert bucket["DeletionPolicy"] == "Retain"
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert properties["BucketEncryption"]
    rules = properties["LifecycleConfiguration"]["Rules"]
    assert [(rule.get("Prefix"), rule["ExpirationInDays"]) for rule in rules] == [
        ("hashes/", 1),
        (None, 90),
    ]
    (policy,) = resources(stack, "AWS::S3::BucketPolicy").values()
    (denied,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert (denied["Effect"], denied["Condition"]) == (
        "Deny",
        {"Bool": {"aws:SecureTransport": "false"}},
    )


def test_the_state_machine_logs_no_data() -> None:
    """And its roles can do nothing to the pool's users but list them."""
    stack = stack_with_workflow()
    machine = only_resource(stack, "AWS::StepFunctions::StateMachine")["Properties"]
    logged = machine["LoggingConfiguration"]
    assert (logged["IncludeExecutionData"], logged["Level"]) == (False, "ALL")
    actions = {
        action
        for statement in statements(stack)
        if statement["Effect"] == "Allow"
        for action in [statement["Action"]]
        for action in (action if isinstance(action, list) else [action])
    }
    assert {action for action in actions if action.startswith("cognito-idp:")} == {
        "cognito-idp:CreateUserImportJob",
        "cognito-idp:DescribeUserImportJob",
        "cognito-idp:DescribeUserPool",
        "cognito-idp:GetCSVHeader",
        "cognito-idp:ListUserImportJobs",
        "cognito-idp:ListUsers",
        "cognito-idp:StartUserImportJob",
        "cognito-idp:StopUserImportJob",
    }
    assert not {action for action in actions if "*" in action or "Delete" in action} - {
        "logs:DeleteLogDelivery"
    }


def test_the_end_of_an_execution_calls_a_step_with_what_is_imported() -> None:
    """Unless it succeeds. The rule sees no part: a part's ARN has a slash behind the machine."""
    stack = stack_with_workflow(max_failed_users=3, trigger='<2> "x" é')
    rule_id, rule = next(iter(resources(stack, RULE).items()))
    assert len(resources(stack, RULE)) == 1
    pattern = rule["Properties"]["EventPattern"]
    assert pattern["source"] == ["aws.states"]
    assert pattern["detail"]["status"] == ["ABORTED", "FAILED", "TIMED_OUT"]
    (prefix,) = pattern["detail"]["executionArn"]
    assert prefix["prefix"]["Fn::Join"][1][-1] == ":"
    (target,) = rule["Properties"]["Targets"]
    template = target["InputTransformer"]["InputTemplate"]["Fn::Join"][1]
    event = "".join(part if isinstance(part, str) else "TOKEN" for part in template)
    paths = target["InputTransformer"]["InputPathsMap"]
    # EventBridge would take the trigger for a field of the event.
    assert set(re.findall("<([^>]*)>", event)) == set(paths)
    for name, path in paths.items():
        event = event.replace(f"<{name}>", json.dumps(path))
    called = json.loads(event)
    assert called["Step"] == "after-the-end"
    assert (called["Execution"], called["Status"]) == ("$.detail.name", "$.detail.status")
    machine = only_resource(stack, "AWS::StepFunctions::StateMachine")["Properties"]
    parts = machine["DefinitionString"]["Fn::Join"][1]
    text = "".join(part if isinstance(part, str) else "TOKEN" for part in parts)
    plan = json.loads(text)["States"]["Plan the parts"]["Parameters"]
    assert called["Properties"] == plan["Properties"]
    allowed = only_resource(stack, "AWS::Lambda::Permission")["Properties"]
    assert allowed["Principal"] == "events.amazonaws.com"
    assert allowed["SourceArn"] == {"Fn::GetAtt": [rule_id, "Arn"]}
    assert set(rule["DependsOn"]) <= set(resources(stack, POLICY_OF_ROLE))


def test_the_steps_can_look_at_executions_and_not_stop_them() -> None:
    """Each of its own machine."""
    found = {
        json.dumps(action): json.dumps(statement["Resource"])
        for statement in statements(stack_with_workflow())
        for action in [statement["Action"]]
        if action in ("states:ListExecutions", "states:DescribeExecution")
    }
    assert len(found) == 2
    assert ":execution:" in found['"states:DescribeExecution"']


def topic_messages(stack: Stack) -> list[str]:
    """Return the texts that the rules of a stack publish."""
    texts = []
    for rule in resources(stack, RULE).values():
        for target in rule["Properties"]["Targets"]:
            transformer = target["InputTransformer"]
            parts = transformer["InputTemplate"]["Fn::Join"][1]
            text = "".join(part if isinstance(part, str) else "TOKEN" for part in parts)
            for name, path in transformer["InputPathsMap"].items():
                text = text.replace(f"<{name}>", path)
            if "Arn" in target and "Topic" in json.dumps(target["Arn"]):
                assert rule["Properties"]["EventPattern"]["detail"]["status"] == [
                    *("ABORTED", "FAILED", "TIMED_OUT", "SUCCEEDED")
                ]
                texts.append(text)
    return texts


def test_topics_are_told_the_end_of_each_execution() -> None:
    """In one readable line, once for each topic, which EventBridge may publish to."""
    stack = new_stack()
    files = s3.Bucket.from_bucket_name(stack, "Files", "files")
    source = UserImportSource.bucket(files, "users.csv")
    workflow = UserImportWorkflow(stack, "Users", user_pool=new_pool(stack), source=source)
    topics = [sns.Topic(stack, f"Topic{number}") for number in range(2)]
    for topic in (*topics, topics[0]):
        workflow.notify(topic)
    message = (
        '"The user import $.detail.name of the workflow Stack/Users ended as $.detail.status. '
        'Report: s3://TOKEN/executions/$.detail.name/report.json"'
    )
    assert topic_messages(stack) == [message] * 2
    publishing = [
        policy["Properties"]["PolicyDocument"]["Statement"][0]
        for policy in resources(stack, "AWS::SNS::TopicPolicy").values()
    ]
    assert [(each["Action"], each["Principal"]) for each in publishing] == [
        ("sns:Publish", {"Service": "events.amazonaws.com"})
    ] * 2
    with pytest.raises(ValueError, match=r"topic must be an ITopic.* Received: 'arn:topic'"):
        workflow.notify("arn:topic")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "metric", "statistic"),
    [
        ("imported_users", "ImportedUsers", "Sum"),
        ("skipped_users", "SkippedUsers", "Sum"),
        ("failed_users", "FailedUsers", "Sum"),
        ("users_per_second", "UsersPerSecond", "Average"),
    ],
)
def test_metrics_are_those_of_the_function(name: str, metric: str, statistic: str) -> None:
    """An alarm on one has the dimension that the steps write."""
    stack = new_stack()
    files = s3.Bucket.from_bucket_name(stack, "Files", "files")
    source = UserImportSource.bucket(files, "users.csv")
    workflow = UserImportWorkflow(stack, "Users", user_pool=new_pool(stack), source=source)
    made = getattr(workflow, f"metric_{name}")(period=Duration.minutes(1), label="Mine")
    made.create_alarm(stack, "Alarm", threshold=1, evaluation_periods=1)
    alarm = only_resource(stack, "AWS::CloudWatch::Alarm")["Properties"]
    function = stack.resolve(workflow.handler.function_name)
    assert json.dumps({"Name": "FunctionName", "Value": function}) in json.dumps(alarm)
    shown = json.dumps(alarm)
    assert f'"{metric}"' in shown
    assert f'"{statistic}"' in shown
    assert '"CognitoUserImport"' in shown


def test_grants_allow_one_thing_each() -> None:
    """Who may start an execution can't stop it, and the other way around."""
    stack = new_stack()
    files = s3.Bucket.from_bucket_name(stack, "Files", "files")
    workflow = UserImportWorkflow(
        stack,
        "Users",
        user_pool=new_pool(stack),
        source=UserImportSource.bucket(files, "users.csv"),
    )
    before = len(statements(stack_with_workflow()))
    people = iam.Role(stack, "People", assumed_by=iam.AccountRootPrincipal())
    workflow.grant_start(people)
    workflow.grant_stop(people)
    granted = [
        s for s in statements(stack) if s["Action"] in ("states:StartExecution", "s3:PutObject")
    ]
    assert len(statements(stack)) == before + 2
    assert "executions/*/stop" in json.dumps(granted)


@pytest.mark.parametrize(
    ("props", "message"),
    [
        (
            {"source": None},
            "source must be a CSV file, UserImportSource.bucket(...), .asset(...), or ",
        ),
        ({"source": "users.csv"}, "Received: 'users.csv'"),
        ({"job_name": "x" * 94}, "job_name must have 1 to 93 characters, has 94"),
        ({"max_failed_users": -1}, "max_failed_users must be a whole number from 0"),
        ({"start": "LATER"}, "start must be one of ON_REQUEST, ON_DEPLOY. Received: 'LATER'"),
        ({"wait": Duration.hours(1)}, "wait must come with start=ON_DEPLOY"),
        ({"wait": Duration.hours(13), "start": "ON_DEPLOY"}, "wait must be 1 to 43200 s"),
        ({"trigger": 1}, "trigger must be a string. Received: 1"),
        ({"trigger": "x" * 4097}, "trigger must have up to 4,096 characters, has 4,097"),
        ({"validate": "yes"}, "validate must be True or False. Received: 'yes'"),
        ({"password_hashing_algorithm": "MD5"}, "Received: 'MD5'"),
        ({"cloud_watch_logs_role": "arn"}, "cloud_watch_logs_role must be an IRole"),
        (
            {"source": UserImportSource.users([{"cognito:username": "a"}])},
            "Received: users in code, which UserImportJob imports",
        ),
    ],
)
def test_what_is_not_allowed_is_refused(props: dict[str, Any], message: str) -> None:
    """With what was received."""
    with pytest.raises(ValueError, match=re.escape(message)):
        stack_with_workflow(**props)


def test_a_deployment_starts_nothing_by_default() -> None:
    """Nor has the workflow what only such an execution has. The end of the stack stops it."""
    stack = new_stack()
    files = s3.Bucket.from_bucket_name(stack, "Files", "files")
    source = UserImportSource.bucket(files, "users.csv")
    workflow = UserImportWorkflow(stack, "Users", user_pool=new_pool(stack), source=source)
    assert resources(stack, WORKFLOW) == {}
    machine = only_resource(stack, "Custom::CognitoUserImportStateMachine")
    (name,) = resources(stack, "AWS::StepFunctions::StateMachine")
    assert machine["Properties"]["StateMachineArn"] == {"Ref": name}
    with pytest.raises(ValueError, match="execution_arn must come with ON_DEPLOY"):
        workflow.execution_arn  # noqa: B018 - the property raises
    with pytest.raises(ValueError, match="imported_users must come with wait"):
        workflow.imported_users  # noqa: B018 - the property raises


def deployed(**props: Any) -> Stack:
    """Return a stack whose deployment waits for the execution."""
    return stack_with_workflow(
        start=WorkflowStart.ON_DEPLOY, **{"wait": Duration.hours(2), **props}
    )


def test_the_wait_has_another_id_for_another_content() -> None:
    """A WaitCondition can't wait again; limits alone start nothing."""
    stacks = [deployed(), deployed(max_failed_users=3), deployed(trigger="2")]
    ids = [next(iter(resources(stack, CONDITION))) for stack in stacks]
    assert ids[0] == ids[1] != ids[2]
    contents = [only_resource(stack, WORKFLOW)["Properties"] for stack in stacks]
    assert contents[0] == contents[1] != contents[2]


def test_the_deployment_waits_after_the_start_and_starts_after_all_permissions() -> None:
    """And the handle's URL goes to nobody but the condition."""
    stack = deployed()
    condition = only_resource(stack, CONDITION)
    assert (condition["Properties"]["Count"], condition["Properties"]["Timeout"]) == (1, "7200")
    (workflow_id,) = resources(stack, WORKFLOW)
    assert workflow_id in condition["DependsOn"]
    workflow = only_resource(stack, WORKFLOW)
    policies = {*resources(stack, POLICY), *resources(stack, "AWS::StepFunctions::StateMachine")}
    # Without the rule, nobody would tell a deployment that waits of a stop in the console.
    assert policies | set(resources(stack, RULE)) <= set(workflow["DependsOn"])
    (handle,) = resources(stack, f"{CONDITION}Handle")
    assert workflow["Properties"]["WaitHandle"] == handle
    template = json.dumps(resources(stack))
    assert template.count(json.dumps({"Ref": handle})) == 1


def test_without_wait_a_deployment_ends_at_once() -> None:
    """It has no condition, and the steps can't ask CloudFormation anything."""
    stack = deployed(wait=None)
    assert resources(stack, CONDITION) == {}
    asking = [s for s in statements(stack) if "cloudformation:" in json.dumps(s["Action"])]
    assert len(asking) == 1


def test_a_local_file_is_an_asset(tmp_path: Path) -> None:
    """Its digest is known, and the function can read that one object."""
    path = write_csv(tmp_path, csv_row("jane"), csv_row("joe"))
    stack = stack_with_workflow(source=UserImportSource.asset(path))
    machine = only_resource(stack, "AWS::StepFunctions::StateMachine")
    assert "SourceDigest" in json.dumps(machine)


@pytest.mark.parametrize(
    ("props", "error"),
    [
        ({}, "users.csv:3: email: expected an email address, with one @ (CUI-109 email-form)"),
        ({"max_failed_users": 1}, ""),
        ({"validate": False}, ""),
    ],
)
def test_a_local_file_is_checked_at_synth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, props: dict[str, Any], error: str
) -> None:
    """As that of a UserImportJob: within the same limits, and by all rules or the documented."""
    monkeypatch.chdir(tmp_path)
    write_csv(Path(), csv_row("jane"), csv_row("joe", email="planted"))
    stack = stack_with_workflow(source=UserImportSource.asset("users.csv"), **props)
    errors, _ = annotations(stack)
    assert [error in each for each in errors] == ([True] if error else [])
    assert "planted" not in "".join(errors)


def many_rows(count: int, *more: bytes) -> Iterator[bytes]:
    """Yield the lines of a file of users."""
    yield ",".join(BASE_COLUMNS).encode() + b"\n"
    row = ",".join(csv_row("NAME").values()).encode() + b"\n"
    for number in range(count):
        yield row.replace(b"NAME", b"user%d" % number)
    yield from (row.replace(b"NAME", name) for name in more)


@pytest.mark.parametrize("validate", [True, False])
def test_a_local_file_may_be_larger_than_a_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, validate: bool
) -> None:
    """Nor does the synth warn that its import takes long: nothing waits for it for an hour."""
    monkeypatch.chdir(tmp_path)
    with Path("users.csv").open("wb") as file:
        file.writelines(many_rows(MAX_USERS + 1))
    source = UserImportSource.asset("users.csv")
    assert annotations(stack_with_workflow(source=source, validate=validate)) == ([], [])


def test_all_rows_of_a_large_file_are_checked() -> None:
    """Also those beyond the rows and the bytes of a job, and what occurs in two parts."""
    rows = [*many_rows(MAX_USERS + 1, b"user7", b"user8")]
    padding = [b" " * 1000 + b"\n"] * (MAX_BYTES // 1000)
    rows += [*padding, rows[10]]
    verdict = judge_file(rows, PoolProfile(), max_failed_rows=0, of_any_size=True)
    assert verdict.report.counts[SAME_USERNAME] == 3
    assert verdict.report.is_complete
    assert FILE_TOO_LARGE not in verdict.report.counts
    assert TOO_MANY_ROWS not in verdict.report.counts


def test_another_synth_looks_at_the_pool_again() -> None:
    """It may have changed since the first one."""
    app = App()
    stack = stack_with_workflow(Stack(app, "Stack"))
    app.synth()
    resource: Any = stack.node.find_child("Pool").node.default_child
    resource.auto_verified_attributes = []
    messages = app.synth(force=True).get_stack_by_name("Stack").messages
    assert ["auto-verifies nothing" in str(each.entry.data) for each in messages] == [True]


@pytest.mark.parametrize("is_named", [True, False])
def test_hashes_without_a_flow_are_warned_of(is_named: bool) -> None:
    """As by a UserImportJob: users could not sign in with their passwords."""
    algorithm: Any = {"password_hashing_algorithm": "BCRYPT"} if is_named else {}
    _, warnings = annotations(stack_with_workflow(**algorithm))
    assert ["noPasswordAuthFlow" in each for each in warnings] == ([True] if is_named else [])


def test_the_files_below_a_prefix_can_be_listed_and_read() -> None:
    """And no others."""
    stack = new_stack()
    bucket = s3.Bucket.from_bucket_name(stack, "Months", "files")
    key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:eu-central-1:111122223333:key/1")
    source = UserImportSource.bucket_prefix(bucket, "2026/", encryption_key=key)
    stack_with_workflow(stack, source=source)
    shown = [s for s in statements(stack) if ":files" in json.dumps(s) or "kms" in json.dumps(s)]
    bucket_arn = ["arn:", {"Ref": "AWS::Partition"}, ":s3:::files"]
    assert [(s["Action"], s["Resource"], s.get("Condition")) for s in shown] == [
        (
            "s3:GetObject",
            {"Fn::Join": ["", [*bucket_arn[:2], ":s3:::files/2026/*"]]},
            None,
        ),
        (
            "s3:ListBucket",
            {"Fn::Join": ["", bucket_arn]},
            {"StringEquals": {"s3:prefix": "2026/"}},
        ),
        ("kms:Decrypt", key.key_arn, None),
    ]
    machine = json.dumps(only_resource(stack, "AWS::StepFunctions::StateMachine"))
    assert "SourcePrefix" in machine
    assert "SourceKey" not in machine


@pytest.mark.parametrize(
    ("prefix", "message"),
    [
        ("", "prefix must be a string of 1 to 1,024 bytes. Received: ''"),
        (7, "prefix must be a string of 1 to 1,024 bytes. Received: 7"),
        ("/2026", "without s3:// or a slash before it. Received: '/2026'"),
        ("s3://files/2026/", "Received: 's3://files/2026/'"),
    ],
)
def test_a_wrong_prefix_is_refused(prefix: Any, message: str) -> None:
    """With what was received."""
    bucket = s3.Bucket.from_bucket_name(new_stack(), "Files", "files")
    with pytest.raises(ValueError, match=re.escape(message)):
        UserImportSource.bucket_prefix(bucket, prefix)


def test_a_job_takes_one_file() -> None:
    """The error names what takes many."""
    stack = new_stack()
    bucket = s3.Bucket.from_bucket_name(stack, "Files", "files")
    message = "source must be one file.* Received: the files at '2026/', which UserImportWorkflow"
    with pytest.raises(ValueError, match=message):
        UserImportJob(
            stack,
            "Users",
            user_pool=new_pool(stack),
            source=UserImportSource.bucket_prefix(bucket, "2026/"),
        )


def test_two_workflows_are_in_one_stack() -> None:
    """Each with a machine, functions, and a bucket of its own, of one asset."""
    stack = stack_with_workflow()
    pool = new_pool(stack, "Other")
    files = s3.Bucket.from_bucket_name(stack, "OtherFiles", "files")
    source = UserImportSource.bucket(files, "others.csv")
    UserImportWorkflow(stack, "Others", user_pool=pool, source=source)
    functions = resources(stack, "AWS::Lambda::Function").values()
    assert len(functions) == 6
    assert len({json.dumps(function["Properties"]["Code"]) for function in functions}) == 1


def test_an_app_without_a_workflow_loads_no_step_functions() -> None:
    """Each module of CDK costs time at each synth."""
    code = (
        "import sys, cdk_cognito_user_import as package; before = set(sys.modules);"
        "assert 'aws_cdk.aws_stepfunctions' not in before;"
        "assert sorted(package.__all__) == package.__all__;"
        "assert all(hasattr(package, name) for name in package.__all__);"
        "assert 'aws_cdk.aws_stepfunctions' in sys.modules;"
        "assert 'boto3' not in sys.modules;"
        "assert not hasattr(package, 'other')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("prefix", ["", "2026/"])
def test_the_workflow_has_no_finding_of_cdk_nag(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefix: str
) -> None:
    """What is acknowledged carries its reason in the construct."""
    monkeypatch.delenv("CDK_VALIDATION")
    app = App(outdir=str(tmp_path))
    stack = Stack(app, "Stack")
    files = s3.Bucket.from_bucket_name(stack, "Files", "files")
    pool = new_pool(Stack(app, "Pools"))
    one = UserImportSource.bucket(files, "users.csv")
    source = UserImportSource.bucket_prefix(files, prefix) if prefix else one
    UserImportWorkflow(
        stack,
        "Users",
        user_pool=pool,
        source=source,
        start=WorkflowStart.ON_DEPLOY,
        wait=Duration.hours(1),
    )
    Validations.of(stack).add_plugins(AwsSolutionsChecks(app))
    try:
        app.synth()
    except RuntimeError:
        report = json.loads((tmp_path / "validation-report.json").read_text())
        found = [
            (construct["constructPath"], violation["ruleName"])
            for plugin in report["pluginReports"]
            for violation in plugin["violations"]
            for construct in violation["violatingConstructs"]
        ]
        assert [finding for finding in found if "Pools" not in finding[0]] == []


def test_the_command_line_reads_the_definition() -> None:
    """It finds the report bucket and the pool in no other place."""
    given = {
        "UserPoolId": "eu-central-1_Pool",
        "JobName": "seed",
        "CloudWatchLogsRoleArn": "arn:aws:iam::111122223333:role/Logs",
        "SourceBucket": "files",
        "SourceKey": "users.csv",
    }
    workflow = DeployedWorkflow.of("arn", json.dumps(definition(properties=given)))
    assert workflow
    assert workflow.report_bucket == "reports"
    assert workflow.properties == ImportProperties.of(given)
