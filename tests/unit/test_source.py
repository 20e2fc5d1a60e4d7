"""The object in S3: looked up, and read in blocks that are whole only when all is right."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.errors import ServiceError, SourceError
from cognito_user_import.properties.source_properties import SourceProperties
from cognito_user_import.transfer.stored_object import S3_ADVICE, Blocks, ObjectHead, StoredObject
from tests.fakes.body import read_timed_out
from tests.fakes.clock import FakeClock
from tests.fakes.s3 import (
    ACCESS_DENIED,
    BUCKET,
    INTERNAL_ERROR,
    KEY,
    KMS_DENIED,
    SLOW_DOWN,
    FakeS3,
    ObjectAnswer,
    cut_off,
    replaced,
    shortened,
)
from tests.fakes.service import Fault

CONTENT = b"".join(b"user%06d\n" % number for number in range(30_000))
DIGEST = hashlib.sha256(CONTENT).hexdigest()
PROPERTIES = SourceProperties(BUCKET, KEY)


@pytest.fixture
def s3() -> FakeS3:
    """Store an object of some blocks."""
    s3 = FakeS3(is_versioned=True)
    s3.put(CONTENT)
    return s3


@pytest.fixture
def clock() -> FakeClock:
    """Make a clock."""
    return FakeClock()


def source(s3: FakeS3, clock: FakeClock, **changes: Any) -> StoredObject:
    """Return the source of these properties."""
    properties = replace(PROPERTIES, **changes)
    calls = ServiceCalls(properties.url, Deadline(840, clock), 60, advice=S3_ADVICE)
    return StoredObject(
        properties.bucket,
        properties.key,
        properties.version,
        properties.digest,
        client=s3.client(),
        calls=calls,
    )


def whole(blocks: Blocks) -> bytes:
    """Read everything."""
    return b"".join(blocks())


def test_an_object_is_located(s3: FakeS3, clock: FakeClock) -> None:
    """Its size, and the ETag that stands for its content."""
    etag = s3.objects[BUCKET, KEY][0].etag
    assert source(s3, clock).head == ObjectHead(len(CONTENT), etag)


@pytest.mark.parametrize("digest", ["", DIGEST])
def test_an_object_is_read_in_blocks(s3: FakeS3, clock: FakeClock, digest: str) -> None:
    """As often as is wanted, each time from the beginning."""
    s3.chunk = 100_000
    read = source(s3, clock, digest=digest)

    def twice(blocks: Blocks) -> tuple[list[int], bytes]:
        return [len(block) for block in blocks()], whole(blocks)

    assert read.read(twice) == ([100_000] * 3 + [30_000], CONTENT)


def test_an_empty_object_has_no_block(s3: FakeS3, clock: FakeClock) -> None:
    """Its size is right."""
    s3.put(b"")
    read = source(s3, clock)
    assert read.read(lambda blocks: list(blocks())) == []


def test_a_version_is_read(s3: FakeS3, clock: FakeClock) -> None:
    """Whatever is in the object now."""
    s3.put(b"other")
    read = source(s3, clock, version="version1")
    assert read.read(whole) == CONTENT


def shorter(perform: Callable[[], Any]) -> ObjectAnswer:
    """Answer, with a length that agrees with it, less than was located."""
    answer: ObjectAnswer = perform()
    answer.content = answer.content[:-1]
    answer.headers["Content-Length"] = str(len(answer.content))
    return answer


@pytest.mark.parametrize(
    ("fault", "digest", "reason"),
    [
        (replaced(lambda content: content[:-1] + b"!"), DIGEST, "its SHA-256 differs."),
        (replaced(lambda content: b"!" + content[1:]), DIGEST, "its SHA-256 differs."),
        (shorter, "", f"ended after {len(CONTENT) - 1} of {len(CONTENT)} bytes."),
    ],
)
def test_the_last_block_of_a_wrong_file_never_comes(
    s3: FakeS3, clock: FakeClock, fault: Fault, digest: str, reason: str
) -> None:
    """What is uploaded meanwhile is never whole; reading it once more would not mend it."""
    s3.chunk = 100_000
    seen: list[int] = []

    def use(blocks: Blocks) -> None:
        seen.extend(len(block) for block in blocks())

    s3.always_fail("GetObject", fault)
    read = source(s3, clock, digest=digest)
    with pytest.raises(SourceError) as raised:
        read.read(use)
    assert str(raised.value).endswith(reason)
    assert seen == [100_000] * 3
    assert s3.count("GetObject") == 1


@pytest.mark.parametrize(
    "fault",
    [
        cut_off(100_000),
        cut_off(0),
        cut_off(100_000, read_timed_out),
        shortened(100_000),
        SLOW_DOWN,
        INTERNAL_ERROR,
    ],
)
def test_a_body_that_breaks_off_is_read_again(s3: FakeS3, clock: FakeClock, fault: Fault) -> None:
    """From the beginning, by what reads it."""
    begun: list[int] = []

    def use(blocks: Blocks) -> bytes:
        begun.append(1)
        return whole(blocks)

    s3.fail("GetObject", fault)
    read = source(s3, clock, digest=DIGEST)
    assert read.read(use) == CONTENT
    assert len(begun) == s3.count("GetObject") == 2
    assert len(clock.sleeps) == 1


def test_a_body_that_always_breaks_off_ends_in_an_error(s3: FakeS3, clock: FakeClock) -> None:
    """After two minutes."""
    s3.always_fail("GetObject", cut_off(100_000))
    read = source(s3, clock)
    with pytest.raises(ServiceError, match=r"^GetObject failed for s3://files/users.csv: "):
        read.read(whole)
    assert 60 < clock.now() <= 120


def test_an_object_that_is_overwritten_between_two_reads_is_an_error(
    s3: FakeS3, clock: FakeClock
) -> None:
    """What is uploaded must be what was checked."""
    read = source(s3, clock)
    assert read.read(whole) == CONTENT
    s3.put(b"other")
    with pytest.raises(ServiceError) as raised:
        read.read(whole)
    assert raised.value.code == "PreconditionFailed"
    assert str(raised.value).endswith("The object was overwritten during the read. Deploy again.")
    assert clock.sleeps == []


@pytest.mark.parametrize("changes", [{"key": "none"}, {"version": "none"}, {"bucket": "none"}])
def test_an_object_that_is_missing_is_told_at_once(
    s3: FakeS3, clock: FakeClock, changes: dict[str, str]
) -> None:
    """With what to look for; HeadObject has no body to name an error in."""
    with pytest.raises(ServiceError) as raised:
        source(s3, clock, **changes).read(whole)
    assert raised.value.code == "404"
    assert str(raised.value).endswith(
        "Check that the object exists, and its version, if you set one."
    )
    assert clock.sleeps == []


def test_an_object_that_is_gone_by_the_second_look_is_told(s3: FakeS3, clock: FakeClock) -> None:
    """GetObject names the error."""
    read = source(s3, clock)
    assert read.head.size == len(CONTENT)
    s3.delete()
    with pytest.raises(ServiceError, match=r"NoSuchKey: .* Check that the object exists, and"):
        read.read(whole)


@pytest.mark.parametrize("operation", ["HeadObject", "GetObject"])
def test_a_denial_is_waited_out_while_a_policy_spreads(
    s3: FakeS3, clock: FakeClock, operation: str
) -> None:
    """The deployment made it moments ago."""

    def spread(perform: Callable[[], Any]) -> Any:
        return perform() if clock.now() >= 20 else ACCESS_DENIED(perform)

    s3.always_fail(operation, spread)
    read = source(s3, clock)
    assert read.read(whole) == CONTENT
    assert 20 <= clock.now() < 26


@pytest.mark.parametrize(
    ("operation", "fault"),
    [("HeadObject", ACCESS_DENIED), ("GetObject", ACCESS_DENIED), ("GetObject", KMS_DENIED)],
)
def test_a_denial_without_end_fails_after_a_minute(
    s3: FakeS3, clock: FakeClock, operation: str, fault: Fault
) -> None:
    """With the rights that are needed; a missing object may be answered so too."""
    s3.always_fail(operation, fault)
    read = source(s3, clock)
    with pytest.raises(ServiceError, match=f"^{operation} failed") as raised:
        read.read(whole)
    assert str(raised.value).endswith(
        "Check that the object exists. Allow the handler's role s3:GetObject on it, and "
        "kms:Decrypt if a KMS key of yours encrypts it."
    )
    assert 30 < clock.now() <= 60
