"""Imports of all files below one prefix."""

import gzip
from collections.abc import Iterable
from typing import Any

import pytest

from tests.fakes.s3 import ACCESS_DENIED, BUCKET, SLOW_DOWN, cut_off
from tests.unit.workflow.machine import Machine


@pytest.fixture
def months(machine: Machine) -> Machine:
    """Run executions on the files below 2026/: a folder, and two files, of five rows in all."""
    machine.changes = {"SourceKey": None, "SourcePrefix": "2026/", "MaxFailedUsers": "5"}
    machine.world.s3.put(b"", "2026/")
    put(machine, "2026/01.csv", range(1, 4))
    put(machine, "2026/02.csv", range(4, 6))
    put(machine, "2027/01.csv", range(6, 8))
    return machine


def put(machine: Machine, key: str, users: Iterable[int], *bad: int, **values: str) -> bytes:
    """Store a file of these users. The bad ones fail in Cognito."""
    lines = machine.world.put_rows(9, *bad, key="all", **values).splitlines(keepends=True)
    content = b"".join([lines[0], *(lines[user] for user in users)])
    machine.world.s3.put(content, key)
    return content


def keys(machine: Machine, execution: str = "first") -> list[str]:
    """Return the keys of an execution's parts."""
    return [part["Key"] for part in machine.document(execution, "report.json")["Parts"]]


def uploads(machine: Machine) -> list[int]:
    """Return how many lines each job was sent, the header included."""
    cognito = machine.world.cognito
    return [len((cognito.files[job["JobId"]] or b"").splitlines()) for job in cognito.jobs]


def test_the_files_are_imported_one_after_the_other(months: Machine) -> None:
    """In the order of their keys, and a part never has rows of two files."""
    output = months.run()
    assert (output["Status"], output["ImportedUsers"], output["Parts"]) == ("SUCCEEDED", 5, 3)
    assert keys(months) == ["2026/01.csv", "2026/01.csv", "2026/02.csv"]
    assert uploads(months) == [3, 2, 3]
    report = months.document("first", "report.json")
    assert (report["Source"], report["Rows"]) == (f"s3://{BUCKET}/2026/*", 5)
    assert [part["FirstLine"] for part in report["Parts"]] == [2, 4, 2]
    assert months.world.users().keys() == {f"user{number}" for number in range(1, 6)}


def test_a_file_that_is_added_needs_only_jobs_of_its_own(months: Machine) -> None:
    """Even if it comes before the others."""
    months.run()
    put(months, "2026/00.csv", [8, 9])
    output = months.run("second")
    assert (output["ImportedUsers"], output["SkippedUsers"], output["Parts"]) == (7, 0, 4)
    assert uploads(months) == [3, 2, 3, 3]
    assert keys(months, "second")[0] == "2026/00.csv"


def test_a_file_that_is_added_meanwhile_waits_for_the_next_execution(months: Machine) -> None:
    """The plan knows which files an execution imports."""

    def add(name: str, _event: dict[str, Any]) -> None:
        if name == "judge-file":
            put(months, "2026/03.csv", [8])

    months.before_step = add
    assert months.run()["ImportedUsers"] == 5
    assert months.run("second")["ImportedUsers"] == 6


@pytest.mark.parametrize("step", ["check", "begin"])
def test_a_file_that_changes_meanwhile_is_refused(months: Machine, step: str) -> None:
    """Its ETag is another one. What was imported stays."""
    changed: list[str] = []

    def change(name: str, event: dict[str, Any]) -> None:
        if name == step and event["Part"]["Key"] == "2026/02.csv" and not changed:
            changed.append(name)
            put(months, "2026/02.csv", [4, 5], given_name="Other")

    months.before_step = change
    output = months.run()
    assert output["Status"] == "FAILED"
    assert f"s3://{BUCKET}/2026/02.csv" in output["Problem"]
    assert "The object was overwritten after the execution started" in output["Problem"]
    assert output["ImportedUsers"] == (0 if step == "check" else 3)


def test_failed_lines_have_their_file(months: Machine) -> None:
    """Numbered as in it."""
    put(months, "2026/01.csv", range(1, 4), 3)
    put(months, "2026/02.csv", range(4, 6), 5)
    assert months.run()["FailedUsers"] == 2
    lines = months.content("executions/first/failed.csv").decode().splitlines()
    assert lines[0] == "Line,Reason,JobId,Key"
    places = [(line.split(",")[0], line.split(",")[-1]) for line in lines[1:]]
    assert places == [("4", "2026/01.csv"), ("3", "2026/02.csv")]


def test_the_problem_of_a_part_names_its_file(months: Machine) -> None:
    """With the lines in it."""
    months.changes["MaxFailedUsers"] = "0"
    put(months, "2026/02.csv", range(4, 6), 5)
    problem = months.run()["Problem"]
    assert problem.startswith("2026/02.csv: ")
    assert "Line Number 3 - " in problem


def test_rows_that_would_fail_are_named_by_file(months: Machine) -> None:
    """No job is created for any file."""
    months.changes["MaxFailedUsers"] = "0"
    put(months, "2026/02.csv", range(4, 6), email_verified="maybe")
    problem = months.run()["Problem"]
    assert f"The CSV file s3://{BUCKET}/2026/* can't be imported" in problem
    assert "line 2 of 2026/02.csv: " in problem
    assert "line 3 of 2026/02.csv: " in problem
    assert "2026/01.csv" not in problem
    assert months.world.cognito.jobs == []


def test_a_user_in_two_files_is_found(months: Machine) -> None:
    """With both places."""
    put(months, "2026/02.csv", [4, 2])
    months.run()
    (warning,) = months.document("first", "report.json")["Warnings"]
    assert warning.startswith("line 3 of 2026/02.csv: cognito:username: ")
    assert "line 3 of 2026/01.csv" in warning


def test_two_files_with_different_headers_are_refused(months: Machine) -> None:
    """Both are named."""
    header, rest = put(months, "all", [4, 5]).split(b"\n", 1)
    columns = header.split(b",")
    swapped = b",".join([columns[1], columns[0], *columns[2:]])
    months.world.s3.put(swapped + b"\n" + rest, "2026/02.csv")
    problem = months.run()["Problem"]
    assert "2026/01.csv and 2026/02.csv have different headers" in problem


def test_a_copy_of_a_file_is_refused(months: Machine) -> None:
    """Its parts would have the jobs of the other one, and count twice."""
    put(months, "2026/01 copy.csv", range(1, 4))
    problem = months.run()["Problem"]
    assert problem == "2026/01 copy.csv and 2026/01.csv have the same rows. Remove one of them."
    assert months.world.cognito.jobs == []


def test_a_bucket_that_cannot_be_listed_is_refused(months: Machine) -> None:
    """With the permission that is missing; what passes by itself is tried again."""
    months.world.s3.fail("ListObjectsV2", SLOW_DOWN)
    assert months.run()["ImportedUsers"] == 5
    months.world.s3.always_fail("ListObjectsV2", ACCESS_DENIED)
    problem = months.run("second")["Problem"]
    assert problem.startswith(f"ListObjectsV2 failed for s3://{BUCKET}/2026/*: AccessDenied")
    assert "Allow the function's role s3:ListBucket on the bucket, with this prefix." in problem


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (gzip.compress(b"a", mtime=0), "not a gzip file"),
        (b"", "can't be imported"),
        (b"name,email\n", "can't be imported"),
    ],
)
def test_a_file_that_cannot_be_imported_is_refused_with_its_key(
    months: Machine, content: bytes, message: str
) -> None:
    """Before any job exists."""
    months.world.s3.put(content, "2026/02.csv")
    output = months.run()
    assert output["Status"] == "FAILED"
    assert f"s3://{BUCKET}/2026/02.csv" in output["Problem"]
    assert message in output["Problem"]
    assert months.world.cognito.jobs == []


def test_a_prefix_without_files_is_refused(months: Machine) -> None:
    """A folder is none."""
    for key in ("2026/01.csv", "2026/02.csv"):
        months.world.s3.delete(key)
    problem = months.run()["Problem"]
    assert problem == (
        f"No object is at s3://{BUCKET}/2026/*. Allowed: at least one CSV file below the prefix."
    )


def test_a_read_that_breaks_off_is_repeated(months: Machine) -> None:
    """For the file that it was of."""
    months.world.s3.fail("GetObject", lambda perform: perform(), cut_off(20))
    assert months.run()["ImportedUsers"] == 5


def test_no_value_is_left_anywhere(months: Machine) -> None:
    """A key is no value of a file."""
    put(months, "2026/02.csv", [4, 5], 5, given_name="Planted")
    months.run()
    assert "Planted" not in months.left
    assert "X-Amz" not in months.left
