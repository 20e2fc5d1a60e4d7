"""What the check of a part found, as JSON and as hashes. Neither has a value from the file."""

import base64
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from struct import unpack
from typing import Any, Final

from cognito_user_import.csv_rules import Issue, PartReport, rules
from cognito_user_import.csv_rules.sign_in import Batch

HASH_BYTES: Final = 8
_RULES: Final = {rule.code: rule for rule in rules.RULES}


def as_document(report: PartReport) -> dict[str, Any]:
    """Return a report of a part without what users sign in with."""
    return {
        "Columns": report.columns,
        "Lines": report.lines,
        "Rows": report.rows,
        "Bytes": report.bytes,
        "HasPasswordHashes": report.has_password_hashes,
        "EndsInNewline": report.ends_in_newline,
        "EndsInPercent": report.ends_in_percent,
        "IsComplete": report.is_complete,
        "Errors": report.errors,
        "Counts": {rule.code: count for rule, count in report.counts.items()},
        "Issues": [[issue.rule.code, *issue[1:]] for issue in report.issues],
        "FailedRows": report.failed_rows,
        "Failed": base64.b64encode(zlib.compress(report.failed)).decode(),
    }


def from_document(document: Mapping[str, Any]) -> PartReport:
    """Return the report that ``as_document`` wrote."""
    return PartReport(
        columns=document["Columns"],
        lines=document["Lines"],
        rows=document["Rows"],
        bytes=document["Bytes"],
        has_password_hashes=document["HasPasswordHashes"],
        ends_in_newline=document["EndsInNewline"],
        ends_in_percent=document["EndsInPercent"],
        is_complete=document["IsComplete"],
        errors=document["Errors"],
        counts=Counter({_RULES[code]: count for code, count in document["Counts"].items()}),
        issues=[Issue(_RULES[code], *place) for code, *place in document["Issues"]],
        failed_rows=document["FailedRows"],
        failed=bytearray(zlib.decompress(base64.b64decode(document["Failed"]))),
    )


def salt_of(execution: str) -> bytes:
    """Return what makes an execution's hashes different from those of others."""
    return blake2b(execution.encode(), digest_size=blake2b.SALT_SIZE).digest()


def stable_hash(value: bytes, salt: bytes) -> int:
    """Return a hash of eight bytes that is the same in all functions of an execution."""
    hashed: int = unpack("=q", _digest(value, salt))[0]
    return hashed


def hashes_by_space(batches: Sequence[Batch], execution: str) -> dict[str, "array[int]"]:
    """Return the hashes of sign-in values, by the column that they are compared in."""
    salt = salt_of(execution)
    found: dict[str, array[int]] = defaultdict(lambda: array("q"))
    for batch in batches:
        found[batch.space].frombytes(b"".join(_digest(value, salt) for value in batch.values))
    return dict(found)


def _digest(value: bytes, salt: bytes) -> bytes:
    return blake2b(value, digest_size=HASH_BYTES, salt=salt).digest()
