"""The fake S3 answers boto3 as S3 does, and breaks off on request."""

import pytest
from botocore.exceptions import (
    ClientError,
    IncompleteReadError,
    ReadTimeoutError,
    ResponseStreamingError,
)

from tests.fakes.body import read_timed_out
from tests.fakes.s3 import (
    ACCESS_DENIED,
    BUCKET,
    INTERNAL_ERROR,
    KEY,
    KMS_DENIED,
    SLOW_DOWN,
    FakeS3,
    cut_off,
    replaced,
    shortened,
)
from tests.fakes.service import Fault, preceded_by

CONTENT = bytes(range(256)) * 400


def read(s3: FakeS3, **options: str) -> bytes:
    """Read the object in blocks."""
    body = s3.client().get_object(Bucket=BUCKET, Key=KEY, **options)["Body"]  # type: ignore[arg-type]
    return b"".join(iter(lambda: body.read(4096), b""))


@pytest.mark.parametrize("endpoint", ["", "https://127.0.0.1:1"])
def test_an_object_is_found_and_read(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    """Whether boto3 puts the bucket into the host or into the path; in blocks of a size."""
    if endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    s3 = FakeS3()
    s3.chunk = 1000
    s3.put(CONTENT, "a folder/ü+.csv")
    client = s3.client()
    head = client.head_object(Bucket=BUCKET, Key="a folder/ü+.csv")
    answer = client.get_object(Bucket=BUCKET, Key="a folder/ü+.csv", IfMatch=head["ETag"])
    assert (head["ContentLength"], answer["ETag"]) == (len(CONTENT), head["ETag"])
    assert len(answer["Body"].read(4096)) == 1000
    assert len(answer["Body"].read()) == len(CONTENT) - 1000


def test_an_object_that_changed_is_not_given_out_for_another() -> None:
    """Its ETag is of its content; another one is answered 412."""
    s3 = FakeS3()
    s3.put(CONTENT)
    etag = s3.client().head_object(Bucket=BUCKET, Key=KEY)["ETag"]
    s3.fail("GetObject", preceded_by(lambda: s3.put(b"other")))
    with pytest.raises(ClientError, match="PreconditionFailed"):
        read(s3, IfMatch=etag)
    assert read(s3) == b"other"


def test_versions_are_kept_where_the_bucket_has_them() -> None:
    """An earlier version can be read when the object is another one, or deleted."""
    s3 = FakeS3(is_versioned=True)
    first = s3.put(CONTENT)
    s3.put(b"second")
    s3.delete()
    assert read(s3, VersionId=first) == CONTENT
    for options, code in (({}, "NoSuchKey"), ({"VersionId": "none"}, "NoSuchVersion")):
        with pytest.raises(ClientError, match=code):
            read(s3, **options)


@pytest.mark.parametrize(("may_list", "status"), [(True, "404"), (False, "403")])
def test_an_object_that_is_missing_may_look_forbidden(may_list: bool, status: str) -> None:
    """As on AWS without s3:ListBucket; the answer to HeadObject names only a status."""
    s3 = FakeS3(may_list=may_list)
    s3.put(CONTENT, "other.csv")
    with pytest.raises(ClientError, match=rf"\({status}\)"):
        s3.client().head_object(Bucket=BUCKET, Key=KEY)


@pytest.mark.parametrize(
    ("fault", "text", "status"),
    [
        (SLOW_DOWN, "SlowDown", 503),
        (INTERNAL_ERROR, "InternalError", 500),
        (ACCESS_DENIED, "AccessDenied", 403),
        (KMS_DENIED, "kms:Decrypt", 403),
    ],
)
def test_errors_are_those_of_s3(fault: Fault, text: str, status: int) -> None:
    """Once each, in XML that boto3 reads."""
    s3 = FakeS3()
    s3.put(CONTENT)
    s3.fail("GetObject", fault)
    with pytest.raises(ClientError, match=text) as error:
        read(s3)
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert read(s3) == CONTENT
    assert s3.count("GetObject") == 2


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (cut_off(70_000), ResponseStreamingError),
        (cut_off(0, read_timed_out), ReadTimeoutError),
        (shortened(70_000), IncompleteReadError),
    ],
)
def test_a_body_can_break_off(fault: Fault, error: type[Exception]) -> None:
    """Half-way, at once, or too early; another try gets all of it."""
    s3 = FakeS3()
    s3.put(CONTENT)
    s3.fail("GetObject", fault)
    with pytest.raises(error):
        read(s3)
    assert read(s3) == CONTENT


def test_a_body_can_be_another_one() -> None:
    """Below the same header, which nothing but a digest can tell."""
    s3 = FakeS3()
    s3.put(CONTENT)
    s3.fail("GetObject", replaced(lambda content: content[::-1]))
    assert read(s3) == CONTENT[::-1]


def test_a_stored_object_is_given_back_whole_or_in_ranges() -> None:
    """However boto3 wraps what it sends."""
    s3 = FakeS3()
    s3.client().put_object(Bucket=BUCKET, Key=KEY, Body=CONTENT)
    assert read(s3) == CONTENT
    assert read(s3, Range="bytes=10-19") == CONTENT[10:20]
