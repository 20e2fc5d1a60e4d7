"""Faults of the place behind the pre-signed URL."""

from collections.abc import Callable
from typing import Any
from unittest import mock

from tests.fakes.upload_behaviour import (
    EXPIRED_ABRUPTLY,
    EXPIRED_EARLY,
    INTERNAL_ERROR,
    SLOW_DOWN,
    URL_EXPIRED,
    deafness,
    redirect,
    reset_after,
    silence,
    status,
    take,
    taken_and_reset,
)
from tests.fakes.upload_request import Behaviour, UploadRequest
from tests.faults.catalogue import fault, fault_for_each
from tests.faults.imported import counts, failed, plant_large, reading_jobs, statuses
from tests.faults.lab import Lab

_SOCKET_TIMEOUT = 0.3
"""Seconds of real time in place of the handler's 20."""


def impatient(lab: Lab, behaviour: Behaviour) -> Behaviour:
    """Have the 20 s go by for which the handler waits for a server that does not answer."""

    def waited_for(request: UploadRequest) -> None:
        lab.clock.sleep(20)
        behaviour(request)

    return waited_for


@fault_for_each(
    {
        "503": SLOW_DOWN,
        "500": INTERNAL_ERROR,
        "408": status(408, "RequestTimeout", "Your socket connection was not read."),
        "429": status(429),
        "a reset before the body": reset_after(0),
        "a reset in the middle of the body": reset_after(1_500_000),
    }
)
def three_times(lab: Lab, case: Behaviour) -> str:
    """{} at the first three uploads."""
    content = plant_large(lab)
    lab.world.uploads.behave(case, case, case)
    assert counts(lab.create())[0] == "1500"
    assert [upload.content for upload in lab.world.uploads.taken] == [content]
    assert len(lab.cognito.jobs) == 1
    return f"imported after {lab.clock.now():.1f} s, with the same URL"


@fault_for_each({"503": SLOW_DOWN, "a reset in the middle of the body": reset_after(1_500_000)})
def for_ever(lab: Lab, case: Behaviour) -> str:
    """{} at each upload."""
    plant_large(lab)
    lab.seconds = 300
    lab.world.uploads.always_behave(case)
    failed(lab.create(), "couldn't be uploaded in time")
    assert statuses(lab) == ["Created"]
    assert lab.clock.now() <= 240
    return f"FAILED after {lab.clock.now():.0f} s; the job expires"


@fault_for_each({"once": 1, "three times": 3})
def taken_and_the_answer_lost(lab: Lab, case: int) -> str:
    """S3 takes the file and the connection is cut, {}."""
    lab.plant()
    lab.world.uploads.behave(*[taken_and_reset] * case)
    assert counts(lab.create()) == ("3", "0", "0")
    taken = lab.world.uploads.taken
    assert ({upload.digest for upload in taken}, len(taken)) == ({taken[0].digest}, case + 1)
    return "the same file once more, one job, one import"


@fault_for_each({"answers": silence, "reads": deafness})
def server_that_never(lab: Lab, case: Behaviour) -> str:
    """The server never {} at the first upload."""
    plant_large(lab)
    lab.world.uploads.behave(impatient(lab, case))
    with mock.patch("cognito_user_import.transfer.upload._SOCKET_TIMEOUT", _SOCKET_TIMEOUT):
        assert counts(lab.create())[0] == "1500"
    return f"taken at the second upload, after {lab.clock.now():.0f} s"


@fault
def server_that_never_answers_any_upload(lab: Lab) -> str:
    """The server never answers, whatever is uploaded."""
    lab.plant()
    lab.seconds = 300
    lab.world.uploads.always_behave(impatient(lab, silence))
    with mock.patch("cognito_user_import.transfer.upload._SOCKET_TIMEOUT", _SOCKET_TIMEOUT):
        failed(lab.create(), "couldn't be uploaded in time: TimeoutError")
    assert lab.clock.now() <= 260
    return f"FAILED after {lab.clock.now():.0f} s"


EXPIRED = {
    "after the body": URL_EXPIRED,
    "before the body": EXPIRED_EARLY,
    "before the body, and the connection closed": EXPIRED_ABRUPTLY,
}


@fault_for_each(EXPIRED)
def url_refused_once(lab: Lab, case: Behaviour) -> str:
    """403, {}: the URL has expired."""
    lab.jobs_allowed = 2
    plant_large(lab)
    # Of an answer that comes before the connection is closed, the client may see nothing.
    lab.world.uploads.behave(*[case] * (4 if case is EXPIRED_ABRUPTLY else 1))
    lab.cognito.fail("CreateUserImportJob", lambda perform: perform(), healed(lab))
    answer = lab.create()
    assert counts(answer)[0] == "1500"
    assert len(lab.cognito.jobs) <= 2
    assert reading_jobs(lab) == [answer["PhysicalResourceId"]]
    return f"{statuses(lab)}: another job has the file"


def healed(lab: Lab) -> Callable[[Callable[[], Any]], Any]:
    """Have uploads be taken from the call on that this is a fault of."""

    def fault(perform: Callable[[], Any]) -> Any:
        lab.world.uploads.behave()
        return perform()

    return fault


@fault
def url_refused_for_ever(lab: Lab) -> str:
    """403 to each upload."""
    lab.jobs_allowed = 2
    lab.plant()
    lab.world.uploads.always_behave(URL_EXPIRED)
    failed(lab.create(), "S3 refused the pre-signed URL: status 403, AccessDenied")
    assert statuses(lab) == ["Created", "Created"]
    return "FAILED after one further job: none can be deleted"


@fault
def url_expires_while_uploads_fail(lab: Lab) -> str:
    """503 until the URL has lived its time, which here is 30 s."""
    lab.jobs_allowed = 2
    lab.plant()
    lab.cognito.url_lifetime = 30

    def overloaded(request: UploadRequest) -> None:
        (SLOW_DOWN if lab.clock.now() <= 30 else take)(request)

    lab.world.uploads.always_behave(overloaded)
    answer = lab.create()
    assert counts(answer) == ("3", "0", "0")
    assert statuses(lab) == ["Created", "Succeeded"]
    return f"another job after {lab.clock.now():.0f} s, one import"


@fault_for_each({"Amazon's host": "https://elsewhere.s3.amazonaws.com/", "anywhere": "https://h/"})
def redirected(lab: Lab, case: str) -> str:
    """307 to {}."""
    lab.plant()
    lab.world.uploads.behave(redirect(case))
    failed(lab.create(), "S3 refused the CSV file: status 307")
    assert len(lab.world.uploads.uploads) == 1
    return "FAILED: nothing is sent to another place"


@fault_for_each({f"{code}": code for code in (400, 404, 405, 411, 413)})
def refused_with(lab: Lab, case: int) -> str:
    """{} to the upload, in XML that shows the URL."""
    lab.plant()
    lab.world.uploads.behave(status(case, "InvalidRequest"))
    failed(lab.create(), f"S3 refused the CSV file: status {case}, InvalidRequest.")
    assert lab.clock.now() == 0
    return "FAILED at once, with S3's code"


@fault_for_each(
    {
        "not https": "http://bucket.s3.eu-central-1.amazonaws.com",
        "not Amazon's": "https://attacker.example",
        "a look-alike": "https://bucket.s3.attackeramazonaws.com",
        "empty": "",
    }
)
def url_that_is(lab: Lab, case: str) -> str:
    """Cognito answers a pre-signed URL that is {}."""
    lab.plant()
    lab.cognito.upload_url = case
    failed(lab.create(), "The pre-signed URL must be an https URL of Amazon S3.")
    assert lab.world.uploads.uploads == []
    return "FAILED, nothing is sent"


@fault
def url_refused_and_the_invocation_repeated(lab: Lab) -> str:
    """403 to a young URL; another job is imported, and CloudFormation does not take the answer."""
    lab.jobs_allowed = 2
    lab.plant()
    lab.world.uploads.behave(URL_EXPIRED)
    event = lab.request("Create")
    assert lab.attempt(event) is None
    first = lab.server.answers[-1]
    # Taken, but not known to be: Lambda invokes again.
    dead = lab.cognito.jobs[0]["JobId"]

    def still_refused(request: UploadRequest) -> None:
        (URL_EXPIRED if request.upload.job_id == dead else take)(request)

    lab.world.uploads.always_behave(still_refused)
    assert lab.attempt(event) is None
    assert lab.server.answers[-1] == first
    assert reading_jobs(lab) == [first["PhysicalResourceId"]], statuses(lab)
    return "the same answer; nothing is imported again"
