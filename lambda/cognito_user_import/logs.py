"""Logging without secrets. Reasons are redacted here, too.

Secrets are the ResponseURL (anyone who has it can respond for the stack), the PreSignedUrl (anyone
who has it can upload users), AWS credentials, and password hashes. A pattern can't recognize values
from a CSV file, so no code in this package puts one into a text.
"""

import logging
import os
import re
from typing import Final

REDACTED: Final = "<redacted>"

_SECRETS: Final = re.compile(
    # A URL's query contains its signature. The URL itself can be part of another one, and encoded.
    r"""(?=[hxs$%\d])(?:"""  # For speed: no secret starts with another character.
    r"""(?P<url>https?://[^\s"'<>?]{0,2048})\?[^\s"'<>]*"""
    r"""|(?P<encoded>https?%(?:25)*3A[^\s"'<>?&]{0,2048}?)%(?:25)*3F[^\s"'<>]*"""
    # Any other secret is known by its name, as an assignment, a header, or a pair.
    r"""|(?P<name>(?:X-Amz-(?:Signature|Credential|Security-Token)|(?:\b|(?<=%26))Signature"""
    r"""|secret[_-]?access[_-]?key|session[_-]?token)"""
    r"""(?:(?:\\*['"])?\s*[=:]\s*|\\*['"]\s*,\s*(?=b?\\*['"])|%(?:25)*3[AD])"""
    r"""[\[(]*(?:b?\\*['"])?)[^\s"'<>,&\\]+"""
    r"""|(?:\$|%24)(?:2[abxy]|argon2id|pbkdf2-sha256)(?:\$|%24)[^\s"'<>]+"""
    r"""|\b\d+\$\d+\$\d+\$[0-9a-fA-F]+\$[0-9a-fA-F]+)""",
    re.IGNORECASE,
)
_OWN: Final = frozenset({*vars(logging.makeLogRecord({})), "message", "asctime"})
"""The attributes of every record. All others are a caller's extra ones."""


def redact(text: str) -> str:
    """Return the text without URL queries, signatures, secret keys, and password hashes."""
    return _SECRETS.sub(_replacement, text)


def _replacement(match: re.Match[str]) -> str:
    if url := match["url"] or match["encoded"]:
        return f"{url}?{REDACTED}"
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
    """Redacts a record, including its traceback, stack, and extra attributes, before formatting."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record in place; every record passes."""
        text = record.getMessage()
        if record.exc_info:
            # Into the message: Lambda's JSON formatter takes a traceback only from exc_info.
            text += "\n" + logging.Formatter().formatException(record.exc_info)
        if record.stack_info:
            text += f"\n{record.stack_info}"
        record.msg, record.args = redact(text), None
        record.exc_info = record.exc_text = record.stack_info = None
        for name in vars(record).keys() - _OWN:
            # A secret can be known by the attribute's name only.
            shown = f"{name}={getattr(record, name)}"
            if (redacted := redact(shown)) != shown:
                setattr(record, name, redacted.removeprefix(f"{name}="))
        return True
