"""cognito-user-import check."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cognito_user_import.csv_rules import PoolProfile, check
from cognito_user_import.csv_rules.csv_format import BASE_COLUMNS
from cognito_user_import.csv_rules.report_formats import report_json
from cognito_user_import.csv_rules.rules import RULES
from local_aws.import_scenario import ImportScenario, good_row
from tests.integration.command_line.process import COMMAND, environment, run

pytestmark = pytest.mark.integration

EVERY_POOL = "Only the rules for all pools apply. For yours, set --user-pool-id or --template.\n"
EXPLAINED = "What a rule means, and how to fix it: cognito-user-import explain"
TEMPLATE: dict[str, Any] = {
    "Resources": {
        "Pool": {
            "Type": "AWS::Cognito::UserPool",
            "Properties": {
                "AutoVerifiedAttributes": ["email"],
                "MfaConfiguration": {"Ref": "Mfa"},
                "Schema": [{"Name": "given_name", "Required": True}],
            },
        }
    }
}


def write(
    folder: Path, *rows: dict[str, str], columns: Sequence[str] = BASE_COLUMNS, name: str = ""
) -> bytes:
    """Write a file of rows in which what a row leaves out is empty, and return its bytes."""
    lines = [",".join(columns), *(",".join(row.get(c, "") for c in columns) for row in rows)]
    content = "".join(f"{line}\n" for line in lines).encode()
    (folder / (name or "users.csv")).write_bytes(content)
    return content


def test_a_good_file_is_done(tmp_path: Path) -> None:
    """Stdout has the result, and stderr what else could be checked."""
    content = write(tmp_path, good_row(1))

    ended = run(tmp_path, {}, "check", "users.csv")

    summary = f"users.csv: 0 errors, 0 warnings in 1 row, {len(content)} bytes\n"
    assert (ended.code, ended.out, ended.err) == (0, summary, EVERY_POOL)


def test_a_bad_file_is_told_line_by_line(tmp_path: Path) -> None:
    """Each line begins with a place to jump to, and none holds a cell."""
    content = write(tmp_path, good_row(1, birthdate="1990-05-17"), good_row(2, email="nobody"))

    ended = run(tmp_path, {}, "check", "users.csv", "--quiet")

    assert (ended.code, ended.err) == (3, "")
    assert ended.out.splitlines() == [
        "users.csv:2: error CUI-111 birthdate: expected a date as mm/dd/yyyy",
        "users.csv:3: error CUI-109 email: expected an email address, with one @",
        f"users.csv: 2 errors, 0 warnings in 2 rows, {len(content)} bytes",
    ]


def test_a_pool_of_the_service_has_its_own_rules(pool: ImportScenario, tmp_path: Path) -> None:
    """All of them are checked: nothing is unknown of it."""
    write(tmp_path, good_row(1, email_verified="false"), columns=pool.header)

    ended = run(
        tmp_path, pool.aws.environment, "check", "users.csv", "--user-pool-id", pool.pool_id
    )

    assert (ended.code, ended.err) == (3, f"{EXPLAINED} CUI-106\n")
    assert ended.out.startswith(
        "users.csv:2: error CUI-106 email_verified: expected at least one attribute that the pool"
    )


def test_a_pool_of_a_template_has_its_own_rules(tmp_path: Path) -> None:
    """The output names what the template doesn't say."""
    (tmp_path / "X.template.json").write_text(json.dumps(TEMPLATE))
    write(tmp_path, good_row(1))

    ended = run(tmp_path, {}, "check", "users.csv", "--template", "X.template.json")

    assert ended.code == 3
    assert ended.out.startswith("users.csv:2: error CUI-107 given_name: expected a value")
    assert ended.err == (
        f"Unknown pool settings, not checked: mfa, password_hashes\n{EXPLAINED} CUI-107\n"
    )


def test_json_is_the_report(tmp_path: Path) -> None:
    """As the engine gives it, with the file's name and what was not known of the pool."""
    content = write(tmp_path, good_row(1, birthdate="1990-05-17"))
    report = report_json(check([content], PoolProfile()))

    by_option = run(tmp_path, {}, "check", "users.csv", "--json")
    by_format = run(tmp_path, {}, "check", "users.csv", "--format", "json")

    assert by_option.code == by_format.code == 3
    assert by_option.json == by_format.json
    assert by_option.json == {
        **report,
        "file": {"name": "users.csv", **report["file"]},
        "unknown": list(PoolProfile().unknown),
    }


def test_a_workflow_of_github_gets_annotations(tmp_path: Path) -> None:
    """One a line; the summary is a line of its log."""
    content = write(tmp_path, good_row(1, birthdate="1990-05-17"))

    ended = run(tmp_path, {}, "check", "users.csv", "--format", "github")

    assert ended.code == 3
    assert ended.out.splitlines() == [
        "::error file=users.csv,line=2,title=CUI-111 birthdate-form::"
        "birthdate: expected a date as mm/dd/yyyy",
        f"users.csv: 1 error, 0 warnings in 1 row, {len(content)} bytes",
    ]


def test_warnings_fail_where_that_is_asked_for(tmp_path: Path) -> None:
    """Else the file is good."""
    write(tmp_path, good_row(1, name='"Ann"'))

    lax = run(tmp_path, {}, "check", "users.csv")
    strict = run(tmp_path, {}, "check", "users.csv", "--strict")

    assert (lax.code, strict.code) == (0, 3)
    assert lax.out == strict.out
    assert lax.out.startswith("users.csv:2: warning CUI-121 name: expected no double quotes")


def test_the_job_s_algorithm_is_part_of_the_rules(tmp_path: Path) -> None:
    """A file without the column for hashes does not go with one."""
    write(tmp_path, good_row(1))

    ended = run(tmp_path, {}, "check", "users.csv", "--password-hashing-algorithm", "BCRYPT")

    assert ended.code == 3
    assert ended.out.startswith(
        "users.csv:1: error CUI-011 password_hash: expected a password_hash column"
    )


def test_the_first_hundred_are_listed_and_the_others_counted(tmp_path: Path) -> None:
    """Unless all are asked for, or only some."""
    write(tmp_path, *(good_row(number, birthdate="x") for number in range(150)))

    first = run(tmp_path, {}, "check", "users.csv")
    all_ = run(tmp_path, {}, "check", "users.csv", "--all")
    some = run(tmp_path, {}, "check", "users.csv", "--max-errors", "120")

    assert [len(ended.out.splitlines()) for ended in (first, all_, some)] == [102, 151, 121]
    assert first.out.splitlines()[100] == "users.csv: CUI-111 birthdate-form: 150 in total"
    assert some.out.endswith("; not read to the end\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.csv"], "none.csv can't be read: No such file or directory."),
        (["."], ". can't be read: Is a directory."),
        (
            ["users.csv", "--template", "X.template.json", "--resource", "Pol"],
            "X.template.json has no user pool with the logical id given as --resource. Received: "
            "'Pol'. There are: Pool.",
        ),
        (
            ["users.csv", "--template", "X.template.json", "--user-pool-id", "eu-central-1_x"],
            "Name the pool by --user-pool-id or by --template, not by both.",
        ),
        (
            ["users.csv", "--resource", "Pool"],
            "--resource is the pool's logical id in a template: name --template too.",
        ),
        (
            ["users.csv", "--json", "--format", "github"],
            "--json can't be combined with --format github.",
        ),
    ],
)
def test_what_cannot_be_checked_is_told(tmp_path: Path, arguments: list[str], said: str) -> None:
    """As a mistake in the arguments, with nothing on stdout."""
    write(tmp_path, good_row(1))
    (tmp_path / "X.template.json").write_text(json.dumps(TEMPLATE))

    ended = run(tmp_path, {}, "check", *arguments, "--quiet")

    assert (ended.code, ended.out, ended.err) == (2, "", f"cognito-user-import: {said}\n")


def test_an_issue_is_written_while_the_file_is_still_coming(tmp_path: Path) -> None:
    """Into a pipe, too, so a reader sees it at once."""
    write(tmp_path, good_row(1, birthdate="x"), *(good_row(n) for n in range(2, 9_000)))
    content = (tmp_path / "users.csv").read_bytes()
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    command = [*COMMAND, "check", "pipe.csv", "--quiet"]

    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(tmp_path, {}), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        with pipe.open("wb") as file:
            file.write(content)
            file.flush()
            first = process.stdout.readline()
        rest = process.stdout.read()

    assert process.returncode == 3
    assert first.startswith("pipe.csv:2: error CUI-111 ")
    assert rest == f"pipe.csv: 1 error, 0 warnings in 8,999 rows, {len(content):,} bytes\n"


@pytest.mark.parametrize("pool", [[], ["--template", "X.template.json"]])
def test_nothing_is_imported_that_a_check_does_not_need(tmp_path: Path, pool: list[str]) -> None:
    """No AWS, no constructs, and without a terminal, no terminal library."""
    write(tmp_path, good_row(1))
    (tmp_path / "X.template.json").write_text(json.dumps(TEMPLATE))

    done = subprocess.run(
        [sys.executable, "-X", "importtime", *COMMAND[1:], "check", "users.csv", *pool],
        cwd=tmp_path,
        env=environment(tmp_path, {}),
        capture_output=True,
        text=True,
    )

    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    roots = {name.partition(".")[0] for name in imported}
    assert "cognito_user_import.csv_rules.csv_check" in imported
    assert roots & {"boto3", "botocore", "aws_cdk", "crhelper", "rich"} == set()


def test_the_output_names_the_command_that_explains_a_rule(tmp_path: Path) -> None:
    """It prints what the document says."""
    rows = [good_row(number, birthdate="1999") for number in range(2)]
    write(tmp_path, *rows, good_row(3, email="x"))
    checked = run(tmp_path, {}, "check", "users.csv")
    command = checked.err.splitlines()[-1].rpartition("cognito-user-import ")[2].split()
    explained = run(tmp_path, {}, *command)
    assert command == ["explain", "CUI-111"]
    assert explained.out == (
        "CUI-111 birthdate-form\n\nError. Expected: a date as mm/dd/yyyy.\n"
        "The CSV takes dates as mm/dd/yyyy, although the API uses yyyy-mm-dd.\n\n"
        "Fix: Write the date as mm/dd/yyyy, with leading zeros.\n"
    )
    assert run(tmp_path, {}, *command, "--json").json["fix"].startswith("Write the date as")


@pytest.mark.parametrize("given", ["CUI-111", "cui-111", "111", "birthdate-form"])
def test_a_rule_is_found_as_people_write_it(tmp_path: Path, given: str) -> None:
    """Without one, all are listed."""
    one, every = run(tmp_path, {}, "explain", given), run(tmp_path, {}, "explain")
    unknown = run(tmp_path, {}, "explain", "CUI-999")
    assert one.out.startswith("CUI-111 birthdate-form\n")
    assert every.out.count("\n") == len(RULES)
    assert (unknown.code, unknown.err.count("\n")) == (2, 1)
    assert "There is no rule 'CUI-999'." in unknown.err
