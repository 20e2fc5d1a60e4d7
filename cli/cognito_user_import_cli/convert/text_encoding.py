"""The encoding of a file, found in its bytes."""

import codecs
import re
from pathlib import Path
from typing import BinaryIO, Final

from cognito_user_import.csv_rules.other_formats import other_format, wide_encoding
from cognito_user_import_cli.command_errors import UsageError

_WORD: Final = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_ABOUT_THE_SAME: Final = 0.02
_BLOCK: Final = 1 << 20
_SAMPLE: Final = 1 << 18
_LIKELY: Final = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "iso8859_2", "mac_roman"),
    *("cp850", "shift_jis", "gb18030", "big5", "euc_kr", "koi8_r"),
)
"""The encodings that spreadsheets and old databases write, the most common first.

Latin-1 is a part of cp1252.
"""


def encoding_of(path: Path, file: BinaryIO) -> tuple[str, bool]:
    """Return the encoding of a file of text, by Python's name, and whether it is certain.

    :raises UsageError: It isn't text, or its encoding can't be found.
    """
    file.seek(0)
    head = file.read(4096)
    if what := other_format(head):
        raise UsageError(f"{path} is {what}.")
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", True
    if wide := wide_encoding(head):
        return wide, True
    file.seek(0)
    sample = _lines_outside_utf_8(file)
    if not sample:
        return "utf-8", True
    if b"\x00" in sample:
        raise UsageError(f"{path} isn't a text file. Allowed: CSV or JSON.")
    return _guess(path, sample), False


def _guess(path: Path, sample: bytes) -> str:
    """Return the likely encoding of words. Of equally likely ones, the first."""
    # Here, because it takes a few hundredths of a second, and few files need it.
    from charset_normalizer import from_bytes

    # ASCII words would make every encoding look right, but they are a part of some characters.
    words = b"\n".join(_WORD.findall(sample))
    tries = (
        from_bytes(text, cp_isolation=list(_LIKELY), threshold=0.5) for text in (words, sample)
    )
    found = next(filter(None, tries), None)
    if not found:
        raise UsageError(f"The encoding of {path} is unknown. Name it, such as --encoding cp1252.")
    best = min(match.chaos for match in found)
    likely = [match for match in found if match.chaos <= best + _ABOUT_THE_SAME]
    names = {name for match in likely for name in (match.encoding, *match.could_be_from_charset)}
    return next(name for name in _LIKELY if name in names)


def require_encoding(name: str) -> str:
    """Return an encoding's name in Python.

    :raises UsageError: Python doesn't know it.
    """
    try:
        known = codecs.lookup(name)
        is_text = known._is_text_encoding
    except LookupError:
        is_text = False
    if not is_text:
        raise UsageError(
            f"--encoding must be an encoding that Python knows, such as utf-8 or cp1252. "
            f"Received: {name[:64]!r}."
        )
    return "utf-8-sig" if known.name == "utf-8" else known.name


def _lines_outside_utf_8(file: BinaryIO) -> bytes:
    """Return lines with bytes above 127, if the file isn't UTF-8; else nothing."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := file.read(_BLOCK):
            decoder.decode(block)
            if b"\x00" in block:
                return b"\x00"
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        file.seek(0)
    else:
        return b""
    found, size = [], 0
    for line in file:
        if not line.isascii():
            found.append(line[:_SAMPLE])
            size += len(line)
            if size > _SAMPLE:
                break
    return b"".join(found)
