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
