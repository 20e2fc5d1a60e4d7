"""What a file is instead of CSV, found in its first bytes."""

import codecs
from typing import Final

_FORMATS: Final = (
    (b"\x1f\x8b", "a gzip file. Decompress it: gunzip < FILE > NEW.csv"),
    (b"BZH91AY", "a bzip2 file. Decompress it: bunzip2 < FILE > NEW.csv"),
    (b"\xfd7ZXZ", "an xz file. Decompress it: unxz < FILE > NEW.csv"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file. Decompress it: unzstd < FILE > NEW.csv"),
    (b"7Z\xbc\xaf", "a 7-Zip archive. Extract it: 7z x FILE"),
    (b"PK\x03\x04", "an Excel workbook or a ZIP file. Save the sheet as CSV UTF-8"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook. Save the sheet as CSV UTF-8"),
    (b"PAR1", "a Parquet file. Save it as CSV"),
    (b"SQLITE FORMAT 3", "a SQLite database. Export its table of users as CSV"),
    (b"%PDF", "a PDF. Get the users as CSV or JSON"),
    (b"<", "XML or HTML. Get the users as CSV or JSON"),
    (b"--", "an SQL dump. Export the table of users as CSV"),
    (b"/*", "an SQL dump. Export the table of users as CSV"),
    (b"INSERT INTO", "an SQL dump. Export the table of users as CSV"),
    (b"CREATE TABLE", "an SQL dump. Export the table of users as CSV"),
    (b"{\\RTF", "an RTF document. Save it as plain text"),
    (b"VERSION HTTPS://GIT-LFS", "a Git LFS pointer. Get the file: git lfs pull"),
    (b"DN:", "LDIF. Convert the entries to CSV"),
)
_WIDE_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOST: Final = 0.7


def other_format(head: bytes | bytearray) -> str:
    """Return what a file is that no command can read, and what to do; empty for any other."""
    start = head[:64].removeprefix(codecs.BOM_UTF8).lstrip().upper()
    return next((what for sign, what in _FORMATS if start.startswith(sign)), "")


def is_json(head: str) -> bool:
    """Return whether a text begins like JSON."""
    return head.lstrip("\ufeff \t\r\n").startswith(("{", "["))


def wide_encoding(head: bytes) -> str:
    """Return UTF-16 or UTF-32 by Python's name; empty for encodings with bytes for letters."""
    for mark, name in _WIDE_MARKS:
        if head.startswith(mark):
            return name
    # Without a byte order mark, every second byte of most characters is 0.
    even, odd, most = head[::2].count(0), head[1::2].count(0), len(head) // 2 * _MOST
    if odd > most >= even:
        return "utf-16-le"
    return "utf-16-be" if even > most >= odd else ""
