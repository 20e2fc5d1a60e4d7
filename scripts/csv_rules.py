"""Writes docs/csv-rules.md from the rules; a test fails when it is stale (`make rules`)."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cognito_user_import.csv_rules import FileSummary, Issue, Report, Rule
from cognito_user_import.csv_rules.report_formats import report_json
from cognito_user_import.csv_rules.rules import EMAIL_FORM, RULES
from scripts.csv_rule_texts import RULE_TEXTS

DOCUMENT: Final = Path(__file__).parents[1] / "docs/csv-rules.md"
_GROUPS: Final = {
    "0": "The file",
    "1": "A row",
    "2": "The user name",
    "3": "Rows among each other",
    "4": "Password hashes",
}
_INTRODUCTION: Final = r"""# The rules of the CSV

What is checked in a file before it is imported, and how to mend it. This document is made by
`make rules` from the rules themselves.

An **error** is a row that Cognito does not import, or a job that fails as a whole. A **warning** is
what may do so: AWS does not say. The source of a rule, unless it names another, is AWS's page
"Importing users into user pools from a CSV file" or the page of quotas. What is marked [?] is not
documented, and what is said of it is an assumption.

Lines are those of the file; the header is line 1. Columns have the names of the pool's header. A
column that only the file names is given by its place, and no message holds a value.

What is not known of a pool is not checked: of an imported pool, or of a setting that is a token,
at synthesis.

## What refuses an import

`UserImportJob` checks its users by these rules at `cdk synth`, if it has them then, and in the
handler, before a job is made: none can be deleted. Refused are

- an error of the file as a whole, CUI-001 to CUI-011, and whatever is wrong with line 1;
- of the warnings CUI-003 and CUI-401, which nobody can mean;
- all other errors, if more rows have some than `max_failed_users` allows; else they are warnings.

A warning is shown by `cdk synth`, where it can be acknowledged by its id, such as
`cdk-cognito-user-import:CUI-121`, and is in the log of the handler. `validate=False` turns the
rules of the rows off, in both places: all from CUI-101 on but CUI-401.

## The dialect

UTF-8, one user a line, values between commas. A comma within a value is written `\,`. There are no
quotes. White space around a value is trimmed.
"""
_REPORT: Final = """## The report as JSON

`check --json` writes this, and `report_json` of `csv_rules/report_formats.py` answers it; `schema`
changes with anything but an addition.

| field | meaning |
|---|---|
| `schema` | 1 |
| `errors`, `warnings` | how many there are in all |
| `is_complete` | whether the file was read to its end |
| `file` | `columns` of the header, `rows` with users, `bytes`, `has_password_hashes` |
| `counts` | how many issues there are of each code |
| `issues` | the first ones, and the first of each code, by line |
| `issues[].code`, `issues[].slug` | of the rule, as above; a code is never given to another rule |
| `issues[].severity` | "error" or "warning" |
| `issues[].line` | of the file, from 1; 0 for the file as a whole |
| `issues[].column` | its name, empty if only the file names it |
| `issues[].position` | the column's place from 1, or 0 |
| `issues[].message` | the place, and what is allowed there; never what stands there |
"""


def document() -> str:
    """Return the document as it is committed."""
    parts = [_INTRODUCTION]
    for digit, title in _GROUPS.items():
        rules = [rule for rule in RULES if rule.code[4] == digit]
        parts += [f"## {title}\n", *(_section(rule) for rule in rules)]
    return "\n".join([*parts, _REPORT, *_example()])


def _section(rule: Rule) -> str:
    text = RULE_TEXTS[rule.code]
    allowed = rule.allowed.format("…")
    return (
        f"### {rule.code} {rule.slug}\n\n"
        f"{rule.severity.capitalize()}. Expected: {allowed}.\n\n"
        f"{text.why} **Mend:** {text.mend}\n"
    )


def _example() -> Iterator[str]:
    issue = Issue(EMAIL_FORM, 2, "email", 10)
    file = FileSummary(columns=24, rows=1, bytes=311)
    report = report_json(Report(file, {EMAIL_FORM: 1}, (issue,)))
    yield f"```json\n{json.dumps(report, indent=2)}\n```\n"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
    sys.stderr.write(f"rules: {len(RULES)} written to {DOCUMENT.name}\n")
