"""Stacks with one or two import jobs, through whatever CloudFormation and Lambda may do to them."""

import time
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.cloudformation import events
from tests.fakes.cognito import POOL, ROLE
from tests.faults.stack_model import (
    DELIVERIES,
    OTHER_POOL,
    PASSING,
    REFUSALS,
    SMOOTH,
    Answer,
    Event,
    Plan,
    World,
)

_DAY = 86_400

Properties = dict[str, Any]


@dataclass
class Deployed:
    """A resource as its stack knows it."""

    physical_id: str
    properties: Properties


logical_ids = st.sampled_from(("Users", "Admins"))
properties = st.builds(
    events.properties,
    Trigger=st.sampled_from((None, "2", "3")),
    JobName=st.sampled_from(("seed", "seed", "users")),
    CloudWatchLogsRoleArn=st.sampled_from((ROLE, ROLE, f"{ROLE}2")),
    PasswordHashingAlgorithm=st.sampled_from((None, None, "BCRYPT")),
    UserPoolId=st.sampled_from((POOL, POOL, OTHER_POOL)),
    ServiceTimeout=st.sampled_from(("3000", "3100")),
)
any_plans = st.lists(
    st.builds(
        Plan,
        calls=st.lists(st.sampled_from(PASSING + REFUSALS), max_size=5).map(tuple),
        delivery=st.sampled_from(DELIVERIES),
        seconds=st.sampled_from((900, 900, 15)),
    ),
    max_size=3,
)
passing_plans = st.lists(
    st.builds(
        Plan,
        calls=st.lists(st.sampled_from(PASSING), max_size=5).map(tuple),
        delivery=st.sampled_from(DELIVERIES),
    ),
    # The third attempt works: after three the responder answers, and can stop nothing.
    max_size=2,
)
duplicates = st.sampled_from(("none", "none", "warm", "cold"))
unknown_ids = st.sampled_from(("Users-1KZX9", "no-job-0123456789ab", ""))
ends = st.sampled_from(("Succeeded", "Failed", "Stopped"))


class StackMachine(RuleBasedStateMachine):
    """The rules; what the handler answers and asks of Cognito is checked by the model."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.stack: dict[str, Deployed] = {}

    @rule(logical_id=logical_ids, given=properties, plans=any_plans, again=duplicates)
    def create(self, logical_id: str, given: Properties, plans: list[Plan], again: str) -> None:
        """A resource is added; CloudFormation deletes it again where that failed."""
        if logical_id in self.stack:
            return
        answer = self.send(self.world.request("Create", logical_id, given), plans, again)
        if answer["Status"] == "SUCCESS":
            self.stack[logical_id] = Deployed(answer["PhysicalResourceId"], given)
        else:
            self.delete(logical_id, answer["PhysicalResourceId"], given)

    @rule(
        logical_id=logical_ids,
        given=properties,
        plans=any_plans,
        unknown_id=unknown_ids,
        comes_first=st.booleans(),
        is_started=st.booleans(),
    )
    def create_cancelled(
        self,
        logical_id: str,
        given: Properties,
        plans: list[Plan],
        unknown_id: str,
        comes_first: bool,
        is_started: bool,
    ) -> None:
        """Another resource fails: a Delete with an id that is none comes before Create or after."""
        if logical_id in self.stack:
            return
        create = self.world.request("Create", logical_id, given)
        if comes_first:
            self.delete(logical_id, unknown_id, given)
            self.send(create, plans)
            return
        created = self.send(create, plans)["PhysicalResourceId"]
        if is_started:
            self.start(created)
        self.delete(logical_id, unknown_id, given)

    @precondition(lambda self: self.stack)
    @rule(
        data=st.data(),
        given=properties,
        plans=any_plans,
        again=duplicates,
        then=st.sampled_from(("cleanup", "rollback")),
        is_started=st.booleans(),
    )
    def update(
        self,
        data: st.DataObject,
        given: Properties,
        plans: list[Plan],
        again: str,
        then: str,
        is_started: bool,
    ) -> None:
        """Properties change; the stack is cleaned up or rolled back."""
        logical_id = data.draw(st.sampled_from(sorted(self.stack)))
        before = self.stack[logical_id]
        answer = self.send(self.updating(logical_id, before, given), plans, again)
        after = Deployed(answer["PhysicalResourceId"], given)
        if answer["Status"] == "FAILED":
            # The rollback may bring another job, where that of the id is gone from its name's list.
            after.properties = given
            self.roll_back(logical_id, before, after)
        elif then == "rollback":
            if is_started:
                self.start(after.physical_id)
            self.roll_back(logical_id, before, after)
        else:
            self.stack[logical_id] = after
            if after.physical_id != before.physical_id:
                self.delete(logical_id, before.physical_id, before.properties)

    @precondition(lambda self: self.stack)
    @rule(data=st.data(), plans=passing_plans, again=duplicates)
    def remove(self, data: st.DataObject, plans: list[Plan], again: str) -> None:
        """A resource is removed from the stack."""
        logical_id = data.draw(st.sampled_from(sorted(self.stack)))
        gone = self.stack.pop(logical_id)
        self.delete(logical_id, gone.physical_id, gone.properties, plans, again)

    @precondition(lambda self: self.stack)
    @rule(data=st.data())
    def person_starts(self, data: st.DataObject) -> None:
        """A person uploads a CSV and starts the job that the stack names."""
        logical_id = data.draw(st.sampled_from(sorted(self.stack)))
        self.start(self.stack[logical_id].physical_id)

    @precondition(lambda self: self.world.running())
    @rule(end=ends)
    def job_goes_on(self, end: str) -> None:
        """Jobs that were Pending run, those that ran end."""
        for job_id in self.world.running():
            job = self.world.cognito.job(job_id)
            job["Status"] = "InProgress" if job["Status"] == "Pending" else end

    @rule(seconds=st.sampled_from((60, 1000, _DAY)))
    def time_passes(self, seconds: int) -> None:
        """Jobs grow older; those that nobody started expire after a day."""
        for job in self.world.cognito.jobs:
            job["CreationDate"] -= seconds
            if job["Status"] == "Created" and time.time() - job["CreationDate"] >= _DAY:
                job["Status"] = "Expired"

    @invariant()
    def only_a_deployed_job_runs(self) -> None:
        """At most one of a resource, and it is the one that the stack names."""
        assert set(self.world.running()) <= {here.physical_id for here in self.stack.values()}

    def teardown(self) -> None:
        """Delete the stack: nothing runs any more, and no CSV was imported twice."""
        for logical_id, here in self.stack.items():
            self.delete(logical_id, here.physical_id, here.properties)
        assert self.world.running() == []

    def send(self, event: Event, plans: list[Plan], again: str = "none") -> Answer:
        """Send an event, and perhaps once more."""
        answer = self.world.send(event, *plans)
        if again == "none":
            return answer
        if again == "cold":
            self.world.cold_start()
        return self.world.send(event, SMOOTH)

    def updating(self, logical_id: str, before: Deployed, given: Properties) -> Event:
        """Return an Update."""
        return self.world.request(
            "Update",
            logical_id,
            given,
            physical_resource_id=before.physical_id,
            old=before.properties,
        )

    def roll_back(self, logical_id: str, before: Deployed, after: Deployed) -> None:
        """Bring the earlier properties back, and delete what they do not need."""
        answer = self.send(self.updating(logical_id, after, before.properties), [])
        assert answer["Status"] == "SUCCESS"
        assert answer["PhysicalResourceId"] == before.physical_id
        self.stack[logical_id] = before
        if after.physical_id != before.physical_id:
            self.delete(logical_id, after.physical_id, after.properties)

    def delete(
        self,
        logical_id: str,
        physical_id: str,
        given: Properties,
        plans: list[Plan] | None = None,
        again: str = "none",
    ) -> None:
        """Send Delete: it succeeds, and what was of this id does not run."""
        event = self.world.request("Delete", logical_id, given, physical_resource_id=physical_id)
        assert self.send(event, plans or [], again)["Status"] == "SUCCESS"
        assert physical_id not in self.world.running()

    def start(self, job_id: str) -> None:
        """Start a job, if it is there and waits for that."""
        for job in self.world.cognito.jobs:
            if job["JobId"] == job_id and job["Status"] == "Created":
                job["Status"] = "Pending"
