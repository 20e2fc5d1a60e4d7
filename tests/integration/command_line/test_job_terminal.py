"""What moves in a terminal of 80 columns, and what does not elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from local_aws.import_scenario import ImportScenario, good_row
from tests.integration.command_line.connect_proxy import connect_proxy
from tests.integration.command_line.live_process import live
from tests.integration.command_line.pool_jobs import named, running_job, stop, upload
from tests.integration.command_line.terminal import Terminal

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

_LONG = ("name", "given_name", "family_name", "nickname", "profile", "website")
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def lines(said: str) -> list[str]:
    """Return what a terminal shows, a line each time that one is written."""
    return [line for line in re.split(r"[\r\n]+", _CONTROL.sub("", said)) if line.strip()]


def test_a_terminal_shows_a_bar_and_a_line_that_moves(pool: ImportScenario, tmp_path: Path) -> None:
    """None wider than the terminal; the result is on stdout, without a colour."""
    pool.aws.configure(import_seconds=600)
    job = pool.create()
    command = upload(pool, job, tmp_path)
    with live(tmp_path, pool.aws.environment, *command, terminal=True) as running:
        running.until(f"{job['JobId']} InProgress")
        stop(pool, job)
        ended = running.end()
    shown = lines(ended.err)
    size = (tmp_path / "users.csv").stat().st_size
    assert ended.code == 1
    assert ended.out == f"job {job['JobId']} is Stopped: 3 imported, 0 skipped, 0 failed\n"
    assert [line for line in shown if "━" in line and f"{size}/{size} bytes" in line]
    assert [line for line in shown if "━" in line and "?" in line] == []
    assert [
        line
        for line in shown
        if line.startswith(f"{job['JobId']} InProgress ━") and re.search(r"━ 3/3( |$)", line)
    ]
    # What is said in passing may wrap; what is drawn again and again may not.
    said = ("uploading ", "cognito-user-import: ")
    assert [line for line in shown if len(line) > 80 and not line.startswith(said)] == []
    assert "\x1b[?25h" in ended.err  # The cursor is back.


def test_a_narrow_terminal_shows_what_fits(pool: ImportScenario, tmp_path: Path) -> None:
    """Each line that moves is one line: nothing is folded or cut."""
    job = pool.create()
    with Terminal(
        tmp_path, pool.aws.environment, *upload(pool, job, tmp_path), columns=40
    ) as running:
        assert running.end() == 0
        frames = [frame[-2:] for frame in running.frames]
    moving = {line for frame in frames for line in frame if "━" in line or "/" in line}
    assert [line for line in moving if re.fullmatch(r"users\.csv ━+ 100%", line)]
    assert [line for line in moving if re.match(r"[03]/3( |$)", line)]
    assert "…" not in "".join(moving)


def test_a_watch_that_knows_the_rows_shows_how_many_are_read(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """With a bar, as an upload has it."""
    job = running_job(pool, tmp_path)
    command = ["watch", *named(pool, job), "--rows", "3"]
    with live(tmp_path, pool.aws.environment, *command, terminal=True) as running:
        running.until("3/3")
        stop(pool, job)
        ended = running.end()
    assert [line for line in lines(ended.err) if re.search(r"InProgress ━+ 3/3", line)]


def test_a_watch_shows_users_and_time_without_a_total(pool: ImportScenario, tmp_path: Path) -> None:
    """It doesn't know the file."""
    job = running_job(pool, tmp_path)
    with live(tmp_path, pool.aws.environment, "watch", *named(pool, job), terminal=True) as running:
        running.until("3 users")
        stop(pool, job)
        ended = running.end()
    assert [
        line
        for line in lines(ended.err)
        if re.search(rf"{job['JobId']} InProgress 3 users.* 0:0\d:\d\d$", line)
    ]
    assert "━" not in ended.err


def test_the_bar_moves_while_the_file_is_sent(pool: ImportScenario, tmp_path: Path) -> None:
    """And stands where the network does."""
    job = pool.create()
    command = upload(pool, job, tmp_path)
    rows = [good_row(number, **dict.fromkeys(_LONG, "x" * 2_000)) for number in range(1_666)]
    (tmp_path / "users.csv").write_bytes(pool.csv(rows))
    with connect_proxy() as proxy:
        proxy.holds_after = 5_000_000
        given = {
            **{name: value for name, value in pool.aws.environment.items() if "roxy" not in name},
            "NO_PROXY": "",
            "HTTPS_PROXY": f"http://127.0.0.1:{proxy.port}",
        }
        options = ("--no-skip-existing", "--no-start")
        with live(tmp_path, given, *command, *options, terminal=True) as running:
            running.until_matching(r"[5-9]\.\d/20\.\d MB|1\d\.\d/20\.\d MB")
            proxy.go_on.set()
            ended = running.end()
    assert ended.code == 0
    assert re.search(r"(20\.\d)/\1 MB", ended.err)


def test_an_upload_that_is_repeated_begins_its_bar_anew(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """And says above it why; without a colour where NO_COLOR asks for that."""
    pool.aws.configure(throttle={"PutObject": 1})
    job = pool.create()
    given = {**pool.aws.environment, "NO_COLOR": "1"}
    with live(tmp_path, given, *upload(pool, job, tmp_path), terminal=True) as running:
        ended = running.end()
    assert ended.code == 0
    assert [line for line in lines(ended.err) if "upload failed (status 503, SlowDown)" in line]
    assert re.findall(r"\x1b\[[0-9;]*3[0-9]", ended.err) == []


def test_ctrl_c_in_a_terminal_gives_the_cursor_back(pool: ImportScenario, tmp_path: Path) -> None:
    """And ends with the sentence."""
    pool.aws.configure(import_seconds=600)
    job = pool.create()
    command = upload(pool, job, tmp_path)
    with live(tmp_path, pool.aws.environment, *command, terminal=True) as running:
        running.until("InProgress")
        running.interrupt()
        ended = running.end()
    stop(pool, job)
    assert ended.code == 130
    assert ended.err.rindex("\x1b[?25h") > ended.err.rindex("\x1b[?25l")
    assert "interrupted: job " in ended.err


def test_quiet_shows_nothing_in_a_terminal(pool: ImportScenario, tmp_path: Path) -> None:
    """The output still has the result."""
    job = pool.create()
    command = [*upload(pool, job, tmp_path), "--quiet"]
    with live(tmp_path, pool.aws.environment, *command, terminal=True) as running:
        ended = running.end()
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.endswith("3 imported, 0 skipped, 0 failed\n")
