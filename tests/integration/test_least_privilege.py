"""The handler under exactly the synthesised policies: all of them are enough, and each is needed.

The embedded AWS enforces them on a role that has the statements of the template, with the ARNs of a
real pool and a real logs role in their places.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from aws_cdk import Stack

from cognito_user_import.aws.clients import Clients, cognito_client
from cognito_user_import.cloudformation.custom_resource import UserImportResource
from cognito_user_import.handler import user_import_resource
from local_aws import Call, LocalAws
from local_aws.import_scenario import ImportScenario, good_row, make_role
from tests.cloudformation import events
from tests.cloudformation.response_server import ResponseServer
from tests.fakes.lambda_context import FakeContext
from tests.synth.stacks import POLICY, only_resource, resources, stack_with_import

pytestmark = pytest.mark.integration

Statement = dict[str, Any]

WITHOUT = {
    "cognito-idp:ListUserImportJobs": ("ListUserImportJobs", ["FAILED"]),
    "cognito-idp:CreateUserImportJob": ("CreateUserImportJob", ["FAILED"]),
    "iam:PassRole": ("CreateUserImportJob", ["FAILED"]),
    # A second job needs the first one's name.
    "cognito-idp:DescribeUserImportJob": (
        "DescribeUserImportJob",
        ["SUCCESS", "SUCCESS", "FAILED"],
    ),
    # Delete goes on, and leaves the job running.
    "cognito-idp:StopUserImportJob": ("StopUserImportJob", [*["SUCCESS"] * 5, "InProgress"]),
}
"""What a life is without a permission: the call that is denied, and how far it gets."""

USED_BY_LAMBDA = {
    ("Function", "logs:CreateLogStream"): "the runtime opens a stream for each environment",
    ("Function", "logs:PutLogEvents"): "the runtime writes what the handler logs",
    ("Function", "lambda:InvokeFunction"): "Lambda calls the on-failure destination as this role",
    ("Responder", "logs:CreateLogStream"): "the runtime opens a stream for each environment",
    ("Responder", "logs:PutLogEvents"): "the runtime writes what the responder logs",
}
"""Why a function's role allows what the code never calls."""


@pytest.fixture(scope="module")
def stack() -> Stack:
    return stack_with_import()


def role_of(stack: Stack, function: str) -> str:
    """Return the logical id of the role of the Function or the Responder."""
    functions = resources(stack, "AWS::Lambda::Function")
    (found,) = (f for name, f in functions.items() if f"Handler{function}" in name)
    return str(found["Properties"]["Role"]["Fn::GetAtt"][0])


def statements_of(stack: Stack, role: str) -> list[Statement]:
    """Return one statement an action of a role's policies, those in it and those attached."""
    everything = resources(stack)
    documents = [p["PolicyDocument"] for p in everything[role]["Properties"]["Policies"]]
    documents += [
        resource["Properties"]["PolicyDocument"]
        for resource in everything.values()
        if resource["Type"] == POLICY and {"Ref": role} in resource["Properties"]["Roles"]
    ]
    return [
        {**statement, "Action": action}
        for document in documents
        for statement in document["Statement"]
        for action in _list(statement["Action"])
    ]


def test_every_permission_has_its_user(stack: Stack) -> None:
    """The handler's code uses those that are tried one by one below, Lambda itself the others."""
    allowed = {
        (function, statement["Action"])
        for function in ("Function", "Responder")
        for statement in statements_of(stack, role_of(stack, function))
    }
    assert allowed == {("Function", action) for action in WITHOUT} | USED_BY_LAMBDA.keys()


def test_what_lambda_uses_is_what_the_functions_are_configured_with(stack: Stack) -> None:
    """The log that both functions write, and the destination of the handler's failures."""
    functions = resources(stack, "AWS::Lambda::Function").values()
    config = only_resource(stack, "AWS::Lambda::EventInvokeConfig")["Properties"]
    used = {
        "logs": [f["Properties"]["LoggingConfig"]["LogGroup"]["Ref"] for f in functions],
        "lambda": [config["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0]],
    }
    for function, action in USED_BY_LAMBDA:
        statements = statements_of(stack, role_of(stack, function))
        (statement,) = (s for s in statements if s["Action"] == action)
        assert {statement["Resource"]["Fn::GetAtt"][0]} == set(used[action.partition(":")[0]])


@dataclass
class Restricted:
    """A handler that may do what some statements say, on one pool."""

    pool: ImportScenario
    role_name: str
    resource: UserImportResource
    server: ResponseServer

    def handle(self, request_type: str, trigger: str, job_id: str | None = None) -> dict[str, Any]:
        """Have one request handled, and return its answer."""
        event = events.request(
            request_type,
            self.server.url(),
            physical_resource_id=job_id,
            UserPoolId=self.pool.pool_id,
            CloudWatchLogsRoleArn=self.pool.role_arn,
            Trigger=trigger,
        )
        self.resource(event, FakeContext(120))
        return self.server.answers[-1]

    def live(self) -> list[str]:
        """Create, repeat, update, roll back, delete while the job runs; up to the first failure.

        Returns the status of each answer, and in the end that of the job.
        """
        first = self.handle("Create", "1")
        answers = [first]
        job_id = first["PhysicalResourceId"]
        for request_type, trigger in (("Create", "1"), ("Update", "2"), ("Update", "1")):
            if answers[-1]["Status"] != "FAILED":
                known = None if request_type == "Create" else answers[-1]["PhysicalResourceId"]
                answers.append(self.handle(request_type, trigger, known))
        statuses = [answer["Status"] for answer in answers]
        if "FAILED" in statuses:
            return statuses
        assert answers[-1]["PhysicalResourceId"] == job_id
        self.pool.upload(first["Data"], self.pool.csv([good_row(1)]))
        self.pool.start(first["Data"])
        self.pool.wait(first["Data"], "InProgress")
        deleted = self.handle("Delete", "1", job_id)
        return [*statuses, deleted["Status"], self.pool.describe(first["Data"])["Status"]]

    def calls(self) -> list[Call]:
        """Return the calls that were made under the handler's role."""
        return [c for c in self.pool.aws.calls() if f"/{self.role_name}/" in c.principal_arn]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ResponseServer]:
    with ResponseServer(tmp_path) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.endpoint_url)
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificates.authority))
        yield server


def restricted(
    aws: LocalAws, server: ResponseServer, stack: Stack, without: str = ""
) -> Restricted:
    """Return a handler under the synthesised policies, less one action."""
    aws.configure(import_seconds=600)
    pool = ImportScenario(aws)
    statements = [
        _resolved(statement, stack, pool)
        for statement in statements_of(stack, role_of(stack, "Function"))
        if statement["Action"] != without
    ]
    arn = make_role(aws, "root", [])
    name = arn.rpartition("/")[2]
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    aws.client("iam").put_role_policy(RoleName=name, PolicyName="All", PolicyDocument=policy)
    session = aws.client("sts").assume_role(RoleArn=arn, RoleSessionName="handler")["Credentials"]
    environment = {
        **aws.environment,
        "AWS_ACCESS_KEY_ID": session["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
        "AWS_SESSION_TOKEN": session["SessionToken"],
    }
    with mock.patch.dict("os.environ", environment):
        client = cognito_client()
    return Restricted(
        pool, name, user_import_resource(lambda: Clients(client), propagation=0), server
    )


def test_all_permissions_together_are_enough(
    aws: LocalAws, server: ResponseServer, stack: Stack
) -> None:
    """No call is denied, and no operation is allowed that is not called."""
    handler = restricted(aws, server, stack)
    assert handler.live() == [*["SUCCESS"] * 5, "Stopped"]
    assert [call for call in handler.calls() if call.error] == []
    called = {f"cognito-idp:{call.operation}" for call in handler.calls()}
    assert called == WITHOUT.keys() - {"iam:PassRole"}


@pytest.mark.parametrize("action", WITHOUT)
def test_each_permission_is_needed(
    aws: LocalAws, server: ResponseServer, stack: Stack, action: str
) -> None:
    """Without it a call is denied, and a life of the resource ends in another way."""
    handler = restricted(aws, server, stack, without=action)
    operation, life = WITHOUT[action]
    assert handler.live() == life
    denied = [(call.operation, call.error) for call in handler.calls() if call.error]
    assert set(denied) == {(operation, "AccessDeniedException")}
    if life[-1] == "InProgress":
        # An account runs one job at a time.
        job = handler.server.answers[-1]["PhysicalResourceId"]
        handler.pool.cognito.stop_user_import_job(UserPoolId=handler.pool.pool_id, JobId=job)
        handler.pool.wait({"JobId": job})


def _resolved(statement: Statement, stack: Stack, pool: ImportScenario) -> Statement:
    """Put ARNs into the place of a statement's resource; those of Lambda's own use are made up."""
    logical_id = statement["Resource"]["Fn::GetAtt"][0]
    region, account = pool.aws.region, pool.aws.account
    arns = {
        "AWS::Cognito::UserPool": f"arn:aws:cognito-idp:{region}:{account}:userpool/{pool.pool_id}",
        "AWS::IAM::Role": pool.role_arn,
        "AWS::Logs::LogGroup": f"arn:aws:logs:{region}:{account}:log-group:handler:*",
        "AWS::Lambda::Function": f"arn:aws:lambda:{region}:{account}:function:responder",
    }
    return {**statement, "Resource": arns[resources(stack)[logical_id]["Type"]]}


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
