"""Stacks with one or two import jobs, through whatever CloudFormation and Lambda may do to them."""

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from local_aws.guesses import GiveUpRule
from tests.fakes.import_run import ROLE_NOT_ASSUMABLE, ImportSettings
from tests.faults.memory_world import GOOD, OTHER
from tests.faults.stack_model import Answer, Event, World, is_nobody_new
from tests.faults.stack_plans import SMOOTH, Plan
from tests.faults.stack_strategies import (
    Properties,
    any_plans,
    canceled_plans,
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
_CHANGES = ("CreateUserImportJob", "StartUserImportJob", "StopUserImportJob")


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
        self._settings = ImportSettings()
        self._imports_sent: list[Event] = []

    @initialize(
        updates_time=st.booleans(),
        stops_pending=st.booleans(),
        give_up_rule=st.sampled_from(GiveUpRule),
    )
    def hypotheses(self, updates_time: bool, stops_pending: bool, give_up_rule: GiveUpRule) -> None:
        """What AWS does not document holds, or does not, for a whole life."""
        self.begin(
            updates_time=updates_time, stops_pending=stops_pending, give_up_rule=give_up_rule
        )

    def begin(self, *, updates_time: bool, stops_pending: bool, give_up_rule: GiveUpRule) -> None:
        """Begin a life under these hypotheses."""
        self.world.stacks.rollbacks_update_the_time = updates_time
        self._settings = ImportSettings(
            refuses_to_stop_pending=not stops_pending, give_up_rule=give_up_rule
        )
        self.imports_take(1)

    @rule(logical_id=logical_ids, given=properties, plans=any_plans, again=duplicates)
    def create(self, logical_id: str, given: Properties, plans: list[Plan], again: str) -> None:
        """A resource is added; CloudFormation deletes it again where that failed."""
        if logical_id in self.stack:
            return
        answer = self.send(self.request("Create", logical_id, given), plans, again)
        if answer["Status"] == "SUCCESS":
            self.stack[logical_id] = Deployed(answer["PhysicalResourceId"], given)
        else:
            self.delete(logical_id, answer["PhysicalResourceId"], given)

    @rule(
        logical_id=logical_ids,
        given=properties,
        plans=canceled_plans,
        unknown_id=unknown_ids,
        comes_first=st.booleans(),
    )
    def create_canceled(
        self,
        logical_id: str,
        given: Properties,
        plans: list[Plan],
        unknown_id: str,
        comes_first: bool,
    ) -> None:
        """Another resource fails: Delete with an id that is none comes before, amid or after."""
        if logical_id in self.stack:
            return
        create = self.request("Create", logical_id, given)
        self.world.opponent = lambda: self.delete(logical_id, unknown_id, given)
        if comes_first:
            self.world.stacks.sends(create, self.world.cognito.now())
            self.world.give_up()
            self.world.oppose()
        self.send(create, plans)
        self.world.oppose()

    @precondition(lambda self: self.stack)
    @rule(data=st.data(), given=properties, plans=canceled_plans)
    def update_canceled(self, data: st.DataObject, given: Properties, plans: list[Plan]) -> None:
        """Another resource fails while an Update is at work, or before it began."""
        logical_id = data.draw(st.sampled_from(sorted(self.stack)))
        before = self.stack[logical_id]
        if given == before.properties:
            return
        update = self.updating(logical_id, before, given)
        undone = Deployed(before.physical_id, given)
        self.world.opponent = lambda: self.roll_back(logical_id, before, undone)
        answer = self.send(update, plans)
        if self.world.opponent is not None and answer["Status"] == "SUCCESS":
            undone.physical_id = answer["PhysicalResourceId"]
        self.world.oppose()

    @precondition(lambda self: self.stack)
    @rule(data=st.data(), plans=passing_plans, users_stay=st.booleans())
    def removed_and_added_back(
        self, data: st.DataObject, plans: list[Plan], users_stay: bool
    ) -> None:
        """A resource is removed, perhaps its users are deleted, and it is created again."""
        logical_id = data.draw(st.sampled_from(sorted(self.stack)))
        gone = self.stack.pop(logical_id)
        self.delete(logical_id, gone.physical_id, gone.properties)
        if not users_stay:
            self.world.cognito.users.clear()
        self.create(logical_id, gone.properties, plans, "none")

    @precondition(lambda self: self._imports_sent)
    @rule(data=st.data())
    def late_duplicate(self, data: st.DataObject) -> None:
        """Lambda delivers an event once more, long after its answer."""
        event = data.draw(st.sampled_from(self._imports_sent))
        before = len(self.world.cognito.calls)
        self.world.cold_start()
        self.world.deliver_event(event)
        done = set(self.world.cognito.calls[before:]) & set(_CHANGES)
        assert done == set(), "a late duplicate creates, starts or stops a job"

    @rule(count=st.integers(1, 2))
    def roles_are_not_known_yet(self, count: int) -> None:
        """Cognito can't assume the role of the next jobs."""
        self.world.cognito.force(*[ROLE_NOT_ASSUMABLE] * count)

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
        overwrites=st.booleans(),
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
        overwrites: bool,
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
            if overwrites and before.properties.get("SourceKey") in (GOOD, OTHER):
                self.object_is_overwritten(before.properties["SourceKey"], 1)
            self.roll_back(logical_id, before, after)
        else:
            self.stack[logical_id] = after
            if after.physical_id != before.physical_id:
                self.delete(logical_id, before.physical_id, before.properties, is_cleanup=True)

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
        *rows, last = content.splitlines(keepends=True)
        further = [last.replace(b"user5", f"user{10 + each}".encode()) for each in range(number)]
        self.world.s3.put(b"".join([*rows, last, *further]), key)

    @rule(seconds=import_seconds)
    def imports_take(self, seconds: int) -> None:
        """Imports take another time from now on; the longest, more than the handler has."""
        self.world.cognito.settings = replace(self._settings, import_seconds=seconds)

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
        assert self.world.running() == [], "a job runs that no stack has"

    def request(self, type_: str, logical_id: str, given: Properties, **more: Any) -> Event:
        """Return an event, for which the handler's role has what the stack grants it."""
        pools = {here.properties["UserPoolId"] for here in self.stack.values()}
        old = more.get("old") or {}
        # The policy of an earlier pool stays until the Delete of the earlier job is through.
        pools |= {given["UserPoolId"], old.get("UserPoolId", given["UserPoolId"])}
        self.world.cognito.denied_pools = self.world.cognito.pools - pools
        event = self.world.request(type_, logical_id, given, **more)
        if has_source(given) and type_ != "Delete":
            self._imports_sent.append(event)
        return event

    def send(
        self, event: Event, plans: list[Plan], again: str = "none", stack_status: str = ""
    ) -> Answer:
        """Send an event, and perhaps once more."""
        answer = self.world.send(event, *plans, stack_status=stack_status)
        if again == "cold":
            self.world.cold_start()
        if again != "none":
            answer = self.world.send(event, SMOOTH)
        if answer["Status"] == "SUCCESS" and not stack_status:
            self._is_imported(event, answer)
        return answer

    def _is_imported(self, event: Event, answer: Answer) -> None:
        """A success means that the users of the file are in the pool."""
        given = event["ResourceProperties"]
        if event["RequestType"] == "Delete" or not has_source(given):
            return
        if is_nobody_new(answer["PhysicalResourceId"]):
            missing = self.world.missing_users(given) if event["RequestType"] == "Create" else 0
            assert missing == 0, "SUCCESS without a job, and there are new users"
            return
        job = self.world.cognito.job(answer["PhysicalResourceId"])
        if given.get("Wait") == "false":
            counted = job["ImportedUsers"], job["SkippedUsers"], job["FailedUsers"]
            has_begun = job["Status"] != "Failed" or any(counted)
            assert has_begun, "SUCCESS for a job that could not begin"
        elif event["RequestType"] == "Create":
            missing = self.world.missing_users(given)
            limit = int(given.get("MaxFailedUsers", 0))
            assert missing <= limit, "SUCCESS, and the users are not in the pool"

    def updating(self, logical_id: str, before: Deployed, given: Properties) -> Event:
        """Return an Update."""
        return self.request(
            "Update",
            logical_id,
            given,
            physical_resource_id=before.physical_id,
            old=before.properties,
        )

    def roll_back(self, logical_id: str, before: Deployed, after: Deployed) -> None:
        """Bring the earlier properties back, and delete what they do not need."""
        self.world.give_up()
        update = self.updating(logical_id, after, before.properties)
        answer = self.send(update, [], stack_status="UPDATE_ROLLBACK_IN_PROGRESS")
        assert update["RequestId"] not in self.world.started.values(), "a rollback imports"
        assert answer["Status"] == "SUCCESS", "a rollback that fails"
        back = answer["PhysicalResourceId"]
        # Only the number of rows may be unknown then.
        is_same = is_nobody_new(back) and before.physical_id.startswith(back)
        # A job of this content can be of an earlier life, whose users were there.
        is_earlier = is_nobody_new(before.physical_id) and not is_nobody_new(back)
        if back != before.physical_id and not (is_same or is_earlier):
            # Another life of the resource created a job of the same name, which nobody started.
            assert not has_source(before.properties), "a rollback to another job"
            names = [self.world.cognito.job(each)["JobName"] for each in (back, before.physical_id)]
            assert names[0] == names[1], "a rollback to another job"
        self.stack[logical_id] = Deployed(back, before.properties)
        if after.physical_id != before.physical_id:
            self.delete(logical_id, after.physical_id, after.properties, is_cleanup=True)

    def delete(
        self,
        logical_id: str,
        physical_id: str,
        given: Properties,
        plans: list[Plan] | None = None,
        again: str = "none",
        *,
        is_cleanup: bool = False,
    ) -> None:
        """Send Delete: it succeeds, and what was of this id does not run."""
        event = self.request("Delete", logical_id, given, physical_resource_id=physical_id)
        status = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" if is_cleanup else ""
        assert self.send(event, plans or [], again, status)["Status"] == "SUCCESS", "a Delete fails"
        assert physical_id not in self.world.running(), "a job runs after its Delete"

    def start(self, job_id: str) -> None:
        """Start a job, if it is there and waits for that."""
        for job in self.world.cognito.jobs:
            if job["JobId"] == job_id and job["Status"] == "Created" and not self.has_file(job_id):
                job["Status"] = "Pending"

    def has_file(self, job_id: str) -> bool:
        """Say whether the handler uploaded a file to a job: then nobody else starts it."""
        return job_id in self.world.cognito.files
