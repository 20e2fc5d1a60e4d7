"""What CloudFormation does while a request of an import is at work, or long after it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.fakes.cognito import refused
from tests.fakes.import_run import ROLE_NOT_ASSUMABLE, ImportSettings, Outcome
from tests.fakes.service import preceded_by
from tests.unit.running_import import RunningImport

pytestmark = pytest.mark.usefixtures("each_give_up_rule")

WITHDRAWN = "CloudFormation no longer waits for this"
START = "StartUserImportJob"
ROLLBACK = "UPDATE_ROLLBACK_IN_PROGRESS"


@pytest.fixture
def two_files(import_: RunningImport) -> RunningImport:
    """Import one file hours ago, and store another one."""
    import_.world.put_rows(5, key="two.csv")
    import_.create()
    import_.pass_hours()
    return import_


def update_event(import_: RunningImport, stack_status: str = "", **changes: Any) -> dict[str, Any]:
    """Return an Update of the resource that has the first job."""
    first = import_.jobs[0]["JobId"]
    return import_.event("Update", stack_status, physical_resource_id=first, old={}, **changes)


def users(import_: RunningImport) -> int:
    """Count the users of all pools."""
    return sum(map(len, import_.cognito.users.values()))


def test_an_update_starts_nothing_once_it_is_rolled_back(two_files: RunningImport) -> None:
    """Its job waits for the account's slot when the rollback begins."""

    def slot_is_taken(_perform: Callable[[], Any]) -> Any:
        two_files.give_up()
        return refused("PreconditionNotMetException", "Another job is active.")(lambda: None)

    two_files.cognito.fail(START, slot_is_taken)
    answer = two_files.handler.handle(update_event(two_files, SourceKey="two.csv"))
    assert answer["Reason"].startswith(WITHDRAWN)
    assert [job["Status"] for job in two_files.jobs] == ["Succeeded", "Created"]
    assert users(two_files) == 3


@pytest.mark.parametrize("question", ["DescribeStacks", "DescribeStackResource"])
def test_an_update_stops_what_it_started_as_the_rollback_began(
    two_files: RunningImport, question: str
) -> None:
    """The question before the start came too early, the one after it does not."""
    two_files.cognito.settings = ImportSettings(import_seconds=500)
    two_files.cognito.fail(START, preceded_by(two_files.give_up))
    fine = [lambda perform: perform()] * 2
    two_files.stacks.fail(question, *fine, refused("Throttling"), refused("Throttling"))
    answer = two_files.handler.handle(update_event(two_files, SourceKey="two.csv"))
    assert answer["Reason"].startswith(WITHDRAWN)
    assert [job["Status"] for job in two_files.jobs] == ["Succeeded", "Stopped"]
    assert users(two_files) == 3


def test_a_question_that_is_denied_changes_nothing(two_files: RunningImport) -> None:
    """A permissions boundary, say, may deny it."""
    two_files.stacks.always_fail("DescribeStacks", refused("AccessDenied", status=403))
    answer = two_files.handler.handle(update_event(two_files, SourceKey="two.csv"))
    assert answer["Status"] == "SUCCESS"
    assert users(two_files) == 5
    assert two_files.clock.now() < 10


def test_a_rollback_imports_nothing(import_: RunningImport) -> None:
    """Not even if all rows of the earlier job were skipped, and its object is another one now."""
    import_.create()
    import_.pass_hours()
    import_.cognito.force(Outcome("Failed", skipped=3))
    import_.create(Trigger="2", SkipExistingUsers="false")
    import_.pass_hours()
    earlier = import_.jobs[1]["JobId"]
    import_.world.put_rows(9)
    back = import_.event("Update", ROLLBACK, physical_resource_id="import-new", old={}, Trigger="2")
    answer = import_.handler.handle(back)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", earlier)
    assert len(import_.jobs) == 2
    assert users(import_) == 3


def test_a_rollback_succeeds_without_its_job(import_: RunningImport) -> None:
    """Otherwise somebody would have to intervene."""
    back = import_.event("Update", ROLLBACK, physical_resource_id="import-new", old={})
    answer = import_.handler.handle(back)
    assert answer["Status"] == "SUCCESS"
    assert answer["PhysicalResourceId"].startswith("no-new-users-")
    assert answer["Data"]["Status"] == "Succeeded"
    assert import_.jobs == []


def test_a_rollback_succeeds_without_its_pool(import_: RunningImport) -> None:
    """Somebody deleted it, and the stack was to move to another one."""
    back = import_.event("Update", ROLLBACK, physical_resource_id="import-new", old={})
    import_.cognito.pools.clear()
    answer = import_.handler.handle(back)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", "import-new")


def test_a_delete_by_name_leaves_the_job_that_the_stack_has(import_: RunningImport) -> None:
    """A Create failed without a rollback, and the next one of the same resource succeeded."""
    import_.cognito.settings = ImportSettings(import_seconds=500)
    event = import_.event("Create", Wait="false")
    answer = import_.handler.handle(event)
    import_.stacks.takes(event, answer, import_.sent.timestamp() + 1)
    cleanup = import_.event(
        "Delete", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", physical_resource_id="no-job-1"
    )
    assert import_.handler.handle(cleanup)["Status"] == "SUCCESS"
    assert import_.cognito.job(answer["PhysicalResourceId"])["Status"] == "InProgress"


def test_a_repeat_of_a_request_that_failed_imports_nothing(import_: RunningImport) -> None:
    """The timer answered FAILED, Lambda ended the process, and delivers the event again."""
    event = import_.event("Create")
    import_.stacks.takes(
        event, {"Status": "FAILED", "PhysicalResourceId": "no-job-1"}, import_.sent.timestamp() + 1
    )
    assert import_.handler.handle(event)["Reason"].startswith(WITHDRAWN)
    assert import_.jobs == []


def test_a_late_duplicate_stops_no_job_of_a_later_update(two_files: RunningImport) -> None:
    """From one file to another, and back to the first one with its object overwritten."""
    late = update_event(two_files, SourceKey="two.csv")
    late["OldResourceProperties"] = two_files.event("Delete")["ResourceProperties"]
    two_files.sent += timedelta(minutes=5)
    update_event(two_files)
    two_files.cognito.jobs.append(
        {**two_files.jobs[0], "JobId": "import-2", "Status": "InProgress"}
    )
    assert two_files.handler.handle(late)["Reason"].startswith(WITHDRAWN)
    assert two_files.cognito.job("import-2")["Status"] == "InProgress"
    assert two_files.cognito.count("StopUserImportJob") == 0


def test_a_job_that_failed_without_being_waited_for_fails_who_waits(
    import_: RunningImport,
) -> None:
    """What is kept is judged."""
    import_.world.put_rows(3, 2)
    first = import_.create(Wait="false")["PhysicalResourceId"]
    import_.clock.sleep(60)
    import_.pass_hours()
    answer = import_.handler.handle(update_event(import_))
    assert answer["Reason"].startswith("The import failed: 1 row failed, allowed: 0 ")
    assert answer["PhysicalResourceId"] == first


def test_a_job_that_could_not_begin_is_replaced(import_: RunningImport) -> None:
    """Another role may help, and is no part of the job's name."""
    import_.cognito.force(*[ROLE_NOT_ASSUMABLE] * 4)
    import_.create()
    import_.pass_hours()
    role = "arn:aws:iam::111122223333:role/Other"
    answer = import_.handler.handle(update_event(import_, CloudWatchLogsRoleArn=role))
    assert answer["Status"] == "SUCCESS"
    assert users(import_) == 3


def test_of_two_jobs_of_one_request_the_better_one_counts(import_: RunningImport) -> None:
    """The older one failed; the list was throttled, so the request made another."""
    event = import_.event("Create")
    first = import_.handler.handle(event)["PhysicalResourceId"]
    import_.cognito.jobs.insert(0, {**import_.jobs[0], "JobId": "import-0", "Status": "Failed"})
    assert import_.handler.handle(event)["PhysicalResourceId"] == first
