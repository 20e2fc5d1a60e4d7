"""The steps of the demo, in the order in which a user takes them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from rich import box
from rich.table import Table

from examples.demo.cdk import ROOT, Cdk, Outputs
from examples.demo.errors import DemoError
from examples.demo.interruption import Interruption
from examples.demo.migration import Migration
from examples.demo.run_log import RunLog, redacted
from examples.demo.screen import Screen, Step
from examples.demo.small_parts import ROWS
from examples.demo.user_import import UserImport, upload
from local_aws import LocalAws

STEPS = 15
STEPS_WHEN_KEPT = STEPS - 2
_USERS_SHOWN = 50
_BAD_USERS = "examples/bad-users.csv"


class Published(NamedTuple):
    """What a stack gives to whoever is to upload the file."""

    job_id: str
    pre_signed_url: str


class Demonstration:
    """One run of the demo.

    :param csv: The file of users.
    :param keep: Whether the embedded AWS and the stacks stay when all went well.
    """

    def __init__(
        self, csv: Path, *, keep: bool, screen: Screen, log: RunLog, interruption: Interruption
    ) -> None:
        self._csv = csv
        self._keep = keep
        self._screen = screen
        self._log = log
        self._interruption = interruption
        self._aws = LocalAws(log.server_path, detached=keep)
        self._shown: list[tuple[str, str, str]] = []

    def run(self) -> None:
        """Take all steps; what was started is stopped on every way out, unless it is to be kept.

        :raises DemoError: A step failed.
        :raises Interrupted: A signal came.
        """
        kept = False
        try:
            with tempfile.TemporaryDirectory(prefix="demo-", ignore_cleanup_errors=True) as folder:
                self._start()
                self._use(
                    Cdk(self._aws.cdk_environment, Path(folder), self._log, self._interruption)
                )
            with self._interruption.allowed():
                kept = self._keep
        finally:
            if not kept:
                self._aws.stop()

    def _use(self, cdk: Cdk) -> None:
        with self._step("cdk bootstrap") as step:
            cdk.bootstrap(step.show)
        with self._step("cdk deploy --all") as step:
            outputs = cdk.deploy(step.show)
            with self._interruption.allowed():
                user_pool_id, published = self._read(outputs)
        self._show_outputs(user_pool_id, published)
        job = published["UserPoolStack"]
        user_import = UserImport(self._aws, user_pool_id, job.job_id)
        self._upload(job)
        self._import(user_import)
        self._show_users(user_import)
        self._deploy_again(cdk, user_import)
        self._show_imported(outputs["ImportStack"])
        self._migrate(Migration(self._aws, outputs["MigrationStack"]))
        self._refuse_bad_file(cdk)
        if not self._keep:
            with self._step("cdk destroy --all") as step:
                cdk.destroy(step.show)
            with self._step("stop the embedded AWS"):
                self._aws.stop()
        self._screen.show(_table(("What was shown", "Stack", "Result"), self._shown))

    @contextmanager
    def _step(self, title: str) -> Iterator[Step]:
        self._log.write(f"== {title}")
        with self._screen.step(title) as step:
            yield step

    def _start(self) -> None:
        with self._step("start the embedded AWS") as step:
            try:
                self._aws.start()
            except RuntimeError as error:
                raise DemoError(str(error)) from error
            step.result = f"{self._aws.endpoint_url}, process {self._aws.pid}"

    def _read(self, outputs: Outputs) -> tuple[str, Mapping[str, Published]]:
        """Return the pool's id, and what both stacks publish, by the stack's name.

        The first has its JobId and PreSignedUrl as outputs; the second has put them into SSM
        parameters, and names these in its outputs.
        """
        first, second = outputs["UserPoolStack"], outputs["UploadStack"]
        ssm = self._aws.client("ssm")
        parameters = [
            ssm.get_parameter(Name=second[f"{name}ParameterName"])["Parameter"].get("Value", "")
            for name in ("JobId", "PreSignedUrl")
        ]
        published = {
            "UserPoolStack": Published(first["JobId"], first["PreSignedUrl"]),
            "UploadStack": Published(*parameters),
        }
        if published["UserPoolStack"] != published["UploadStack"]:
            raise DemoError("the two stacks publish different jobs")
        return first["UserPoolId"], published

    def _show_outputs(self, user_pool_id: str, published: Mapping[str, Published]) -> None:
        self._screen.say(f"\nUserPoolStack.UserPoolId = {user_pool_id}")
        for stack, job in published.items():
            self._screen.say(f"{stack}.JobId = {job.job_id}")
            self._screen.say(f"{stack}.PreSignedUrl = {redacted(job.pre_signed_url)}")
        self._screen.say(
            "UploadStack stores both values in SSM parameters. The URL is a secret:\n"
            "for 15 minutes, anyone who has all of it can upload users.\n"
        )

    def _upload(self, job: Published) -> None:
        with self._step(f"upload {self._csv.name}") as step, self._interruption.allowed():
            content = self._csv.read_bytes()
            upload(job.pre_signed_url, content, self._aws.environment["AWS_CA_BUNDLE"])
            step.result = f"{len(content):,} bytes"

    def _import(self, user_import: UserImport) -> None:
        with self._step("start the import job") as step, self._interruption.allowed():
            step.result = user_import.start()
        with self._step("wait for the import job") as step, self._interruption.allowed():
            step.result = user_import.wait(step.show)
        counts = step.result.removeprefix("Succeeded: ")
        self._show("A job for a file that others upload", "UserPoolStack", counts)

    def _show_users(self, user_import: UserImport) -> None:
        with self._step("list the pool's users") as step, self._interruption.allowed():
            users = user_import.users(_USERS_SHOWN + 1)
            shown = users[:_USERS_SHOWN]
            more = ", and more" if len(users) > len(shown) else ""
            step.result = f"{len(shown)} users{more}"
        self._screen.show(_table(("Email", "Name", "Department", "Status"), shown))

    def _deploy_again(self, cdk: Cdk, user_import: UserImport) -> None:
        with self._step("cdk deploy --all, again") as step:
            outputs = cdk.deploy(step.show)
            with self._interruption.allowed():
                job_id = self._read(outputs)[1]["UserPoolStack"].job_id
                user_import.require_only_job(job_id)
            step.result = f"no second job: {job_id} is the pool's only job"
        self._show("A second deployment", "UserPoolStack", "no second job")

    def _show_imported(self, outputs: Mapping[str, str]) -> None:
        """Show what the deployment of the other pool has imported by itself."""
        title = "check ImportStack, which imported examples/users.csv during its deployment"
        with self._step(title) as step, self._interruption.allowed():
            users = UserImport(self._aws, outputs["UserPoolId"], outputs["JobId"])
            found = len(users.users(_USERS_SHOWN + 1))
            if str(found) != outputs["ImportedUsers"]:
                raise DemoError(
                    f"the stack reports {outputs['ImportedUsers']} users, but its pool has {found}"
                )
            step.result = f"{found} users in its pool, as in its output ImportedUsers"
        self._show("An import during a deployment", "ImportStack", f"{found} imported")

    def _migrate(self, migration: Migration) -> None:
        """Show the workflow, its failing lines, and its report."""
        title = f"run the workflow of MigrationStack on {_BAD_USERS}, {ROWS} rows a job"
        with self._step(title) as step, self._interruption.allowed():
            step.result = migration.run(step.show)
        with self._step("read its report") as step, self._interruption.allowed():
            report = migration.report()
            step.result = report.counts
        self._screen.show(_table(("Part", "Lines", "Job", "Imported", "Failed"), report.parts))
        self._screen.say("\n".join(["Failed:", *report.failed_lines, report.url, ""]))
        result = f"{report.counts}; {len(report.parts)} jobs"
        self._show("A workflow for a file of any size", "MigrationStack", result)

    def _refuse_bad_file(self, cdk: Cdk) -> None:
        with self._step(f"cdk synth ImportStack -c users={_BAD_USERS}, expected to fail") as step:
            printed = cdk.refused_at_synth("ImportStack", step.show, f"users={_BAD_USERS}")
            lines = [line for line in printed if line.startswith(f"{_BAD_USERS}:")]
            if not lines:
                raise DemoError("expected an error that names the lines of the file")
            step.result = f"refused with {len(lines)} lines, before any deployment"
        self._show("A bad file at synth", "ImportStack", f"refused with {len(lines)} lines")
        self._screen.say("\n" + "\n".join(lines) + "\n")
        title = f"cdk deploy ImportStack -c users={_BAD_USERS} -c validate=false, expected to fail"
        with self._step(title) as step:
            contexts = (f"users={_BAD_USERS}", "validate=false")
            reason = cdk.refused_at_deployment("ImportStack", step.show, *contexts)
            if "[FAILED] Line Number" not in reason:
                raise DemoError(
                    f"expected a reason that names the lines of the file, not: {reason}"
                )
            step.result = "failed as expected and rolled back"
        self._show(
            "A bad file in a deployment", "ImportStack", "failed with its lines, rolled back"
        )
        self._screen.say(f"\n{reason}\n")

    def _show(self, what: str, stack: str, result: str) -> None:
        """Have the last table say what was shown."""
        self._shown.append((what, stack, result))


_TRY = """
To try the command line on a file, without an AWS account:
    .venv/bin/cognito-user-import check examples/bad-users.csv
    .venv/bin/cognito-user-import explain CUI-106
To keep the embedded AWS and the stacks: make demo KEEP=1
"""
_USE = f"""
The embedded AWS keeps running with UserPoolStack, UploadStack, ImportStack, MigrationStack, and
CDKToolkit. To use it from another terminal:
    cd {ROOT}
    export PATH="$PWD/.venv/bin:$PWD/node_modules/.bin:$PATH"
    eval "$(python -m local_aws exports)"
    cognito-user-import status --stack UserPoolStack
    cdk deploy --all -c trigger=2    # a new job with a new URL
    cognito-user-import upload examples/users.csv --stack UserPoolStack
    cdk deploy ImportStack -c users=FILE    # import another file
To stop it:
    cd {ROOT} && .venv/bin/python -m local_aws stop
"""


def to_try_next(*, keep: bool) -> str:
    """Return what a user may do after a run, and how to end what it has kept."""
    return _USE if keep else _TRY


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*row)
    return table
