"""Writes docs/csv-rules.md from the rules; a test fails when it is stale (`make rules`)."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cognito_user_import.csv_rules import FileSummary, Issue, Report, Rule
from cognito_user_import.csv_rules.hash_forms import FORMS
from cognito_user_import.csv_rules.report_formats import report_json
from cognito_user_import.csv_rules.rules import EMAIL_FORM, RULES
from cognito_user_import.judgement.of_file import DOCUMENTED_ENDS
from cognito_user_import_cli.checking.rule_texts import HASH_PARTS, RULE_TEXTS

DOCUMENT: Final = Path(__file__).parents[1] / "docs/csv-rules.md"
_GROUPS: Final = {
    "0": "The file",
    "1": "Rows",
    "2": "User names",
    "3": "Across rows",
    "4": "Password hashes",
}
_INTRODUCTION: Final = r"""# CSV rules

Every rule that a file is checked against before an import, and how to fix the file. `make rules`
generates this document from the rules.

An **error** means that the file breaks what AWS documents: the row or the whole job fails, unless
the rule says that this isn't known. A **warning** means that AWS doesn't document what happens. The
source of a rule is AWS's page "Importing users into user pools from a CSV file" or its quotas page,
unless the rule names another. [?] marks what AWS doesn't document.

Line numbers are those of the file; the header is line 1. Column names are those of the pool's
header, and of the file's header if it has `cognito:username`. No message contains a value.

A file of another kind, such as a workbook or a CSV file with semicolons, has one issue, which names
the cause and the command that fixes it.

A check skips what it doesn't know about a pool: at synth, the settings of an imported pool and
settings that are tokens.

## What refuses an import

`UserImportJob` checks the users twice: at `cdk synth`, if it has them, and in the handler before it
creates a job, because Cognito can't delete one. It refuses:

- an error of the file as a whole, CUI-001 to CUI-020, and any error in line 1;
- the warnings CUI-003 and CUI-401, which are almost certainly a mistake;
- any other error, if more rows have errors than `max_failed_users` allows. Otherwise, these errors
  become warnings.

`cdk synth` shows warnings. You can acknowledge a warning by its ID, such as
`cdk-cognito-user-import:CUI-121`. The handler logs warnings.

With `validate=False`, both refuse only what AWS documents as the end of the job: {documented}.
Other problems of the file as a whole are warnings then, and rows are only checked for UTF-8 and
their length.

`cognito-user-import run` and `upload` refuse the same. They have `--max-failed-users` in place of
`max_failed_users`, and `--no-check` in place of `validate=False`. `check` only reports.

## The format

UTF-8, one user per line, commas between values. Write a comma inside a value as `\,`. AWS's page
has no quotes around values. Cognito trims white space around a value.
"""
_HASH_FORMS: Final = """### The forms

A job imports the hashes of one algorithm, and `cognito-user-import convert` writes them in these
forms. The hashes here are invented.

| algorithm | example | form | limits |
|---|---|---|---|"""
_REPORT: Final = """## The report as JSON

`check --json` prints this report. `schema` changes with every change except an addition.

| field | description |
|---|---|
| `schema` | 1 |
| `errors`, `warnings` | total numbers |
| `is_complete` | whether the file was read to its end |
| `file` | `columns`, `rows` with users, `bytes`, `has_password_hashes`, `blank_lines` |
| `counts` | number of issues per code |
| `issues` | the first issues, and the first of each code, by line |
| `issues[].code`, `issues[].slug` | the rule, as above; codes are never reused |
| `issues[].severity` | "error" or "warning" |
| `issues[].line` | line of the file, from 1; 0 for the file as a whole |
| `issues[].column` | name of the column, or the first names of several |
| `issues[].position` | position of the column, from 1; or 0 |
| `issues[].message` | the place and what is allowed there, never the value |
"""


def document() -> str:
    """Return the document as it is committed."""
    codes = sorted(rule.code for rule in DOCUMENTED_ENDS)
    documented = f"{', '.join(codes[:-1])}, and {codes[-1]}"
    parts = [_INTRODUCTION.replace("{documented}", documented)]
    for digit, title in _GROUPS.items():
        rules = [rule for rule in RULES if rule.code[4] == digit]
        parts += [f"## {title}\n", *(_section(rule) for rule in rules)]
    parts.append(_hash_forms())
    return "\n".join([*parts, _REPORT, *_example()])


def _hash_forms() -> str:
    rows = (
        f"| {name} | `{form.example}` | {HASH_PARTS[name]} | {form.within} |"
        for name, form in FORMS.items()
    )
    return "\n".join([_HASH_FORMS, *rows, ""])


def _section(rule: Rule) -> str:
    text = RULE_TEXTS[rule.code]
    allowed = rule.allowed.format("…")
    return (
        f"### {rule.code} {rule.slug}\n\n"
        f"{rule.severity.capitalize()}. Expected: {allowed}.\n\n"
        f"{text.why} **Fix:** {text.fix}\n"
    )


def _example() -> Iterator[str]:
    issue = Issue(EMAIL_FORM, 2, "email", 10)
    file = FileSummary(columns=24, rows=1, bytes=311)
    report = report_json(Report(file, {EMAIL_FORM: 1}, (issue,)))
    yield f"```json\n{json.dumps(report, indent=2)}\n```\n"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
    sys.stderr.write(f"rules: {len(RULES)} written to {DOCUMENT.name}\n")
