"""The steps of one import by themselves, as a workflow would call them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import pytest

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import.errors import DeadlineError, ExpiredUrlError, UploadError
from cognito_user_import.importing.source_file import SourceFile
from cognito_user_import.importing.steps import ImportSteps
from cognito_user_import.properties.import_properties import ImportProperties
from cognito_user_import.properties.source_properties import SourceProperties
from cognito_user_import.transfer.stored_object import ObjectHead, StoredObject
from tests.cloudformation.events import properties
from tests.fakes.clients import FakeClients
from tests.fakes.clock import FakeClock
from tests.fakes.cognito import POOL, FakeCognito
from tests.fakes.s3 import BUCKET, KEY, FakeS3

Blocks = Callable[[], Iterable[bytes]]
GOOD_ROW = b"," * 9 + b"a@b.example,true" + b"," * 10 + b"user1,\n"


class Steps:
    """An import with a scripted upload, and 840 seconds for it."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.cognito = FakeCognito(clock=self.clock)
        self.s3, self.s3_clients = FakeS3(), 0
        header = self.cognito.client().get_csv_header(UserPoolId=POOL)["CSVHeader"]
        self.s3.put(f"{','.join(header)}\n".encode() + GOOD_ROW)
        self.seconds: list[float] = []
        self.error: Exception | None = None
        calls = ServiceCalls("it", Deadline(840, self.clock), 60, advice={})
        self.jobs = ImportJobs(self.cognito.client(), POOL, calls)
        clients = FakeClients(None, self.s3_client, self.no_log)
        given = ImportProperties.of(properties(SourceBucket=BUCKET, SourceKey=KEY))
        self.steps = ImportSteps(
            self.jobs,
            given,
            clients,
            guard=lambda _: None,
            watch=lambda _: None,
            out_of_time=lambda _: None,
        )

    def s3_client(self) -> Any:
        self.s3_clients += 1
        return self.s3.client()

    def job(self, age: float) -> ImportJob:
        """Return a job that was created this many seconds ago."""
        job = self.steps.create("seed", includes=lambda _: True, is_done=lambda _: False)
        return replace(job, creation_date=datetime.now(UTC) - timedelta(seconds=age))

    def upload(self, _url: str, size: int, blocks: Blocks, deadline: Deadline, **_: object) -> None:
        self.seconds.append(deadline.remaining)
        if self.error:
            raise self.error
        assert size == len(b"".join(blocks()))

    def no_log(self) -> Any:
        raise AssertionError("nobody asks for the log")


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    """Make the steps of an import."""
    made = Steps()
    monkeypatch.setattr("cognito_user_import.transfer.job_upload.upload", made.upload)
    return made


@pytest.mark.parametrize(("age", "seconds"), [(0, 840), (99, 800), (890, 9)])
def test_an_upload_ends_with_the_url_or_the_invocation(
    steps: Steps, age: float, seconds: float
) -> None:
    """Whichever is first."""
    steps.steps.upload(steps.job(age))
    assert steps.seconds[0] == pytest.approx(seconds, abs=8)


@pytest.mark.parametrize(("age", "expected"), [(0, UploadError), (900, ExpiredUrlError)])
def test_an_upload_that_fails_when_its_url_has_died_meanwhile_is_one_to_another_url(
    steps: Steps, age: float, expected: type[Exception]
) -> None:
    """S3 may close the connection before its refusal can be read."""
    steps.error = UploadError("The CSV file couldn't be uploaded in time: ConnectionResetError.")
    with pytest.raises(UploadError) as raised:
        steps.steps.upload(steps.job(age))
    assert type(raised.value) is expected
    assert str(raised.value) == str(steps.error)


def test_a_refused_url_is_told_as_such(steps: Steps) -> None:
    """However long it would have lived."""
    steps.error = ExpiredUrlError("S3 refused the pre-signed URL: status 403.")
    with pytest.raises(ExpiredUrlError):
        steps.steps.upload(steps.job(0))


def test_a_minute_is_kept_for_the_log_of_the_job(steps: Steps) -> None:
    """13 minutes are waited in a handler of 15, which keeps another one to answer."""
    running = replace(steps.job(0), status="InProgress")
    steps.cognito.jobs[0]["Status"] = "InProgress"
    with pytest.raises(DeadlineError):
        steps.steps.wait(running)
    assert 770 <= steps.clock.now() <= 780


def test_the_file_is_read_once_however_often_its_rows_are_counted(steps: Steps) -> None:
    """Reading 100 MB takes seconds."""
    assert steps.steps.rows == steps.steps.rows == 1
    assert steps.s3.count("GetObject") == 1


class SlowObject(StoredObject):
    """An object of good rows that take 10 seconds each."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps

    def __str__(self) -> str:
        return "s3://files/users.csv"

    @cached_property
    def head(self) -> ObjectHead:
        """What S3 says of it."""
        return ObjectHead(99_000_000, "etag")

    def read(self, use: Callable[[Blocks], Any]) -> Any:
        """Have it used."""
        return use(self._slowly)

    def _slowly(self) -> Iterator[bytes]:
        header = self._steps.jobs.csv_header()
        yield f"{','.join(header)}\n".encode()
        for _ in range(200):
            self._steps.clock.sleep(10)
            yield GOOD_ROW


@pytest.mark.parametrize("validate", [True, False])
@pytest.mark.parametrize(("seconds", "left"), [(840, 420), (15, 7.5)])
def test_a_check_that_would_eat_the_invocation_ends(
    steps: Steps, validate: bool, seconds: float, left: float
) -> None:
    """Seven minutes remain for the import, or half of the time, and the error says what to do."""
    header = steps.jobs.csv_header()
    slow = SourceFile(
        SlowObject(steps),
        SourceProperties(BUCKET, KEY, validate=validate),
        profile=PoolProfile.of_service(steps.jobs.user_pool(), header),
        header=header,
        algorithm="",
        deadline=Deadline(seconds, steps.clock),
    )
    with pytest.raises(DeadlineError) as raised:
        slow.check()
    assert left - 10 <= seconds - steps.clock.now() < left
    assert str(raised.value).startswith("The check of s3://files/users.csv takes so long that not")
    assert ("validate=False" in str(raised.value)) is validate
    assert steps.cognito.jobs == []


def test_the_rows_are_counted_only_where_they_decide(steps: Steps) -> None:
    """A job that another delivery has waited for is judged without the file."""
    ended = replace(steps.job(0), status="Succeeded")
    assert steps.steps.judge(ended) is ended
    assert (steps.s3.calls, steps.s3_clients) == ([], 0)
