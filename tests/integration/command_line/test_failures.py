"""cognito-user-import failures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from local_aws.guesses import GiveUpRule
from local_aws.import_scenario import ImportScenario, Job, good_row
from tests.integration.command_line.pool_jobs import jobs, of, running_job, stop
from tests.integration.command_line.process import Ended, run

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

UNVERIFIED = {"email_verified": "false"}
NOT_VERIFIED = (
    "The User Record does not set any of the auto verified attributes to true. (Example: "
    "email_verified to true)."
)


def imported(
    pool: ImportScenario, folder: Path, bad: Mapping[int, Mapping[str, str]], rows: int = 6
) -> Job:
    """Import users.csv, in which some rows have other values, and return the job."""
    content = pool.csv(good_row(number, **bad.get(number, {})) for number in range(1, rows + 1))
    (folder / "users.csv").write_bytes(content)
    return pool.run(content)


def failures(pool: ImportScenario, folder: Path, job: Job, *arguments: str) -> Ended:
    """Run the command for users.csv in a folder."""
    given = ("failures", job["JobId"], "users.csv", "--user-pool-id", pool.pool_id)
    return run(folder, pool.aws.environment, *given, *arguments)


def lines_of(folder: Path, *numbers: int) -> bytes:
    """Return some lines of users.csv, as they are."""
    lines = (folder / "users.csv").read_bytes().splitlines(keepends=True)
    return b"".join(lines[number - 1] for number in numbers)


def test_failed_rows_are_written_with_their_reasons_beside_them(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """Byte for byte, a comma in a value included, and grouped by reason on the screen."""
    bad = {2: UNVERIFIED | {"name": "Lovelace\\, Ada"}, 4: {"birthdate": "1815"}, 5: UNVERIFIED}
    job = imported(pool, tmp_path, bad)

    ended = failures(pool, tmp_path, job)

    assert (ended.code, ended.err) == (
        0,
        "users.failed.csv: 3 rows; reasons: users.failed.txt\n",
    )
    assert (tmp_path / "users.failed.csv").read_bytes() == lines_of(tmp_path, 1, 3, 5, 6)
    reasons = (tmp_path / "users.failed.txt").read_text().splitlines()
    assert [line.partition(": ")[0] for line in reasons] == [
        "users.failed.csv:2 (users.csv:3)",
        "users.failed.csv:3 (users.csv:5)",
        "users.failed.csv:4 (users.csv:6)",
    ]
    assert reasons[0].endswith(f": {NOT_VERIFIED}")
    table = [line.split() for line in ended.out.splitlines()]
    assert table[0] == ["rows", "reason", "first", "lines", "in", "users.csv"]
    assert (table[1][:3], table[1][-2:]) == (["2", "The", "User"], ["3,", "6"])
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "users.csv",
        "users.failed.csv",
        "users.failed.txt",
    ]


def test_the_fixed_rows_can_be_imported(pool: ImportScenario, tmp_path: Path) -> None:
    """As they are written, without another change."""
    job = imported(pool, tmp_path, {2: UNVERIFIED, 5: UNVERIFIED})

    failures(pool, tmp_path, job)
    fixed = (tmp_path / "users.failed.csv").read_bytes().replace(b",false,", b",true,")
    again = pool.run(fixed)

    assert [again[f"{kind}Users"] for kind in ("Imported", "Skipped", "Failed")] == [2, 0, 0]
    assert pool.count_users() == 6


def test_json_has_every_row(pool: ImportScenario, tmp_path: Path) -> None:
    """With its place in both files, in the order of the file; skipped ones when asked for."""
    pool.run(pool.csv([good_row(4)]))
    job = imported(pool, tmp_path, {2: UNVERIFIED, 5: UNVERIFIED})

    ended = failures(pool, tmp_path, job, "--json", "--skipped", "--output", "bad.csv")

    assert ended.json == {
        "job_id": job["JobId"],
        "status": "Succeeded",
        "failed": 2,
        "skipped": 1,
        "unread": 0,
        "file": "bad.csv",
        "reasons_file": "bad.txt",
        "unread_file": None,
        "reasons": [
            {"outcome": "failed", "reason": NOT_VERIFIED, "rows": 2},
            {"outcome": "skipped", "reason": "The user already exists.", "rows": 1},
        ],
        "rows": [
            {"line": 3, "new_line": 2, "outcome": "failed", "reason": NOT_VERIFIED},
            {
                "line": 5,
                "new_line": 3,
                "outcome": "skipped",
                "reason": "The user already exists.",
            },
            {"line": 6, "new_line": 4, "outcome": "failed", "reason": NOT_VERIFIED},
        ],
    }
    assert (tmp_path / "bad.csv").read_bytes() == lines_of(tmp_path, 1, 3, 5, 6)


def test_a_job_without_failed_rows_writes_nothing(pool: ImportScenario, tmp_path: Path) -> None:
    """And that is success."""
    job = imported(pool, tmp_path, {})

    ended = failures(pool, tmp_path, job)

    assert (ended.code, ended.out, ended.err) == (
        0,
        f"Job {job['JobId']} has no failed rows.\n",
        "",
    )
    assert [path.name for path in tmp_path.iterdir()] == ["users.csv"]


def test_files_that_are_there_are_kept_unless_forced(pool: ImportScenario, tmp_path: Path) -> None:
    """Either of both."""
    job = imported(pool, tmp_path, {2: UNVERIFIED})
    (tmp_path / "users.failed.txt").write_text("mine")

    kept = failures(pool, tmp_path, job)
    names = sorted(path.name for path in tmp_path.iterdir())
    forced = failures(pool, tmp_path, job, "--force")

    assert (kept.code, kept.out) == (2, "")
    assert kept.err.endswith(
        "users.failed.txt already exists. Name another file, or use --force.\n"
    )
    assert names == ["users.csv", "users.failed.txt"]
    assert forced.code == 0
    assert (tmp_path / "users.failed.txt").read_text().startswith("users.failed.csv:2 ")


def test_another_file_than_the_imported_one_is_refused(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """By its number of rows."""
    job = imported(pool, tmp_path, {2: UNVERIFIED})
    (tmp_path / "users.csv").write_bytes(lines_of(tmp_path, 1, 2, 3, 4))

    ended = failures(pool, tmp_path, job)

    assert (ended.code, ended.out) == (3, "")
    assert ended.err.endswith(
        f"users.csv isn't the file that job {job['JobId']} imported: it has 3 rows, but the job "
        "reports 6.\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["users.csv"]


def test_rows_that_were_not_read_have_a_file(pool: ImportScenario, tmp_path: Path) -> None:
    """A job gives up when too many rows fail, and the rest of the file is in no log."""
    pool.aws.configure(give_up_rule=GiveUpRule.EARLY)
    job = imported(pool, tmp_path, dict.fromkeys(range(1, 33), UNVERIFIED), rows=35)

    ended = failures(pool, tmp_path, job, "--json")

    assert (ended.code, ended.json["status"], ended.json["unread"]) == (0, "Failed", 3)
    assert f"users.unread.csv: 3 rows that job {job['JobId']} (Failed) didn't read\n" in ended.err
    assert "taken for unread" not in ended.err
    assert ended.json["unread_file"] == "users.unread.csv"
    assert (tmp_path / "users.unread.csv").read_bytes() == lines_of(tmp_path, 1, 34, 35, 36)
    assert (tmp_path / "users.failed.csv").read_bytes() == lines_of(tmp_path, *range(1, 34))


def test_unread_rows_are_written_when_no_row_failed(pool: ImportScenario, tmp_path: Path) -> None:
    """The job gave up over users who exist."""
    pool.run(pool.csv(good_row(number) for number in range(1, 33)))
    pool.aws.configure(give_up_rule=GiveUpRule.EARLY)
    job = imported(pool, tmp_path, {}, rows=35)

    ended = failures(pool, tmp_path, job)

    assert (ended.code, ended.out, ended.err) == (
        0,
        f"Job {job['JobId']} has no failed rows.\n",
        f"users.unread.csv: 3 rows that job {job['JobId']} (Failed) didn't read\n",
    )
    assert (tmp_path / "users.unread.csv").read_bytes() == lines_of(tmp_path, 1, 34, 35, 36)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["users.csv", "users.unread.csv"]


def run_file(pool: ImportScenario, folder: Path, bad: Collection[int], rows: int = 6) -> Job:
    """Import users.csv with the command, which leaves existing users out, and return the job."""
    content = pool.csv(
        good_row(number, **(UNVERIFIED if number in bad else {})) for number in range(1, rows + 1)
    )
    (folder / "users.csv").write_bytes(content)
    given = ("users.csv", "--user-pool-id", pool.pool_id, "--role", pool.role_arn, "--no-check")
    run(folder, pool.aws.environment, "run", *given)
    job: Job = jobs(pool)[0]
    return job


def test_lines_are_found_in_a_file_whose_existing_users_were_left_out(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """Not those of the upload. Rows that stayed out are skipped ones."""
    pool.run(pool.csv(good_row(number) for number in (1, 3)))
    job = run_file(pool, tmp_path, {4, 6})

    ended = failures(pool, tmp_path, job, "--json")
    rows = (tmp_path / "users.failed.csv").read_bytes()
    skipped = failures(pool, tmp_path, job, "--json", "--skipped", "--output", "all.csv")

    assert job["JobName"].endswith("-2-skipped")
    assert ended.code == 0, ended.err
    assert [row["line"] for row in ended.json["rows"]] == [5, 7]
    assert rows == lines_of(tmp_path, 1, 5, 7)
    assert [(row["line"], row["outcome"]) for row in skipped.json["rows"]] == [
        (2, "skipped"),
        (4, "skipped"),
        (5, "failed"),
        (7, "failed"),
    ]


def test_rows_that_were_left_out_are_not_unread(pool: ImportScenario, tmp_path: Path) -> None:
    """Their users exist."""
    pool.run(pool.csv(good_row(number) for number in (1, 35, 37)))
    pool.aws.configure(give_up_rule=GiveUpRule.EARLY)
    job = run_file(pool, tmp_path, set(range(2, 34)), rows=38)

    ended = failures(pool, tmp_path, job, "--json")

    assert (ended.code, ended.json["status"], ended.json["unread"]) == (0, "Failed", 3)
    failed = lines_of(tmp_path, 1, *range(3, 35))
    assert (tmp_path / "users.failed.csv").read_bytes() == failed
    assert (tmp_path / "users.unread.csv").read_bytes() == lines_of(tmp_path, 1, 35, 37, 39)
    assert "taken for unread" not in ended.err


def test_a_job_of_others_does_not_say_what_was_left_out(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """Its counts do."""
    pool.run(pool.csv(good_row(number) for number in (1, 3)))
    bad = {4: UNVERIFIED, 6: UNVERIFIED}
    content = pool.csv(good_row(number, **bad.get(number, {})) for number in range(1, 7))
    (tmp_path / "users.csv").write_bytes(content)
    job = pool.create()
    run(tmp_path, pool.aws.environment, "upload", "users.csv", *of(pool, job), "--no-check")

    ended = failures(pool, tmp_path, job, "--json")

    assert [row["line"] for row in ended.json["rows"]] == [5, 7]
    assert (tmp_path / "users.failed.csv").read_bytes() == lines_of(tmp_path, 1, 5, 7)


def test_nothing_is_written_if_users_are_gone(pool: ImportScenario, tmp_path: Path) -> None:
    """Which lines stayed out is then unknown."""
    pool.run(pool.csv(good_row(number) for number in (1, 3)))
    job = run_file(pool, tmp_path, {4, 6})
    pool.cognito.admin_delete_user(UserPoolId=pool.pool_id, Username="user3")

    ended = failures(pool, tmp_path, job)

    assert (ended.code, ended.out) == (3, "")
    said = "its name says that 2 rows were left out, and now 1 are found. Nothing is written. "
    assert said in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["users.csv"]


def test_a_job_that_runs_has_no_failures_yet(pool: ImportScenario, tmp_path: Path) -> None:
    """They are complete when it has ended."""
    job = running_job(pool, tmp_path)

    ended = failures(pool, tmp_path, job)

    stop(pool, job)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith(
        f"Job {job['JobId']} is InProgress. Its failures are complete when it ends. Try again "
        "then.\n"
    )


def test_a_job_that_was_not_started_has_read_nothing(pool: ImportScenario, tmp_path: Path) -> None:
    """That is no success."""
    (tmp_path / "users.csv").write_bytes(pool.csv([good_row(1)]))

    ended = failures(pool, tmp_path, pool.create())

    assert ended.code == 2
    assert ended.err.endswith(" is Created: it wasn't started and read no rows.\n")


def test_a_job_that_failed_as_a_whole_says_why(pool: ImportScenario, tmp_path: Path) -> None:
    """In Cognito's words: no row of the file is to blame."""
    pool.aws.configure(fail_job_with="The CSV file could not be parsed.")
    job = imported(pool, tmp_path, {})

    ended = failures(pool, tmp_path, job)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err.endswith(" is Failed and read no rows: The CSV file could not be parsed.\n")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("import-gone", "users.csv"), 4, "ResourceNotFoundException: "),
        (("seed", "users.csv"), 2, "'seed' isn't the ID of a job."),
        (("import-gone", "none.csv"), 2, "none.csv can't be read: No such file or directory.\n"),
        (("import-gone", "users.csv", "-o", "users.csv"), 2, "is the imported file itself"),
    ],
)
def test_what_is_not_there_is_told(
    pool: ImportScenario, tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    """In a sentence."""
    (tmp_path / "users.csv").write_bytes(pool.csv([good_row(1)]))

    ended = run(
        tmp_path,
        pool.aws.environment,
        "failures",
        *arguments,
        "--user-pool-id",
        pool.pool_id,
        *(() if "-o" not in arguments else ("--force",)),
    )

    assert (ended.code, ended.out) == (code, "")
    assert words in ended.err
    assert ended.err.count("\n") == 1
    assert (tmp_path / "users.csv").read_bytes() == pool.csv([good_row(1)])


def test_a_folder_that_is_read_only_gets_nothing(pool: ImportScenario, tmp_path: Path) -> None:
    """And the error says which file."""
    job = imported(pool, tmp_path, {2: UNVERIFIED})

    ended = failures(pool, tmp_path, job, "--output", "/proc/users.failed.csv")

    assert (ended.code, ended.out) == (2, "")
    assert "can't be written: " in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["users.csv"]
