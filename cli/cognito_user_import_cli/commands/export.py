"""Exports a user pool's users to a file that another pool can import."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Final

from cyclopts import Parameter

from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.export.exported_user import UserRows
from cognito_user_import_cli.export.listed_pool import check_sub_column, listed_pool, target_of
from cognito_user_import_cli.export.pool_export import export as export_pages
from cognito_user_import_cli.export.summary import Summary
from cognito_user_import_cli.export.unfinished import UnfinishedExport, digest
from cognito_user_import_cli.export.user_pages import UserPages
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output, stdout_is_a_file
from cognito_user_import_cli.progress import counting

_AWS = AwsOptions()
_OUTPUT = OutputOptions()
_FILE: Final = Path("users.csv")
_STDOUT: Final = Path("-")


def export(
    *,
    user_pool_id: str,
    output: Annotated[
        Path | None, Parameter(name=["--output", "-o"], allow_leading_hyphen=True)
    ] = None,
    columns_of: str | None = None,
    keep_sub_as: str | None = None,
    filter: str | None = None,  # noqa: A002 - the name of the option
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> None:
    """Export a user pool's users to a CSV file that another pool can import.

    The file appears when it is complete. To continue an interrupted export, run the same command
    again. At the end, the command lists what it couldn't export.

    :param user_pool_id: ID of the user pool, such as eu-central-1_AbCdEfGhI.
    :param output: File to write, or - for stdout. Never overwrites a file. Default: users.csv
    :param columns_of: ID of the user pool that will import the file. Default: the same pool
    :param keep_sub_as: Column of that pool for the users' sub, such as custom:legacy_sub.
    :param filter: ListUsers filter for the users, such as 'email ^= "a"'.
    """
    out = Output(options)
    if output and output != _STDOUT and str(output).startswith("-"):
        raise UsageError("--output needs a value.")
    wanted = _Wanted(user_pool_id, columns_of, keep_sub_as or "", filter or "", aws)
    if output == _STDOUT:
        if out.is_json:
            raise UsageError("--json can't be combined with --output -: both write to stdout.")
        with TemporaryDirectory() as folder:
            made = _exported(Path(folder) / _FILE, wanted, out, is_kept=False)
            out.raw(made.file)
        out.say(replace(made, file=Path("stdout")).text())
        return
    if output is None and not out.is_json and stdout_is_a_file():
        raise UsageError(
            "stdout is a file. To write the users there, set --output -. To write them to a file "
            "that can be continued after an interruption, set --output FILE."
        )
    made = _exported(output or _FILE, wanted, out)
    out.result(made.document(), made.text())


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is exported, by the options of the command."""

    user_pool_id: str
    columns_of: str | None
    sub_column: str
    filter: str
    aws: AwsOptions


def _exported(output: Path, wanted: _Wanted, out: Output, *, is_kept: bool = True) -> Summary:
    """Write the file, and return its summary.

    :param is_kept: Whether an interrupted export can be continued.
    """
    pool_id = wanted.user_pool_id
    account = Aws(wanted.aws, pool_id)
    source = listed_pool(account, pool_id)
    target = target_of(source, account, wanted.aws, wanted.columns_of)
    check_sub_column(wanted.sub_column, target)
    rows = UserRows(source.profile, target.profile, target.columns, wanted.sub_column)
    calls = account.calls(f"user pool {pool_id}")
    pages = UserPages(account.cognito, pool_id, calls, wanted.filter)
    request = digest(
        account.region, pool_id, target.pool_id, wanted.sub_column, wanted.filter, *target.columns
    )
    with UnfinishedExport(output, request) as unfinished, _leaving(out, unfinished, is_kept):
        if unfinished.is_resumed:
            listed = unfinished.state.tally.listed
            out.say(f"Continuing {unfinished.part} after {listed:,} users.")
        with counting(out, "users", None if wanted.filter else source.estimate) as seen:
            export_pages(
                pages,
                rows,
                target.columns,
                unfinished,
                seen=seen,
                restarts=lambda: out.say("Cognito refused the pagination token. Starting over."),
            )
        unfinished.finish()
        state = unfinished.state
    return Summary(
        output, pool_id, target.pool_id, target.profile, wanted.sub_column, state.size, state.tally
    )


@contextmanager
def _leaving(out: Output, unfinished: UnfinishedExport, is_kept: bool) -> Iterator[None]:
    """Say what is left if the block fails."""
    try:
        yield
    except BaseException:
        if is_kept and unfinished.state.tally.listed:
            out.say(f"{unfinished.part} is kept. To continue, run the same command again.")
        raise
