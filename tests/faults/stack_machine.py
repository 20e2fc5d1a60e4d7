"""Stacks with one or two import jobs, through whatever CloudFormation and Lambda may do to them."""

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.fakes.import_run import ImportSettings
from tests.faults.memory_world import GOOD, OTHER
from tests.faults.stack_model import Answer, Event, World
from tests.faults.stack_plans import SMOOTH, Plan
from tests.faults.stack_strategies import (
    Properties,
    any_plans,
    changes,
    duplicates,
    ends,
    has_source,
    import_seconds,
    logical_ids,
    passing_plans,
    properties,
    unknown_ids,
)

_DAY = 86_400


@dataclass
class Deployed:
    """A resource as its stack knows it."""

    physical_id: str
    properties: Properties


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
        if logical_id in self.stack or (comes_first and has_source(given)):
            # An import that begins after its Delete is stopped by nobody.
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
        passing=passing_plans,
        again=duplicates,
        then=st.sampled_from(("cleanup", "rollback")),
        changed=changes,
        is_started=st.booleans(),
    )
    def update(
        self,
        data: st.DataObject,
        given: Properties,
        plans: list[Plan],
        passing: list[Plan],
        again: str,
        then: str,
        changed: str,
        is_started: bool,
    ) -> None:
        """Properties change, all or one; the stack is cleaned up or rolled back."""
        logical_id = data.draw(st.sampled_from(sorted(self.stack)))
        before = self.stack[logical_id]
        if changed in before.properties and changed in given:
            given = {**before.properties, changed: given[changed]}
        plans = passing if has_source(given) else plans
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

    @rule(key=st.sampled_from((GOOD, OTHER)), number=st.integers(1, 3))
    def object_is_overwritten(self, key: str, number: int) -> None:
        """Somebody stores another file."""
        content = self.world.s3.objects["files", OTHER][-1].content or b""
        self.world.s3.put(content + content.splitlines(keepends=True)[-1] * number, key)

    @rule(seconds=import_seconds)
    def imports_take(self, seconds: int) -> None:
        """Imports take another time from now on; the longest, more than the handler has."""
        self.world.cognito.settings = ImportSettings(import_seconds=seconds)

    @precondition(lambda self: self.world.running())
    @rule(end=ends)
    def job_goes_on(self, end: str) -> None:
        """Jobs that were Pending run, those that ran end; those with a file go by the clock."""
        self.world.clock.sleep(2)
        for job_id in self.world.running():
            if job_id not in self.world.started:
                job = self.world.cognito.job(job_id)
                job["Status"] = "InProgress" if job["Status"] == "Pending" else end

    @rule(seconds=st.sampled_from((60, 1000, _DAY)))
    def time_passes(self, seconds: int) -> None:
        """Jobs grow older; those that nobody started expire after a day."""
        self.world.clock.sleep(seconds)
        for job in self.world.cognito.jobs:
            age = self.world.cognito.now() - job["CreationDate"]
            if job["Status"] == "Created" and age >= _DAY:
                job["Status"] = "Expired"

    @invariant()
    def only_a_deployed_job_runs(self) -> None:
        """At most one of a resource, and it is the one that the stack names."""
        named = {here.physical_id for here in self.stack.values()}
        assert set(self.world.running()) <= named, "a job runs that the stack does not name"

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
        update = self.updating(logical_id, after, before.properties)
        answer = self.send(update, [])
        assert update["RequestId"] not in self.world.started.values(), "a rollback imports"
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
            if job["JobId"] == job_id and job["Status"] == "Created" and not self.has_file(job_id):
                job["Status"] = "Pending"

    def has_file(self, job_id: str) -> bool:
        """Say whether the handler uploaded a file to a job: then nobody else starts it."""
        return job_id in self.world.cognito.files
