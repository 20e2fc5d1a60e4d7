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
    abrupt,
    deafness,
    early,
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
        "400, RequestTimeout": status(400, "RequestTimeout", "Your socket wasn't read from."),
        "429": status(429),
        "503 before the body": early(503, "SlowDown"),
        "500, and the connection closed": abrupt(500, "InternalError"),
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


@fault_for_each(
    {
        "503": (SLOW_DOWN, "status 503, SlowDown."),
        "a reset in the middle of the body": (reset_after(1_500_000), ""),
    }
)
def for_ever(lab: Lab, case: tuple[Behaviour, str]) -> str:
    """{} at each upload."""
    plant_large(lab)
    lab.seconds = 300
    behaviour, said = case
    lab.world.uploads.always_behave(behaviour)
    failed(lab.create(), f"The CSV file couldn't be uploaded in time: {said}")
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
    answer = lab.create()
    assert failed(answer) == "S3 refused the pre-signed URL: status 403, AccessDenied."
    assert answer["PhysicalResourceId"] == lab.cognito.jobs[1]["JobId"]
    assert len(lab.world.uploads.uploads) == 2
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


@fault_for_each(
    {
        "400": (status(400, "EntityTooLarge"), "400, EntityTooLarge"),
        "400 before the body": (early(400, "EntityTooLarge"), "400, EntityTooLarge"),
        "400 and no code that S3 has": (status(400, "planted-pre-signed-url"), "400"),
        "404": (status(404, "NoSuchBucket"), "404, NoSuchBucket"),
        "404 without a text": (status(404), "404"),
        "405": (status(405, "MethodNotAllowed"), "405, MethodNotAllowed"),
        "411": (status(411, "MissingContentLength"), "411, MissingContentLength"),
        "413": (status(413, "InvalidRequest"), "413, InvalidRequest"),
        "307 to Amazon's host": (
            redirect("https://elsewhere.s3.amazonaws.com/"),
            "307, TemporaryRedirect",
        ),
        "307 to anywhere": (redirect("https://h/"), "307, TemporaryRedirect"),
    }
)
def refused_with(lab: Lab, case: tuple[Behaviour, str]) -> str:
    """{} to the upload, in XML that shows the URL."""
    lab.plant()
    behaviour, said = case
    lab.world.uploads.behave(behaviour)
    answer = lab.create()
    assert failed(answer) == f"S3 refused the CSV file: status {said}."
    assert answer["PhysicalResourceId"] == lab.cognito.jobs[0]["JobId"]
    assert len(lab.world.uploads.uploads) == 1
    assert (lab.clock.now(), lab.cognito.count("StartUserImportJob")) == (0, 0)
    return "FAILED at once, with S3's code; nothing is sent to another place"


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
