"""cognito-user-import header."""

from __future__ import annotations

from pathlib import Path

import pytest

from local_aws import LocalAws
from local_aws.import_scenario import ImportScenario
from tests.integration.command_line.process import run

pytestmark = pytest.mark.integration


def test_the_header_goes_to_stdout(pool: ImportScenario, tmp_path: Path) -> None:
    """As GetCSVHeader answers it, so that it can be piped into a file."""
    columns = pool.cognito.get_csv_header(UserPoolId=pool.pool_id)["CSVHeader"]

    ended = run(tmp_path, pool.aws.environment, "header", "--user-pool-id", pool.pool_id)

    assert (ended.code, ended.out, ended.err) == (0, ",".join(columns) + "\n", "")


def test_the_header_goes_to_a_file_that_is_new(pool: ImportScenario, tmp_path: Path) -> None:
    """An existing file is kept."""
    arguments = ("header", "--user-pool-id", pool.pool_id, "--output", "users.csv")

    first = run(tmp_path, pool.aws.environment, *arguments)
    written = (tmp_path / "users.csv").read_text()
    second = run(tmp_path, pool.aws.environment, *arguments)

    assert (first.code, first.out) == (0, "")
    assert first.err == f"users.csv: {written.count(',') + 1} columns\n"
    assert written.endswith("cognito:username,password_hash\n")
    assert (second.code, second.out) == (2, "")
    assert second.err == (
        "cognito-user-import: users.csv already exists. Name another file, or remove it.\n"
    )


def test_a_pool_that_is_not_there_is_told(aws: LocalAws, tmp_path: Path) -> None:
    """With the code of AWS, and what to do."""
    ended = run(tmp_path, aws.environment, "header", "--user-pool-id", "eu-central-1_AbCdEfGhI")

    assert (ended.code, ended.out) == (4, "")
    assert "eu-central-1_AbCdEfGhI: ResourceNotFoundException: " in ended.err
    assert ended.err.endswith(
        ". Check that the user pool and the job exist in this account and Region.\n"
    )
