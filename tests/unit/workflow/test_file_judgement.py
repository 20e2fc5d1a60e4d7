"""A file that is checked in the parts of its jobs is judged as it would be in one part."""

from random import Random

import pytest

from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import.csv_rules.csv_format import PASSWORD_HASH
from cognito_user_import.judgement.of_file import judge_file
from cognito_user_import.workflow.step import Step
from tests.csv_files.pool_shapes import POOL_SHAPES
from tests.csv_files.random_files import random_file
from tests.seeds import SEED
from tests.unit.csv_rules.pools import COLUMNS
from tests.unit.workflow.machine import Machine

HEADER = [*COLUMNS, PASSWORD_HASH]
NOT_AUTO_VERIFIED = 3
"""The shape of a pool that imports nobody, which the plan refuses before it reads the file."""


@pytest.mark.parametrize(
    "files", [pytest.param(1), pytest.param(20, marks=pytest.mark.thorough)], ids=str
)
def test_parts_are_judged_as_the_whole_file(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, files: int
) -> None:
    """The same issues by the file's own lines, the same counts, and the same verdict."""
    random = Random(SEED)  # noqa: S311 - which file is no secret
    refused = 0
    for number, shape in enumerate(POOL_SHAPES):
        pool = PoolProfile.of_service(shape, HEADER)
        monkeypatch.setattr(Step, "profile", pool)
        for _ in range(files if number != NOT_AUTO_VERIFIED else 0):
            file = random_file(random, shape, HEADER)
            content = file.content + file.content.partition(b"\n")[2] * random.randint(0, 2)
            allowed = random.choice([0, 3])
            refused += compare(machine, content, pool, file.algorithm, allowed, random)
    assert 0 < refused < files * len(POOL_SHAPES)


def compare(
    machine: Machine,
    content: bytes,
    pool: PoolProfile,
    algorithm: str,
    allowed: int,
    random: Random,
) -> bool:
    """Compare both verdicts on a file; return whether it is refused."""
    machine.world.s3.objects.clear()
    machine.world.s3.put(b"", "something", "reports")
    machine.world.s3.put(content)
    machine.changes = {"MaxFailedUsers": str(allowed), "PasswordHashingAlgorithm": algorithm}
    machine.rows_a_part = random.choice([1, 2, 3, 100])
    whole = judge_file([content], pool, algorithm=algorithm, max_failed_rows=allowed)
    problem = machine.step("plan", "it")["Problem"]
    if not problem:
        for item in machine.document("it", "parts.json"):
            machine.step("check", "it", Part=item)
        problem = machine.step("judge-file", "it")["Problem"]
        document = machine.document("it", "check.json")
        assert document["Summary"] == whole.summary
        assert document["Rows"] == whole.report.file.rows
    assert bool(problem) is bool(whole.refused), (problem, whole.refused)
    return bool(problem)


def test_hashes_of_two_executions_differ(machine: Machine) -> None:
    """So that nobody can compare the users of two files by them."""
    for execution in ("first", "second"):
        machine.step("plan", execution)
        machine.step("check", execution, Part=machine.document(execution, "parts.json")[0])
    hashes = [machine.content(f"hashes/{name}/cognito-username/1") for name in ("first", "second")]
    assert len(hashes[0]) == len(hashes[1]) == 16
    assert hashes[0] != hashes[1]
