"""Faults of Update of an import."""

from tests.cloudformation.response_server import status
from tests.fakes.cognito import refused
from tests.fakes.import_run import ImportSettings
from tests.fakes.s3 import ACCESS_DENIED
from tests.fakes.service import Fault
from tests.fakes.upload_behaviour import URL_EXPIRED
from tests.faults.answering import raising
from tests.faults.catalogue import fault, fault_for_each
from tests.faults.imported import counts, digest, failed, sourced, statuses
from tests.faults.lab import Answer, Lab
from tests.faults.starting import LOOK, START

ONE, TWO = "one.csv", "two.csv"
_LATER = 60
"""Seconds between two requests for one resource."""


def deployed(lab: Lab, **changes: str) -> str:
    """Import one file, store another one beside it, and return the id of the job."""
    lab.plant(3, key=ONE)
    lab.plant(5, key=TWO)
    answer = lab.create(SourceKey=ONE, **changes)
    assert counts(answer)[0] == "3"
    return str(answer["PhysicalResourceId"])


def updated(lab: Lab, job_id: str, **changes: str) -> Answer:
    """Update to the other file, some time later."""
    lab.clock.sleep(_LATER)
    return lab.update(job_id, sourced(SourceKey=ONE), **{"SourceKey": TWO, **changes})


def rolled_back(lab: Lab, job_id: str, **changes: str) -> None:
    """Roll back to the first file: the first job is found, nothing is imported."""
    before = [job["JobId"] for job in lab.cognito.jobs]
    lab.clock.sleep(_LATER)
    back = lab.roll_back(job_id, sourced(SourceKey=TWO), **{"SourceKey": ONE, **changes})
    assert (back["Status"], back["PhysicalResourceId"]) == ("SUCCESS", before[0]), back
    assert [job["JobId"] for job in lab.cognito.jobs] == before


@fault_for_each(
    {
        "job never ends": (LOOK, [], "For a longer import, set wait=False"),
        "look is denied": (
            LOOK,
            [refused("AccessDeniedException")] * 100,
            "DescribeUserImportJob failed",
        ),
        "look is refused": (
            LOOK,
            [refused("OperationNotEnabledException")],
            "DescribeUserImportJob failed",
        ),
        "memory runs out": (LOOK, [raising(MemoryError())], "The handler failed: MemoryError."),
        "handler is interrupted": (LOOK, [raising(SystemExit())], "SystemExit"),
        "start is refused": (
            START,
            [refused("OperationNotEnabledException")],
            "StartUserImportJob failed",
        ),
    }
)
def update_fails_since_the(lab: Lab, case: tuple[str, list[Fault], str]) -> str:
    """An Update to another file of which the {}, and the rollback."""
    one = deployed(lab)
    lab.cognito.settings = ImportSettings(import_seconds=10_000, stopping_seconds=3)
    operation, troubles, reason = case
    # The first look is at the job of before.
    fine: list[Fault] = [lambda perform: perform()]
    lab.cognito.fail(operation, *(fine if operation == LOOK else []), *troubles)
    answer = updated(lab, one)
    failed(answer, reason)
    assert answer["PhysicalResourceId"] == one
    lab.cognito.heal()
    if "AccessDeniedException" in answer["Reason"]:
        # The job was asked to stop, and its end could not be seen.
        assert statuses(lab)[-1] == "Stopping"
        lab.clock.sleep(lab.cognito.settings.stopping_seconds)
    assert statuses(lab) == ["Succeeded", "Created" if operation == START else "Stopped"]
    rolled_back(lab, one)
    return f"FAILED with the id of before; its own job is {statuses(lab)[-1]}"


@fault
def update_whose_rows_fail(lab: Lab) -> str:
    """An Update to a file with failing rows, the rollback, and the mended file."""
    one = deployed(lab)
    lab.plant(5, 4, 5, key=TWO)
    failed(updated(lab, one), "2 rows failed", "[FAILED] Line Numbers 5, 6 - ")
    assert lab.cognito.count("StopUserImportJob") == 0
    rolled_back(lab, one)
    lab.plant(5, key=TWO)
    assert counts(updated(lab, one)) == ("2", "3", "0")
    return "FAILED, rolled back, and imported when mended"


@fault_for_each({"403": ACCESS_DENIED, "404": refused("NoSuchKey", status=404)})
def update_whose_object_answers(lab: Lab, case: Fault) -> str:
    """{} from S3 for the new file, and the rollback."""
    one = deployed(lab)
    lab.world.s3.always_fail("HeadObject", case)
    failed(updated(lab, one), "HeadObject failed")
    rolled_back(lab, one)
    assert len(lab.cognito.jobs) == 1
    return "FAILED before a job is made; the rollback asks S3 nothing"


@fault_for_each({"overwritten": True, "gone": False})
def rolled_back_when_the_object_is(lab: Lab, case: bool) -> str:
    """Another resource fails after the Update, and the earlier object is {}."""
    one = deployed(lab)
    two = updated(lab, one)["PhysicalResourceId"]
    if case:
        lab.plant(9, key=ONE)
    else:
        lab.world.s3.delete(ONE)
    asked = len(lab.world.s3.calls)
    rolled_back(lab, two)
    assert len(lab.world.s3.calls) == asked
    assert lab.delete(two)["Status"] == "SUCCESS"
    return "the earlier job again; nothing is imported, S3 is not asked"


@fault
def same_content_below_another_key(lab: Lab) -> str:
    """The asset's key changes and its digest does not, as with another CDK version."""
    content = lab.plant(3, key=ONE)
    lab.plant(3, key=TWO)
    sha256 = digest(content)
    one = lab.create(SourceKey=ONE, SourceDigest=sha256)["PhysicalResourceId"]
    answer = updated(lab, one, SourceDigest=sha256)
    assert (answer["PhysicalResourceId"], len(lab.cognito.jobs)) == (one, 1)
    return "kept"


@fault
def return_to_an_earlier_file(lab: Lab) -> str:
    """From one file to another and back, for good."""
    one = deployed(lab)
    two = updated(lab, one)["PhysicalResourceId"]
    rolled_back(lab, two)
    lab.delete(two)
    again = updated(lab, one)
    assert again["PhysicalResourceId"] == two
    assert len(lab.cognito.jobs) == 2
    return "each file is imported once"


@fault
def limit_lowered_and_the_next_update_rolled_back(lab: Lab) -> str:
    """A limit is lowered below what failed, and a later Update is rolled back to that."""
    lab.plant(5, 4, 5, key=ONE)
    lab.plant(5, key=TWO)
    one = lab.create(SourceKey=ONE, MaxFailedUsers="2")["PhysicalResourceId"]
    lowered = lab.update(one, sourced(), SourceKey=ONE, MaxFailedUsers="0")
    if lowered["Status"] == "FAILED":
        return f"FAILED when it is lowered: {lowered['Reason'][:60]}"
    two = updated(lab, one)["PhysicalResourceId"]
    rolled_back(lab, two)
    return "the rollback finds the earlier job"


@fault
def update_that_fails_delivered_twice(lab: Lab) -> str:
    """The same Update to a file with a failing row twice."""
    one = deployed(lab)
    lab.plant(5, 5, key=TWO)
    event = lab.request("Update", physical_resource_id=one, old={}, SourceKey=TWO)
    for _ in range(2):
        assert lab.attempt(event) is None
    assert len(lab.cognito.jobs) == 2
    return "one import, judged twice"


@fault
def update_that_was_stopped_and_its_answer_lost(lab: Lab) -> str:
    """The Update's job never ends; it is stopped, and the answer is not taken at first."""
    one = deployed(lab)
    lab.cognito.settings = ImportSettings(import_seconds=10_000)
    lab.server.behave(status(403))
    answer = updated(lab, one)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("FAILED", one)
    assert statuses(lab) == ["Succeeded", "Stopped"]
    return "FAILED by the second attempt, which makes no other job"


@fault
def update_whose_url_is_refused(lab: Lab) -> str:
    """403 to the upload of an Update, for ever."""
    lab.jobs_allowed = 2
    one = deployed(lab)
    lab.world.uploads.always_behave(URL_EXPIRED)
    failed(updated(lab, one), "S3 refused the pre-signed URL")
    assert statuses(lab) == ["Succeeded", "Created", "Created"]
    rolled_back(lab, one)
    return "FAILED, and rolled back"


@fault
def update_that_changes_wait(lab: Lab) -> str:
    """A job that is not waited for runs; an Update waits for it, and it fails."""
    lab.plant(5, 4, 5)
    lab.cognito.settings = ImportSettings(import_seconds=60)
    job_id = lab.create(Wait="false")["PhysicalResourceId"]
    failed(lab.update(job_id, sourced(Wait="false")), "2 rows failed")
    back = lab.roll_back(job_id, sourced(), Wait="false")
    assert (back["Status"], back["PhysicalResourceId"]) == ("SUCCESS", job_id)
    assert len(lab.cognito.jobs) == 1
    return "FAILED with its lines; the rollback keeps the job"


@fault
def killed_at_every_attempt_of_an_update(lab: Lab) -> str:
    """The responder answers an Update whose job runs, and the rollback comes."""
    one = deployed(lab)
    lab.cognito.settings = ImportSettings(import_seconds=10_000)
    event = lab.request("Update", physical_resource_id=one, old={}, SourceKey=TWO)
    # What a process leaves that is killed when the job has started.
    without_waiting = {**event["ResourceProperties"], "Wait": "false"}
    lab.server.behave(*[status(403)] * 10)
    lab.attempt({**event, "ResourceProperties": without_waiting})
    lab.server.behave()
    lab.fail_over(event, "RequestId: 1 Error: Runtime exited with error: signal: killed")
    answer = lab.answer_to(event)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("FAILED", one)
    rolled_back(lab, one)
    return f"FAILED by the responder, rolled back; its job is {statuses(lab)[-1]}"
