"""A server whose time runs faster, and the functions that see it."""

import json
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from local_aws import LocalAws
from local_aws.import_scenario import ENCRYPTION, ImportScenario, eventually, good_row, put
from tests.integration.small_functions import SmallFunction

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

SPEED = 60.0
SLEEPER = """
import datetime, queue, threading, time

def readings(context):
    return {
        "datetime": datetime.datetime.now(datetime.timezone.utc).timestamp(),
        "utcnow": datetime.datetime.utcnow().replace(tzinfo=datetime.timezone.utc).timestamp(),
        "time": time.time(),
        "monotonic": time.monotonic(),
        "left": -context.get_remaining_time_in_millis() / 1000,
    }

def wait(event):
    if event["how"] == "sleep":
        time.sleep(60)
    elif event["how"] == "timer":
        over = threading.Event()
        threading.Timer(60, over.set).start()
        assert over.wait(120)
    elif event["how"] == "event":
        assert not threading.Event().wait(60)
    elif event["how"] == "queue":
        try:
            queue.Queue().get(timeout=60)
        except queue.Empty:
            pass

def handler(event, context):
    before = readings(context)
    wait(event)
    after = readings(context)
    return {name: after[name] - before[name] for name in before} | {"now": after["time"]}
"""


@pytest.fixture(scope="module")
def fast_server() -> Iterator[LocalAws]:
    """Start a server in which an hour takes a minute."""
    with LocalAws(clock_speed=SPEED) as aws:
        yield aws


@pytest.fixture
def fast_aws(fast_server: LocalAws) -> Iterator[LocalAws]:
    """Lend a server in which an hour takes a minute."""
    yield fast_server
    fast_server.reset_faults()


@pytest.fixture(scope="module")
def sleeper(fast_server: LocalAws) -> SmallFunction:
    """Make a function that waits a minute and reads its clocks."""
    function = SmallFunction(fast_server, SLEEPER, timeout=900)
    function.invoke({"how": "not at all"})
    return function


@pytest.mark.parametrize("how", ["sleep", "timer", "event", "queue"])
def test_a_minute_in_a_function_takes_a_second(sleeper: SmallFunction, how: str) -> None:
    """All its clocks agree, those of the standard library's waits among them."""
    begun = time.monotonic()
    passed = sleeper.invoke({"how": how})
    took = time.monotonic() - begun
    assert 0.9 < took < 10
    passed.pop("now")
    assert all(60 <= seconds < took * SPEED + 1 for seconds in passed.values()), passed
    assert max(passed.values()) - min(passed.values()) < 1


def test_function_and_service_have_one_clock(fast_aws: LocalAws, sleeper: SmallFunction) -> None:
    """A job that is made after a function's reading is younger, and before the next one older."""
    pool = ImportScenario(fast_aws)
    before = sleeper.invoke({"how": "not at all"})["now"]
    created = pool.create()["CreationDate"].timestamp()
    after = sleeper.invoke({"how": "not at all"})["now"]
    assert before < created < after
    assert created > time.time() + 30


def test_a_function_is_ended_at_its_time_out(fast_aws: LocalAws) -> None:
    """After a sixtieth of it."""
    function = SmallFunction(fast_aws, SLEEPER, timeout=30)
    begun = time.monotonic()
    assert "Task timed out after 30" in function.invoke({"how": "sleep"})["errorMessage"]
    assert time.monotonic() - begun < 30


def test_a_job_runs_by_the_server_s_clock(fast_aws: LocalAws) -> None:
    """4,080 rows at 34 a second: two minutes, by its dates and those of its users."""
    fast_aws.configure(users_per_second=34, pending_seconds=0)
    pool = ImportScenario(fast_aws)
    begun = time.monotonic()
    job = pool.run(pool.csv(good_row(number) for number in range(34 * 120)))
    assert time.monotonic() - begun < 30
    assert (job["Status"], job["ImportedUsers"]) == ("Succeeded", 34 * 120)
    assert 119 < (job["CompletionDate"] - job["StartDate"]).total_seconds() < 150
    user = pool.cognito.admin_get_user(UserPoolId=pool.pool_id, Username="user4000")
    assert job["StartDate"] < user["UserCreateDate"] <= job["CompletionDate"]


def test_a_pre_signed_url_expires_by_the_server_s_clock(fast_aws: LocalAws) -> None:
    """Two minutes in two seconds."""
    fast_aws.configure(url_lifetime=120)
    pool = ImportScenario(fast_aws)
    url = pool.create()["PreSignedUrl"]
    status, body = eventually(
        lambda: put(fast_aws, url, b"x", ENCRYPTION), lambda answer: answer[0] != 200
    )
    assert (status, "Request has expired" in body) == (403, True)


def test_functions_sign_requests_by_their_clock(fast_aws: LocalAws) -> None:
    """The server takes them from clocks that are further apart than AWS allows."""
    code = """
import boto3, json, os, time
def handler(event, context):
    time.sleep(max(0, event["until"] - time.time()))
    boto3.client("s3").put_object(Bucket=os.environ["BUCKET"], Key="it", Body=b"1")
"""
    function = SmallFunction(fast_aws, code, timeout=3600)
    assert function.invoke({"until": time.time() + 20 * 60}) is None
    assert function.written(1) == {"it": 1}


def test_a_stack_is_dated_by_the_server_s_clock(fast_aws: LocalAws) -> None:
    """As the requests to its custom resources are."""
    cloudformation = fast_aws.client("cloudformation")
    template = '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}'
    cloudformation.create_stack(StackName="Dated", TemplateBody=template)
    described: Any = cloudformation.describe_stacks(StackName="Dated")["Stacks"][0]
    created: datetime = described["CreationTime"]
    assert created.timestamp() > time.time() + 30


def test_cloudformation_waits_an_hour_for_a_custom_resource(fast_aws: LocalAws) -> None:
    """Or for its ServiceTimeout, here two minutes; the request is dated by the server's clock."""
    code = """
import boto3, json, os
def handler(event, context):
    boto3.client("s3").put_object(Bucket=os.environ["BUCKET"], Key=event["RequestType"],
                                  Body=json.dumps(event["ResponseURL"]))
"""
    function = SmallFunction(fast_aws, code)
    template = {
        "Resources": {
            "Silent": {
                "Type": "Custom::Silent",
                "Properties": {"ServiceToken": function.arn, "ServiceTimeout": "120"},
            }
        }
    }
    cloudformation = fast_aws.client("cloudformation")
    cloudformation.create_stack(
        StackName="Silent", TemplateBody=json.dumps(template), OnFailure="DO_NOTHING"
    )

    def status() -> str:
        return str(cloudformation.describe_stacks(StackName="Silent")["Stacks"][0]["StackStatus"])

    assert eventually(status, lambda seen: "PROGRESS" not in seen) == "CREATE_FAILED"
    events = cloudformation.describe_stack_events(StackName="Silent")["StackEvents"]
    times = {
        event["ResourceStatus"]: event["Timestamp"].timestamp()
        for event in events
        if event["LogicalResourceId"] == "Silent"
    }
    signed = parse_qs(urlsplit(function.written(1)["Create"]).query)["X-Amz-Date"][0]
    sent = datetime.strptime(f"{signed}+0000", "%Y%m%dT%H%M%SZ%z").timestamp()
    assert int(times["CREATE_IN_PROGRESS"]) <= sent < times["CREATE_FAILED"]
    assert times["CREATE_FAILED"] - times["CREATE_IN_PROGRESS"] >= 120
