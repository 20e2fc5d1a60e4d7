"""What docs/csv-rules.md and `explain` say about the rules for a file as a whole."""

from typing import Final, NamedTuple


class RuleText(NamedTuple):
    """What the document says about a rule."""

    why: str
    fix: str


HASH_SOURCE: Final = "Source: the page on importing password hashes."
CONVERT_FILE: Final = "Convert the file: `cognito-user-import convert FILE`."
UNDOCUMENTED: Final = "AWS doesn't document how Cognito handles this [?]."

FILE_RULE_TEXTS: Final = {
    "CUI-001": RuleText(
        "Quota: 100 MB per file.", "Split the file, and import the parts one after the other."
    ),
    "CUI-002": RuleText("Quota: 500,000 users per file.", "Split the file."),
    "CUI-003": RuleText("There is nothing to import.", "Add rows, or don't create a job."),
    "CUI-004": RuleText(
        "Cognito's CSV is UTF-8. Excel and old databases write UTF-16, or an encoding of one "
        "region such as Windows-1252. Reported for the first such line.",
        f"{CONVERT_FILE} It finds the encoding. Or save the file as UTF-8.",
    ),
    "CUI-005": RuleText(
        f"A byte order mark may become part of the first column's name. {UNDOCUMENTED}",
        "Save the file as UTF-8 without a BOM, or convert it: `cognito-user-import convert FILE`. "
        "In Python, use `utf-8`, not `utf-8-sig`.",
    ),
    "CUI-006": RuleText(
        "The first line names the columns. If it has an email address, a number, or another value "
        "where a name should be, the header is missing.",
        "Start the file with the pool's header, which `cognito-user-import header` prints. An "
        "export of Firebase has no header; `cognito-user-import convert` reads it without one.",
    ),
    "CUI-007": RuleText(
        "AWS's page says that every column of the pool's header must be present, in any order, and "
        "shows a file with six columns. How Cognito handles such a file isn't known [?].",
        "Add the column. Its values can be blank.",
    ),
    "CUI-008": RuleText(
        "A job fails if the file has a column that the pool doesn't have. A message names at most "
        "five columns.",
        "Remove the column, or add the custom attribute to the pool first.",
    ),
    "CUI-009": RuleText("The header has each column once.", "Remove one of the two columns."),
    "CUI-010": RuleText(
        "A job doesn't start if the pool auto-verifies no attribute.",
        "Configure the pool to auto-verify email addresses or phone numbers.",
    ),
    "CUI-011": RuleText(
        f"A job that names an algorithm fails without this column. {HASH_SOURCE}",
        "Add the `password_hash` column, or remove the algorithm.",
    ),
    "CUI-012": RuleText(
        "The pool's header has this column. AWS doesn't document whether you can omit it when the "
        "job names no algorithm [?].",
        "Add the column with blank values.",
    ),
    "CUI-013": RuleText(
        f"{UNDOCUMENTED} It may be harmless: a published file without one was imported.",
        "End the last line with a newline.",
    ),
    "CUI-014": RuleText(
        f"These lines end in CRLF. {UNDOCUMENTED} It may be harmless: two public tools write such "
        "files and then use the imported users. Reported once per file.",
        "Save the file with Unix line endings (LF).",
    ),
    "CUI-015": RuleText(
        "The file is something else, such as a workbook, a compressed file, or JSON. Its other "
        "issues aren't listed.",
        "The message says what to do. `cognito-user-import convert` reads JSON, and the exports of "
        "other systems.",
    ),
    "CUI-016": RuleText(
        "Excel writes semicolons where a comma is the decimal sign, and tabs as Unicode text. The "
        "file's other issues aren't listed.",
        CONVERT_FILE,
    ),
    "CUI-017": RuleText(
        "The names of the columns are in quotes, so they aren't the pool's names. The file's other "
        "issues aren't listed.",
        CONVERT_FILE,
    ),
    "CUI-018": RuleText(
        "Lines end in a carriage return without a newline, as old programs for the Mac write them. "
        "To Cognito, the file is one line.",
        CONVERT_FILE,
    ),
    "CUI-019": RuleText(
        "The header has columns that the pool doesn't have, and lacks others: it is that of "
        "another pool, or of another system. If it has no `cognito:username`, the file's other "
        "issues aren't listed. A header that ends in % was copied from a terminal: zsh shows a % "
        "where the last line of an output has no newline.",
        f"{CONVERT_FILE} Name the pool by `--user-pool-id` or `--template`. Or start the file "
        "with the pool's header, which `cognito-user-import header` prints.",
    ),
    "CUI-020": RuleText(
        "The pool's header has no `password_hash`, so the pool takes no password hashes. This "
        "can't be changed in the file.",
        "Remove the column, and name no algorithm. Users then set a password at their first "
        "sign-in.",
    ),
    "CUI-021": RuleText(
        "The last line ends in %. If the text was copied from a terminal, the sign may not be "
        "part of it: zsh shows a % where the last line of an output has no newline.",
        "Remove the sign, unless it is part of the last value.",
    ),
}
