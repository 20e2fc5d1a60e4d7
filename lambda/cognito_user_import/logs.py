"""Logging without secrets. Reasons are redacted here, too.

Secrets are the ResponseURL (anyone who has it can respond for the stack), the PreSignedUrl (anyone
who has it can upload users), and password hashes. A pattern can't recognize values from a CSV file,
so no code in this package puts one into a text.
"""

import logging
import os
import re
from typing import Final

REDACTED: Final = "<redacted>"

_SECRETS: Final = re.compile(
    # A URL's query contains its signature. A bare signature, or a header, is known by its name.
    r"""(?P<url>https?://[^\s"'<>?]*)\?[^\s"'<>]*"""
    r"""|(?P<name>\b(?:X-Amz-(?:Signature|Credential|Security-Token)|Signature)"""
    r"""['"]?\s*[=:]\s*(?:b?['"])?)[^\s"'<>,&]+"""
    r"""|\$(?:2[abxy]|argon2id|pbkdf2-sha256)\$[^\s"'<>]+"""
    r"""|\b\d+\$\d+\$\d+\$[0-9a-fA-F]+\$[0-9a-fA-F]+""",
    re.IGNORECASE,
)


def redact(text: str) -> str:
    """Return the text without URL queries and password hashes."""
    return _SECRETS.sub(_replacement, text)


def _replacement(match: re.Match[str]) -> str:
    if match["url"]:
        return f"{match['url']}?{REDACTED}"
    return f"{match['name'] or ''}{REDACTED}"


def redact_logs() -> None:
    """Make every handler of the root logger redact; add a handler if there is none."""
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler())
    for handler in root.handlers:
        handler.addFilter(RedactingFilter())


def set_log_level() -> None:
    """Set this package's loggers to the function's configured level, by default INFO.

    crhelper sets the root logger's level at each request.
    """
    configured = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "INFO")
    level = {"TRACE": "DEBUG"}.get(configured, configured)
    logging.getLogger("cognito_user_import").setLevel(level)


class RedactingFilter(logging.Filter):
    """Redacts a record, including its traceback, before a handler formats it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record in place; every record passes."""
        text = record.getMessage()
        if record.exc_info:
            # Into the message: Lambda's JSON formatter takes a traceback only from exc_info.
            text += "\n" + logging.Formatter().formatException(record.exc_info)
        record.msg, record.args = redact(text), None
        record.exc_info = record.exc_text = None
        return True
