"""The CDK CLI, as the user runs it: its output in the log, its news on the screen."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from examples.demo.errors import DemoError
from examples.demo.interruption import Interruption
from examples.demo.run_log import RunLog

ROOT = Path(__file__).parents[2]
_CDK = ROOT / "node_modules/.bin/cdk"
_APP = f"{shlex.quote(sys.executable)} -m examples.demo.small_parts"
_DEPLOY = ["deploy", "--require-approval", "never", "--progress", "events", "--concurrency", "4"]
# Stack | 5/9 | 12:18:23 PM | CREATE_FAILED | AWS::SSM::Parameter | Path (LogicalId) reason
_EVENT = re.compile(
    r"(?P<stack>\S+) \| +(?P<count>\S+) \| [^|]* \| (?P<status>\w+) +\| \S+ +\| "
    r"(?P<path>\S+)(?: \(\w+\))? *(?P<reason>.*)"
)
_ERROR = re.compile(r"\W*((?:[\w.]+\.)?\w*(?:Error|Exception): .+)")

Show = Callable[[str], None]
Outputs = Mapping[str, Mapping[str, str]]


class Cdk:
    """Runs `cdk` on the example app.

    :param environment: What points it at an AWS.
    :param folder: For all that it writes.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        folder: Path,
        log: RunLog,
        interruption: Interruption,
    ) -> None:
        self._environment = _child_environment(environment, folder)
        self._folder = folder
        self._log = log
        self._interruption = interruption

    def bootstrap(self, show: Show) -> None:
        """Prepare the account."""
        account, region = (
            self._environment[f"CDK_DEFAULT_{name}"] for name in ("ACCOUNT", "REGION")
        )
        self._run(["bootstrap", f"aws://{account}/{region}"], show, cwd=self._folder)

    def deploy(self, show: Show) -> Outputs:
        """Deploy all stacks, and return their outputs by stack and name."""
        outputs = self._folder / "outputs.json"
        self._run([*_DEPLOY, "--all", "--outputs-file", str(outputs), *self._app()], show)
        decoded: dict[str, dict[str, str]] = json.loads(outputs.read_text())
        return decoded

    def refused_at_synth(self, stack: str, show: Show, *contexts: str) -> list[str]:
        """Synthesize one stack with contexts that make it fail, and return what is printed."""
        # CDK leaves the report of a failed synth in its folder, and the next one there fails by it.
        return self._fail(["synth", stack, "--quiet"], contexts, show, output="refused.out")[0]

    def refused_at_deployment(self, stack: str, show: Show, *contexts: str) -> str:
        """Deploy one stack with contexts that make it fail, and return the reason it gives."""
        return self._fail([*_DEPLOY, stack], contexts, show)[1]

    def destroy(self, show: Show) -> None:
        """Delete all stacks of the app, as it was synthesized for the last deployment."""
        self._run(["destroy", "--all", "--force", "--app", str(self._folder / "cdk.out")], show)

    def _fail(
        self, command: list[str], contexts: Sequence[str], show: Show, *, output: str = "cdk.out"
    ) -> tuple[list[str], str]:
        printed: list[str] = []

        def keep(news: str) -> None:
            printed.append(news)
            show(news)

        options = [word for context in contexts for word in ("--context", context)]
        try:
            self._run([*command, "--exclusively", *options, *self._app(output)], keep)
        except DemoError as error:
            return printed, str(error)
        raise DemoError(f"cdk {' '.join(command)} with {', '.join(contexts)} was expected to fail")

    def _app(self, output: str = "cdk.out") -> list[str]:
        return ["--app", _APP, "--output", str(self._folder / output)]

    def _run(self, arguments: Sequence[str], show: Show, *, cwd: Path = ROOT) -> None:
        """Run a command to its end; one that is interrupted ends with all that it started.

        :raises DemoError: It failed.
        """
        command = [str(_CDK), *arguments, "--no-notices"]
        self._log.write(f"$ {shlex.join(command)}")
        if "--output" in arguments:
            show("synthesizing app.py")
        try:
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
            )
        except FileNotFoundError as error:
            raise DemoError("the CDK CLI is missing; install it with: make setup") from error
        lines: list[str] = []
        with process:
            try:
                with self._interruption.allowed():
                    for line in process.stdout or ():
                        self._log.write(line)
                        lines.append(line.strip())
                        if news := news_of(line):
                            show(news)
                    process.wait()
            finally:
                # The group is the command's own until it is reaped.
                if process.returncode is None:
                    os.killpg(process.pid, signal.SIGKILL)
        self._log.write(f"exit code {process.returncode}")
        if process.returncode != 0:
            raise DemoError(reason_of(lines) or f"exit code {process.returncode}")


def news_of(line: str) -> str:
    """Return what a line of cdk's output says, short, or nothing if it says nothing new."""
    if event := _EVENT.match(line):
        return "{stack} {count} {status} {path} {reason}".format(**event.groupdict()).rstrip()
    news = re.sub(r"^\W+", "", line).strip()
    # Headings, and the outputs: the step shows them when it has ended.
    return "" if news.endswith(":") or " = " in news or " " not in news else news


def reason_of(lines: Sequence[str]) -> str:
    """Return the line of cdk's output that says best why it failed."""
    for line in lines:
        event = _EVENT.match(line)
        if event and event["status"].endswith("_FAILED") and event["reason"]:
            return f"{event['stack']} {event['path']}: {event['reason']}"
    errors = [match[1] for match in map(_ERROR.match, lines) if match]
    return next(iter(errors[-1:] or [line for line in lines if line][-1:]), "")


def _child_environment(given: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the user's environment less any other AWS, plus what is given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    kept.pop("FORCE_COLOR", None)
    path = [str(Path(sys.executable).parent), str(_CDK.parent), os.environ.get("PATH", os.defpath)]
    temporary = folder / "tmp"
    temporary.mkdir()
    return {
        **kept,
        "PATH": os.pathsep.join(path),
        "NO_COLOR": "1",
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        # The validator takes a second for each template of each synth.
        "CDK_VALIDATION": "false",
        # jsii leaves folders behind when it is killed.
        "TMPDIR": str(temporary),
        **given,
    }
