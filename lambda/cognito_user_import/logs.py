"""Logging without secrets; reasons are redacted here too.

Secrets are the ResponseURL (who has it can answer for the stack), the PreSignedUrl (who has it can
upload users) and password hashes. Cells of a CSV file have no form to be known by: no code of this
package puts one into a text.
"""

import logging
import os
import re
from typing import Final

REDACTED: Final = "<redacted>"

_SECRETS: Final = re.compile(
    # The query of a URL holds its signature; a bare one, or a header, is known by its name.
    r"""(?P<url>https?://[^\s"'<>?]*)\?[^\s"'<>]*"""
    r"""|(?P<name>\b(?:X-Amz-(?:Signature|Credential|Security-Token)|Signature)"""
    r"""['"]?\s*[=:]\s*(?:b?['"])?)[^\s"'<>,&]+"""
    r"""|\$(?:2[abxy]|argon2id|pbkdf2-sha256)\$[^\s"'<>]+"""
    r"""|\b\d+\$\d+\$\d+\$[0-9a-fA-F]+\$[0-9a-fA-F]+""",
    re.IGNORECASE,
)


def redact(text: str) -> str:
    """Return the text without the queries of its URLs and without password hashes."""
    return _SECRETS.sub(_replacement, text)


def _replacement(match: re.Match[str]) -> str:
    if match["url"]:
        return f"{match['url']}?{REDACTED}"
    return f"{match['name'] or ''}{REDACTED}"


def redact_logs() -> None:
    """Have every handler of the root logger redact; give the root logger one if it has none."""
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler())
    for handler in root.handlers:
        handler.addFilter(RedactingFilter())


def set_log_level() -> None:
    """Give this package's loggers the level that the function is configured with, else INFO.

    crhelper sets the root logger's at each request.
    """
    configured = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "INFO")
    level = {"TRACE": "DEBUG"}.get(configured, configured)
    logging.getLogger("cognito_user_import").setLevel(level)


class RedactingFilter(logging.Filter):
    """Redacts a record, its traceback included, before a handler formats it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record in place; every record passes."""
        text = record.getMessage()
        if record.exc_info:
            # Into the message: Lambda's formatter for JSON knows no traceback but exc_info.
            text += "\n" + logging.Formatter().formatException(record.exc_info)
        record.msg, record.args = redact(text), None
        record.exc_info = record.exc_text = None
        return True
