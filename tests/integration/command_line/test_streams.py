"""Output that can't be written doesn't change what a command does, nor how it ends."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from local_aws.import_scenario import ImportScenario, good_row
from tests.integration.command_line.live_process import live
from tests.integration.command_line.pool_jobs import good_file, jobs
from tests.integration.command_line.process import COMMAND, environment

pytestmark = pytest.mark.integration

FULL = Path("/dev/full")
NO_FULL = pytest.mark.skipif(not FULL.exists(), reason="only Linux has /dev/full")


def _in_shell(
    folder: Path, pool: ImportScenario, script: str, *command: str
) -> subprocess.CompletedProcess[str]:
    """Run ``script``, in which "$@" is the command."""
    return subprocess.run(
        ["bash", "-c", script, "-", *COMMAND, *command],
        cwd=folder,
        env=environment(folder, pool.aws.environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def _bad_rows(pool: ImportScenario, folder: Path, count: int) -> str:
    rows = [good_row(number, email_verified="maybe") for number in range(count)]
    (folder / "bad.csv").write_bytes(pool.csv(rows))
    return "bad.csv"


@pytest.mark.parametrize("pipe", ['"$@" | head -1', '"$@" 2>&1 | head -1', '"$@" | true'])
def test_an_import_goes_on_when_nobody_reads_its_output(
    pool: ImportScenario, tmp_path: Path, pipe: str
) -> None:
    """All users are in the pool, and the exit code says so."""
    arguments = ("run", good_file(pool, tmp_path), "--user-pool-id", pool.pool_id)
    ended = _in_shell(
        tmp_path, pool, f"{pipe}; exit ${{PIPESTATUS[0]}}", *arguments, "--role", pool.role_arn
    )
    assert (ended.returncode, jobs(pool)[0]["Status"]) == (0, "Succeeded")
    assert pool.count_users() == 3
    assert "Traceback" not in ended.stderr


def test_a_check_finds_errors_that_nobody_reads(pool: ImportScenario, tmp_path: Path) -> None:
    """The listing is far longer than the buffer of a pipe."""
    command = ("check", _bad_rows(pool, tmp_path, 3000), "--all")
    ended = _in_shell(tmp_path, pool, '"$@" | head -1; exit ${PIPESTATUS[0]}', *command)
    assert ended.returncode == 3
    assert ended.stdout.count("\n") == 1


@NO_FULL
def test_a_full_disk_is_an_error_of_the_output(pool: ImportScenario, tmp_path: Path) -> None:
    """Not of the file that is read, nor a bug; the import itself is done."""
    said = "cognito-user-import: The output can't be written: No space left on device.\n"
    header = _in_shell(tmp_path, pool, '"$@" > /dev/full', "header", "--user-pool-id", pool.pool_id)
    checked = _in_shell(
        tmp_path, pool, '"$@" > /dev/full', "check", _bad_rows(pool, tmp_path, 3000), "--all"
    )
    arguments = ("run", good_file(pool, tmp_path), "--user-pool-id", pool.pool_id)
    imported = _in_shell(
        tmp_path, pool, '"$@" > /dev/full', *arguments, "--role", pool.role_arn, "--quiet"
    )
    assert (header.returncode, header.stderr) == (74, said)
    assert (checked.returncode, checked.stderr.splitlines()[-1]) == (3, said.strip())
    assert (imported.returncode, imported.stderr) == (74, said)
    assert pool.count_users() == 3


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_a_stream_can_be_closed(pool: ImportScenario, tmp_path: Path, closed: str) -> None:
    """As some schedulers start their jobs; here, nobody can be asked for a role either."""
    command = ("run", good_file(pool, tmp_path), "--user-pool-id", pool.pool_id)
    ended = _in_shell(tmp_path, pool, f'"$@" {closed}', *command)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert ("a bug" in ended.stderr) is False


def test_ctrl_c_shows_no_traceback_while_the_program_starts(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """Wherever it is in its imports."""
    given = {**pool.aws.environment, "PYTHONPROFILEIMPORTTIME": "1"}
    for module in ("attr._make", "cyclopts.core", "botocore.exceptions"):
        with live(tmp_path, given, "header", "--user-pool-id", pool.pool_id) as starting:
            starting.until_matching(rf"\| +{module}")
            starting.interrupt()
            ended = starting.end()
        assert "Traceback" not in ended.err, module
        assert ended.code in (0, 130), module
