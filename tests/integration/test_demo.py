"""`python -m examples.demo` as a user runs it: to its end, interrupted, failing, kept."""

from __future__ import annotations

import os
import re
import resource
import shlex
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from examples.demo.cdk import reason_of
from tests.integration.default_signals import default_signals

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads Linux's /proc"),
]

ROOT = Path(__file__).parents[2]
USERS = ROOT / "examples/users.csv"
_SECONDS = 150.0
_END_SECONDS = 10.0


@dataclass
class Run:
    """A demo, in a process group of its own."""

    process: subprocess.Popen[str]
    mark: str
    folder: Path
    output: str = ""
    processor_seconds: float = 0.0

    def read_until(self, text: str) -> None:
        """Read the output up to the line with a text, or to its end."""
        assert self.process.stdout is not None
        next((line for line in self.process.stdout if text in line), None)

    def end(self) -> Run:
        """Read the rest of the output, and wait for the end."""
        self.output = self.process.communicate(timeout=_SECONDS)[0]
        return self

    def running(self) -> list[str]:
        """Return the commands of all that the demo started and that runs, itself included."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # Most are somebody else's, or gone by now.
                if self.mark.encode() in (folder / "environ").read_bytes():
                    found.append((folder / "cmdline").read_text().replace("\0", " "))
        return found

    def left(self) -> list[str]:
        """Return what still runs; what has been killed gets a moment to go."""
        end = time.monotonic() + _END_SECONDS
        while (found := self.running()) and time.monotonic() < end:
            time.sleep(0.05)
        return found

    @property
    def last_line(self) -> str:
        return self.output.splitlines()[-1]

    @property
    def job_ids(self) -> list[tuple[str, str]]:
        return re.findall(r"^(\w+)\.JobId = (import-\w+)$", self.output, re.MULTILINE)


@contextmanager
def running_demo(folder: Path, *arguments: str) -> Iterator[Run]:
    """Run the demo with its logs, and what it keeps, in a folder."""
    # Everything inherits PATH, even the functions of the embedded AWS, which get little else.
    mark = f"/mark-{uuid.uuid4()}"
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([os.environ["PATH"], mark]),
        "LOCAL_AWS_FOLDER": str(folder),
        "PYTHONIOENCODING": "utf-8",
    }
    with default_signals():
        process = subprocess.Popen(
            [sys.executable, "-m", "examples.demo", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )
    with process:
        try:
            yield Run(process, mark, folder)
        finally:
            process.terminate()  # Does nothing to one that has ended.


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Run:
    before = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    with running_demo(tmp_path_factory.mktemp("demo")) as run:
        run.end()
    run.processor_seconds = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - before
    return run


@pytest.mark.thorough
def test_demo_ends_well_in_time_and_leaves_nothing_running(ended: Run) -> None:
    """The exit code is 0, the last line says so with the time, and every process is gone.

    A minute on a quiet machine is less than 75 seconds of its processors, however busy it is.
    """
    seconds = re.fullmatch(r"demo: done in (\d+) s", ended.last_line)

    assert ended.process.returncode == 0, ended.output
    assert seconds
    assert ended.processor_seconds <= 75, f"in {seconds[1]} s"
    assert ended.left() == []


@pytest.mark.thorough
def test_demo_names_each_step_with_its_time_in_plain_lines(ended: Run) -> None:
    """Without a terminal there are no control characters, and each step has its time."""
    steps = re.findall(r"^\[(\d+)/15\] .+: \d+\.\d s", ended.output, re.MULTILINE)

    assert steps == [str(number) for number in range(1, 16)]
    assert re.findall(r"[\x00-\x09\x0b-\x1f]", ended.output) == []


@pytest.mark.thorough
def test_demo_shows_what_both_stacks_give_away_and_no_second_job(ended: Run) -> None:
    """JobId and PreSignedUrl are of one job in either stack, and after a second deployment."""
    url = r"(\w+)\.PreSignedUrl = (https://\S+)\?\(left out\)\n"
    urls = re.findall(url, ended.output)

    for given in (ended.job_ids, urls):
        assert [stack for stack, _ in given] == ["UserPoolStack", "UploadStack"]
        assert len({value for _, value in given}) == 1
    assert f"no second job: {ended.job_ids[0][1]} is the pool's only job" in ended.output


@pytest.mark.thorough
def test_demo_shows_the_imported_users_and_their_number(ended: Run) -> None:
    """Each row of the file is a row of the table, with its escaped comma and its own letters."""
    header, *rows = USERS.read_text(encoding="utf-8").splitlines()
    columns = header.split(",")
    users = [dict(zip(columns, re.split(r"(?<!\\),", row), strict=True)) for row in rows]
    table = [line.strip() for line in ended.output.splitlines() if "RESET_REQUIRED" in line]

    shown = [tuple(re.split(r" {2,}", line)[:2]) for line in table]
    assert shown == sorted((user["email"], user["name"]) for user in users)
    assert "Research, Development" in ended.output
    assert f"Succeeded: {len(users)} imported, 0 skipped, 0 failed" in ended.output


@pytest.mark.thorough
def test_demo_shows_the_import_of_a_deployment_and_the_lines_of_one_that_fails(ended: Run) -> None:
    """The good file's users are in the pool, the bad file is refused at synth and by Cognito."""
    lines = re.findall(r"\[FAILED\] Line Number (\d+) - ", ended.output.rpartition("15]")[0])
    at_synth = re.findall(r"^examples/bad-users\.csv:(\d+): \w+: exp", ended.output, re.MULTILINE)

    assert at_synth == ["3", "6", "9"]
    assert "refused with 3 lines, before any deployment" in ended.output
    assert "10 users in its pool, as in its output ImportedUsers" in ended.output
    assert "failed as expected and rolled back" in ended.output
    assert "3 rows failed, allowed: 0 (7 imported, 0 skipped, 3 failed)" in ended.output
    assert set(lines) == {"3", "6", "9"}


@pytest.mark.thorough
def test_demo_shows_a_workflow_with_its_parts_its_failed_lines_and_its_report(ended: Run) -> None:
    """A file of ten rows is imported by three jobs, and its lines are numbered as a whole."""
    parts = re.findall(r"^  (\d)  +(\S+)  +import-\w+  +(\d)  +(\d) ", ended.output, re.MULTILINE)

    assert parts == [("1", "2-5", "3", "1"), ("2", "6-9", "2", "2"), ("3", "10-11", "2", "0")]
    assert re.findall(r"^line (\d+): ", ended.output, re.MULTILINE) == ["3", "6", "9"]
    assert re.search(r"^s3://\S+/executions/\S+/report\.json$", ended.output, re.MULTILINE)


@pytest.mark.thorough
def test_demo_says_how_long_it_takes_what_was_shown_and_what_to_try(ended: Run) -> None:
    """The first line, the last table, and commands that work."""
    first, shown = ended.output.splitlines()[0], ended.output.partition("What was shown")[2]
    commands = re.findall(r"^    (\.venv/bin/cognito-user-import .+)$", shown, re.MULTILINE)

    assert first.startswith("demo: 15 steps, about a minute, log: ")
    for stack in ("UserPoolStack", "ImportStack", "MigrationStack"):
        assert f" {stack} " in shown
    done = [subprocess.run(shlex.split(command), cwd=ROOT, check=False) for command in commands]
    assert [each.returncode for each in done] == [3, 0], commands


@pytest.mark.thorough
def test_screen_and_logs_of_the_demo_hold_no_pre_signed_url(ended: Run) -> None:
    """Its signature, the secret part, is left out everywhere."""
    logs = {path.name: path.read_text(encoding="utf-8") for path in ended.folder.rglob("*.log")}

    assert ended.process.returncode == 0
    assert "X-Amz-Signature" not in ended.output
    assert sorted(logs) == ["demo.log", "server.log"]
    assert "✅  UploadStack" in logs["demo.log"]
    assert [name for name, text in logs.items() if "X-Amz-Signature" in text] == []


@pytest.mark.thorough
def test_interrupted_demo_stops_everything_and_says_so(tmp_path: Path) -> None:
    """Ctrl-C during a deployment ends cdk, the app, the embedded AWS and its functions."""
    with running_demo(tmp_path) as run:
        run.read_until("Stack: deploying...")
        before = " ".join(run.running())
        # To the whole group, as a terminal does.
        os.killpg(run.process.pid, signal.SIGINT)
        run.end()

    assert "bin/cdk deploy" in before
    assert "local_aws.server" in before
    assert run.process.returncode == 130
    assert run.last_line.startswith("demo: interrupted by SIGINT in step 3 of 15, cdk deploy")
    assert run.left() == []


def test_demo_whose_reader_goes_away_stops_everything(tmp_path: Path) -> None:
    """`make demo | head -1` leaves nothing behind."""
    with running_demo(tmp_path) as run:
        run.read_until("demo: ")
        assert run.process.stdout is not None
        run.process.stdout.close()
        run.process.wait(_SECONDS)

    assert run.process.returncode == 128 + signal.SIGHUP
    assert run.left() == []


@pytest.mark.thorough
def test_failing_demo_names_the_step_the_reason_and_the_log(tmp_path: Path) -> None:
    """A file with a wrong header makes the job fail, in the service's own words."""
    csv = tmp_path / "users.csv"
    csv.write_text("email,name\nada@example.com,Ada Example\n")

    with running_demo(tmp_path, "--csv", str(csv)) as run:
        run.end()

    ending, _, log = run.last_line.removeprefix("demo: ").partition("; log: ")
    job = f"job {run.job_ids[0][1]} is Failed: 0 imported, 0 skipped, 0 failed"
    assert run.process.returncode == 1
    assert ending.startswith(f"failed in step 6 of 15, wait for the import job: {job}. ")
    assert "header" in ending
    assert ending in Path(log).read_text(encoding="utf-8")
    assert run.left() == []


@pytest.mark.thorough
def test_kept_demo_goes_on_until_it_is_stopped_as_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --keep the server stays, `exports` finds it, and `stop` ends it."""
    monkeypatch.setenv("LOCAL_AWS_FOLDER", str(tmp_path))
    monkeypatch.chdir(ROOT)
    local_aws = [sys.executable, "-m", "local_aws"]

    try:
        with running_demo(tmp_path, "--keep") as run:
            run.end()
        exports = subprocess.check_output([*local_aws, "exports"], text=True)
        kept = " ".join(run.running())
    finally:
        subprocess.run([*local_aws, "stop"], check=True)

    url = re.search(r"start the embedded AWS: \S+ s, (https://127\.0\.0\.1:\d+)", run.output)
    assert run.process.returncode == 0
    assert url
    assert f"export AWS_ENDPOINT_URL={url[1]}\n" in exports
    assert "local_aws.server" in kept
    assert "bin/cdk" not in kept
    assert "python -m local_aws stop" in run.output
    assert run.output.endswith(", left running\n")
    assert run.left() == []


def test_demo_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A wrong path is an error before anything is started."""
    with running_demo(tmp_path, "--csv", "/none.csv") as run:
        run.end()

    assert run.process.returncode == 2
    assert run.last_line.endswith("argument --csv: file not found: /none.csv")


_FAILED = "S | 1/9 | 12:22:02 PM | CREATE_FAILED    | AWS::SSM::Parameter | Path/Id (PathId12) Why."


def test_reason_is_the_line_that_says_most() -> None:
    """The failed resource's reason comes first, then an exception's, then the last line."""
    assert reason_of([_FAILED, "❌  S failed to deploy"]) == "S Path/Id: Why."
    assert reason_of(["ValueError: why", "Subprocess exited with error 1"]) == "ValueError: why"
    assert reason_of(["env: 'node': No such file", ""]) == "env: 'node': No such file"
    assert reason_of([]) == ""
