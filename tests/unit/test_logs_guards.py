"""The log of the function: what its root handler writes."""

import io
import logging
from collections.abc import Iterator

import pytest

from cognito_user_import.logs import redact_logs
from tests.unit.test_logs import PRE_SIGNED


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
