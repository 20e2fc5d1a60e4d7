"""Files that people bring, and that are no CSV file of the pool: each is wrong for one cause."""

from __future__ import annotations

import bz2
import gzip
import io
import json
from typing import Final
from zipfile import ZipFile

from cognito_user_import.csv_rules.csv_format import BASE_COLUMNS, PASSWORD_HASH

_COLUMNS: Final = [*BASE_COLUMNS, PASSWORD_HASH]
_USERS: Final = [
    {"cognito:username": name, "email": f"{name}@example.com", "email_verified": "true"}
    for name in ("ada", "bob", "eve")
]


def csv_file(columns: list[str] = _COLUMNS, **values: str) -> bytes:
    """Return a file that the pool takes, but for these columns and values."""
    rows = [[{**user, **values}.get(name, "") for name in columns] for user in _USERS]
    return "".join(",".join(row) + "\n" for row in [columns, *rows]).encode()


def _zipped() -> bytes:
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", csv_file())
    return content.getvalue()


def _quoted() -> bytes:
    lines = csv_file().decode().splitlines()
    rows = (",".join(f'"{value}"' for value in line.split(",")) for line in lines)
    return "".join(f"{row}\r\n" for row in rows).encode()


def _without_header() -> bytes:
    return csv_file().partition(b"\n")[2]


def _of_other_names() -> bytes:
    header, _, rows = csv_file(["cognito:username", "email", "email_verified"]).partition(b"\n")
    assert header
    return b"Benutzername,E-Mail,email_verified\n" + rows


_PLANNED: Final = [name.replace("nickname", "custom:plan") for name in _COLUMNS]
_LINES: Final = "".join(json.dumps(user) + "\n" for user in _USERS).encode()
_MARK: Final = b"\xef\xbb\xbf"

WRONG_FILES: Final[dict[str, tuple[str, str, bytes]]] = {
    "semicolons, BOM, CRLF (Excel)": (
        "CUI-016",
        "commas between values, not semicolons. Run: cognito-user-import convert FILE",
        _MARK + csv_file().replace(b",", b";").replace(b"\n", b"\r\n"),
    ),
    "tabs (a copied sheet)": (
        "CUI-016",
        "commas between values, not tabs. Run: cognito-user-import convert FILE",
        csv_file().replace(b",", b"\t"),
    ),
    "tabs in UTF-16 (Excel, Unicode text)": (
        "CUI-004",
        "UTF-8, not UTF-16. Run: cognito-user-import convert FILE",
        csv_file().decode().replace(",", "\t").encode("utf-16"),
    ),
    "Latin-1": (
        "CUI-004",
        "UTF-8. Run: cognito-user-import convert FILE",
        csv_file(name="Zoë").decode().encode("latin-1"),
    ),
    "all values in quotes": (
        "CUI-017",
        "column names without quotes. Run: cognito-user-import convert FILE",
        _quoted(),
    ),
    "lines that end in CR": (
        "CUI-018",
        "lines that end in LF, not CR. Run: cognito-user-import convert FILE",
        csv_file().replace(b"\n", b"\r"),
    ),
    "gzip": (
        "CUI-015",
        "a CSV file, not a gzip file. Decompress it: gunzip < FILE > NEW.csv",
        gzip.compress(csv_file()),
    ),
    "bzip2": (
        "CUI-015",
        "a CSV file, not a bzip2 file. Decompress it: bunzip2 < FILE > NEW.csv",
        bz2.compress(csv_file()),
    ),
    "Git LFS pointer": (
        "CUI-015",
        "a CSV file, not a Git LFS pointer. Get the file: git lfs pull",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
    ),
    "SQL dump": (
        "CUI-015",
        "a CSV file, not an SQL dump. Export the table of users as CSV",
        b"/*!40101 SET NAMES utf8 */;\nINSERT INTO `users` VALUES (1);\n",
    ),
    "empty": ("CUI-006", "the pool's columns in the first line, which is empty", b""),
    "Excel workbook": (
        "CUI-015",
        "a CSV file, not an Excel workbook or a ZIP file. Save the sheet as CSV UTF-8",
        _zipped(),
    ),
    "JSON array": (
        "CUI-015",
        "a CSV file, not JSON. Run: cognito-user-import convert FILE",
        json.dumps(_USERS).encode(),
    ),
    "JSON lines (Auth0)": (
        "CUI-015",
        "a CSV file, not JSON. Run: cognito-user-import convert FILE",
        _LINES,
    ),
    "no header": (
        "CUI-006",
        "the pool's columns in the first line, not values. Run: cognito-user-import header "
        "--user-pool-id POOL",
        _without_header(),
    ),
    "another pool's header": (
        "CUI-019",
        "the pool's header; this one lacks nickname and has custom:plan. Run: "
        "cognito-user-import convert FILE",
        csv_file(_PLANNED),
    ),
    "names of another system": (
        "CUI-019",
        "the pool's header; this one lacks cognito:username. Run: cognito-user-import convert FILE",
        _of_other_names(),
    ),
}
"""The rule, what is expected, and the file, by what is wrong. All are of one pool."""
