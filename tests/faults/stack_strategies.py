"""What a stack can be deployed with, and what can go wrong meanwhile."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from tests.cloudformation import events
from tests.fakes.cognito import POOL, ROLE
from tests.fakes.s3 import BUCKET
from tests.faults.memory_world import BAD, GOOD, OTHER
from tests.faults.stack_model import OTHER_POOL
from tests.faults.stack_plans import DELIVERIES, PASSING, REFUSALS, Plan

Properties = dict[str, Any]

logical_ids = st.sampled_from(("Users", "Admins"))
_without_source = st.builds(
    events.properties,
    Trigger=st.sampled_from((None, "2", "3")),
    JobName=st.sampled_from(("seed", "seed", "users")),
    CloudWatchLogsRoleArn=st.sampled_from((ROLE, ROLE, f"{ROLE}2")),
    PasswordHashingAlgorithm=st.sampled_from((None, None, "BCRYPT")),
    UserPoolId=st.sampled_from((POOL, POOL, OTHER_POOL)),
    # Longer than CloudFormation's hour: no example is to end for having waited too long.
    ServiceTimeout=st.sampled_from(("9000", "9100")),
)
# Of few contents, so that a stack often returns to one.
_with_source = st.builds(
    events.properties,
    SourceBucket=st.just(BUCKET),
    SourceKey=st.sampled_from((GOOD, GOOD, OTHER, BAD)),
    MaxFailedUsers=st.sampled_from(("0", "0", "3")),
    Wait=st.sampled_from(("true", "true", "false")),
    SkipExistingUsers=st.sampled_from((None, None, "false")),
    CloudWatchLogsRoleArn=st.sampled_from((ROLE, ROLE, f"{ROLE}2")),
    UserPoolId=st.sampled_from((POOL, POOL, POOL, OTHER_POOL)),
    ServiceTimeout=st.just("9000"),
)
properties = _without_source | _with_source
changes = st.sampled_from(("all", "SourceKey", "MaxFailedUsers", "Wait"))
"""What an Update changes of a resource that has a source before and after."""
any_plans = st.lists(
    st.builds(
        Plan,
        calls=st.lists(st.sampled_from(PASSING + REFUSALS), max_size=12).map(tuple),
        delivery=st.sampled_from(DELIVERIES),
        seconds=st.sampled_from((900, 900, 15)),
        then=st.sampled_from((0, 60, 1000)),
    ),
    max_size=3,
)
passing_plans = st.lists(
    st.builds(
        Plan,
        calls=st.lists(st.sampled_from(PASSING), max_size=12).map(tuple),
        delivery=st.sampled_from(DELIVERIES),
        then=st.sampled_from((0, 60, 1000)),
    ),
    # The third attempt works: after three the responder answers, and can stop nothing.
    max_size=2,
)
_CALLS = 26
"""More than an import makes until its job runs."""
canceled_plans = st.builds(
    lambda plans, canceled_at, later: [
        replace((plans or [Plan()])[0], canceled_at=canceled_at, opposed_at=canceled_at + later),
        *plans[1:],
    ],
    passing_plans,
    st.integers(1, _CALLS),
    st.integers(0, 6),
)
"""Of a request that CloudFormation gives up while it is at work, at any of its calls."""
duplicates = st.sampled_from(("none", "none", "warm", "cold"))
unknown_ids = st.sampled_from(("Users-1KZX9", "no-job-0123456789ab", ""))
ends = st.sampled_from(("Succeeded", "Failed", "Stopped"))
import_seconds = st.sampled_from((1, 5, 2000))


def has_source(given: Properties) -> bool:
    """Say whether a resource imports users itself."""
    return "SourceKey" in given
