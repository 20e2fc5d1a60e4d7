"""Secrets in texts and in log records."""

import io
import logging
from collections.abc import Iterator

import pytest

from cognito_user_import.logs import RedactingFilter, redact, redact_logs

PRE_SIGNED = (
    "https://uploads.s3.amazonaws.com/1/pool/import-1?X-Amz-Algorithm=A&X-Amz-Signature=5ec2e7"
)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (
            f"PUT {PRE_SIGNED} failed",
            "PUT https://uploads.s3.amazonaws.com/1/pool/import-1?<redacted> failed",
        ),
        (f'{{"url": "{PRE_SIGNED}"}}', '{"url": "https://uploads.s3.amazonaws.com/1/pool/import-1?<redacted>"}'),
        ("/path?X-Amz-Signature=5ec2e7 gone", "/path?X-Amz-Signature=<redacted> gone"),
        ("X-Amz-Security-Token=5ec2e7", "X-Amz-Security-Token=<redacted>"),
        ("x-amz-security-token:5ec2e7", "x-amz-security-token:<redacted>"),
        ("{'X-Amz-Security-Token': b'5ec2e7'}", "{'X-Amz-Security-Token': b'<redacted>'}"),
        ("SignedHeaders=host, Signature=5ec2e7", "SignedHeaders=host, Signature=<redacted>"),
        ("$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy, 2", "<redacted> 2"),
        ("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", "<redacted>"),
        ("$pbkdf2-sha256$600000$c2FsdA$aGFzaA", "<redacted>"),
        ("16384$8$1$73616c74$68617368", "<redacted>"),
        (
            "to https%3A%2F%2Fuploads.s3.amazonaws.com%2F1%3FX-Amz-Signature%3D5ec2e7%26a%3Db gone",
            "to https%3A%2F%2Fuploads.s3.amazonaws.com%2F1?<redacted> gone",
        ),
        ("https%253A%252F%252Fa.b%253FSignature%253D5ec2e7", "https%253A%252F%252Fa.b?<redacted>"),
        ("a%3Db%26X-Amz-Signature%3D5ec2e7", "a%3Db%26X-Amz-Signature%3D<redacted>"),
        ("Expires%3D1%26Signature%3D5ec2e7", "Expires%3D1%26Signature%3D<redacted>"),
        ("%242b%2410%24N9qo8uLOickgx2ZMRZoMye", "<redacted>"),
        ("[('X-Amz-Signature', '5ec2e7')]", "[('X-Amz-Signature', '<redacted>')]"),
        ("[(b'x-amz-security-token', b'5ec2e7')]", "[(b'x-amz-security-token', b'<redacted>')]"),
        ('["X-Amz-Signature", "5ec2e7"]', '["X-Amz-Signature", "<redacted>"]'),
        ("{'X-Amz-Signature': ['5ec2e7']}", "{'X-Amz-Signature': ['<redacted>']}"),
        (r'{\"X-Amz-Signature\": \"5ec2e7\"}', r'{\"X-Amz-Signature\": \"<redacted>\"}'),
        ("aws_session_token=5ec2e7/+=", "aws_session_token=<redacted>"),
        ("AWS_SESSION_TOKEN: 5ec2e7", "AWS_SESSION_TOKEN: <redacted>"),
        ("{'SessionToken': '5ec2e7'}", "{'SessionToken': '<redacted>'}"),
        ("aws_secret_access_key = 5ec2e7", "aws_secret_access_key = <redacted>"),
        ("AWS_SECRET_ACCESS_KEY=5ec2e7", "AWS_SECRET_ACCESS_KEY=<redacted>"),
        ('{"SecretAccessKey": "5ec2e7"}', '{"SecretAccessKey": "<redacted>"}'),
        ("The session token is invalid.", "The session token is invalid."),
        ("Signature, header, and token", "Signature, header, and token"),
        ("SignatureDoesNotMatch: try again", "SignatureDoesNotMatch: try again"),
        ("import-mAgUtd8PMm is Created", "import-mAgUtd8PMm is Created"),
        ("https://docs.aws.amazon.com/cognito", "https://docs.aws.amazon.com/cognito"),
        ("arn:aws:sts::111122223333:role/a may not", "arn:aws:sts::111122223333:role/a may not"),
    ],
)  # fmt: skip
def test_secrets_are_taken_out_and_nothing_else(text: str, redacted: str) -> None:
    """What remains still says where and what."""
    assert redact(text) == redacted


def test_a_log_record_is_redacted_with_its_arguments_and_traceback() -> None:
    """Wherever a secret came in, it does not come out of the handler."""
    try:
        raise ValueError(PRE_SIGNED)
    except ValueError as error:
        record = logging.LogRecord(
            "any", logging.ERROR, __file__, 1, "%s said %s", (PRE_SIGNED, error),
            (ValueError, error, error.__traceback__),
        )  # fmt: skip
    assert RedactingFilter().filter(record)
    text = logging.Formatter().format(record)
    assert "5ec2e7" not in text
    assert "ValueError: https://uploads.s3.amazonaws.com/1/pool/import-1?<redacted>" in text


class Reveals(logging.Formatter):
    """A formatter that prints all that a record has, as one that writes JSON does."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{super().format(record)} {vars(record)}"


@pytest.mark.parametrize(
    "extra",
    [
        {"url": PRE_SIGNED},
        {"event": {"ResponseURL": PRE_SIGNED}},
        {"headers": [("X-Amz-Signature", "5ec2e7")]},
        {"query": {"X-Amz-Signature": ["5ec2e7"]}},
        {"aws_session_token": "5ec2e7"},
        {"body": b"aws_secret_access_key=5ec2e7"},
        {"error": ValueError(PRE_SIGNED)},
    ],
)
def test_further_attributes_of_a_record_are_redacted(
    output: io.StringIO, extra: dict[str, object]
) -> None:
    """A formatter that writes JSON prints them."""
    logging.getLogger().handlers[0].setFormatter(Reveals())
    redact_logs()
    logging.getLogger("any").error("sent", extra={**extra, "job": "import-1", "rows": [1, 2]})
    assert "5ec2e7" not in output.getvalue()
    assert "<redacted>" in output.getvalue()
    assert "'job': 'import-1', 'rows': [1, 2]" in output.getvalue()


def test_the_stack_of_a_record_is_redacted(output: io.StringIO) -> None:
    """It shows source lines, which can contain anything."""
    logging.getLogger().handlers[0].setFormatter(Reveals())
    redact_logs()
    logging.getLogger("any").error("sent", stack_info=len("X-Amz-Signature=5ec2e7") > 0)
    assert "5ec2e7" not in output.getvalue()
    assert "sent\nStack (most recent call last):\n" in output.getvalue()


@pytest.fixture
def output() -> Iterator[io.StringIO]:
    """Put one handler on the root logger, and everything back afterwards."""
    root = logging.getLogger()
    before = root.handlers[:]
    stream = io.StringIO()
    root.handlers = [logging.StreamHandler(stream)]
    yield stream
    root.handlers = before


def test_what_any_logger_logs_is_redacted(output: io.StringIO) -> None:
    """Crhelper's and botocore's too: the filter is the root's handlers'."""
    redact_logs()
    logging.getLogger("any.other").error("sent %s", PRE_SIGNED)
    assert output.getvalue() == (
        "sent https://uploads.s3.amazonaws.com/1/pool/import-1?<redacted>\n"
    )
