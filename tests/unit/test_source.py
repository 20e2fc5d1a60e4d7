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
from cognito_user_import.transfer.stored_part import StoredPart
from tests.fakes.clock import FakeClock
from tests.fakes.s3 import (
    BUCKET,
    KEY,
    FakeS3,
    ObjectAnswer,
    replaced,
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
    """The upload is never complete. Reading the file again wouldn't fix it."""
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


def test_an_object_that_is_gone_by_the_second_look_is_told(s3: FakeS3, clock: FakeClock) -> None:
    """GetObject names the error."""
    read = source(s3, clock)
    assert read.head.size == len(CONTENT)
    s3.delete()
    with pytest.raises(ServiceError, match=r"NoSuchKey: .* Check that the object exists, and"):
        read.read(whole)


def test_a_range_is_read_with_its_header(s3: FakeS3, clock: FakeClock) -> None:
    """As a file of its own, in blocks."""
    s3.put(b"header\n" + b"first\n" + b"second\n")
    stored = source(s3, clock)
    part = StoredPart(stored, stored.head.etag, 7, 13, 20)
    assert part.size == 14
    assert part.read(whole) == b"header\nsecond\n"
    assert part.read_rows(whole) == b"second\n"


def test_a_range_of_another_content_is_refused(s3: FakeS3, clock: FakeClock) -> None:
    """All parts of a file are of one content."""
    s3.put(b"header\nfirst\n")
    stored = source(s3, clock)
    part = StoredPart(stored, stored.head.etag, 7, 7, 13)
    s3.put(b"header\nother\n")
    with pytest.raises(ServiceError, match="PreconditionFailed"):
        part.read(whole)


def test_the_last_block_of_a_range_that_is_too_short_never_comes(
    s3: FakeS3, clock: FakeClock
) -> None:
    """A range that ends early is no file."""
    s3.put(b"header\nfirst\n")
    stored = source(s3, clock)
    with pytest.raises(SourceError, match="ended after 6 of 93 bytes"):
        StoredPart(stored, stored.head.etag, 7, 7, 100).read_rows(whole)
