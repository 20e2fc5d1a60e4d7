"""Exports a user pool's users to a file that another pool can import."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.export.exported_user import UserRows
from cognito_user_import_cli.export.listed_pool import check_sub_column, listed_pool, target_of
from cognito_user_import_cli.export.pool_export import export as export_pages
from cognito_user_import_cli.export.summary import Summary
from cognito_user_import_cli.export.unfinished import UnfinishedExport, digest
from cognito_user_import_cli.export.user_pages import UserPages
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output
from cognito_user_import_cli.progress import counting

_AWS = AwsOptions()
_OUTPUT = OutputOptions()
_FILE: Final = Path("users.csv")


def export(
    pool: str,
    /,
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"])] = _FILE,
    columns_of: str | None = None,
    keep_sub_as: str | None = None,
    filter: str | None = None,  # noqa: A002 - the name of the option
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> None:
    """Export a user pool's users to a CSV file that another pool can import.

    The file appears when it is complete. To continue an interrupted export, run the same command
    again. At the end, the command lists what it couldn't export.

    :param pool: ID of the user pool, such as eu-central-1_AbCdEfGhI.
    :param output: File to write. Never overwrites a file. Default: users.csv
    :param columns_of: ID of the user pool that will import the file. Default: POOL
    :param keep_sub_as: Column of that pool for the users' sub, such as custom:legacy_sub.
    :param filter: ListUsers filter for the users, such as 'email ^= "a"'.
    """
    out = Output(options)
    account = Aws(aws)
    source = listed_pool(account, pool)
    target = target_of(source, account, aws, columns_of)
    sub_column = keep_sub_as or ""
    check_sub_column(sub_column, target)
    rows = UserRows(source.profile, target.profile, target.columns, sub_column)
    pages = UserPages(account.cognito, pool, account.calls(f"user pool {pool}"), filter or "")
    request = digest(
        account.region, pool, target.pool_id, sub_column, filter or "", *target.columns
    )
    with UnfinishedExport(output, request) as unfinished, _leaving(out, unfinished):
        if unfinished.is_resumed:
            listed = unfinished.state.tally.listed
            out.say(f"Continuing {unfinished.part} after {listed:,} users.")
        with counting(out, "users", None if filter else source.estimate) as seen:
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
    summary = Summary(
        output, pool, target.pool_id, target.profile, sub_column, state.size, state.tally
    )
    out.result(summary.document(), summary.text())


@contextmanager
def _leaving(out: Output, unfinished: UnfinishedExport) -> Iterator[None]:
    """Say what is left if the block fails."""
    try:
        yield
    except BaseException:
        if unfinished.state.tally.listed:
            out.say(f"{unfinished.part} is kept. To continue, run the same command again.")
        raise
