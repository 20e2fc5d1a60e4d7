"""Joins the IDs of another system with the new sub of each user."""

from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.exit_codes import ExitCode
from cognito_user_import_cli.export.listed_pool import listed_pool
from cognito_user_import_cli.export.new_subs import SignInNames, subs_by_name
from cognito_user_import_cli.export.user_pages import UserPages
from cognito_user_import_cli.local_files.id_map import IdRows, id_rows
from cognito_user_import_cli.local_files.new_files import new_files, require_new
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output
from cognito_user_import_cli.progress import counting

_AWS = AwsOptions()
_OUTPUT = OutputOptions()
_FILE: Final = Path("subs.csv")


def subs(
    ids: Path,
    /,
    *,
    user_pool_id: str,
    output: Annotated[Path, Parameter(name=["--output", "-o"])] = _FILE,
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> ExitCode:
    """Join the IDs of another system with the new sub of each user.

    :param ids: File that convert --id-map wrote.
    :param user_pool_id: User pool that imported the users.
    :param output: File to write: id, username, and sub. Never overwrites a file. Default: subs.csv
    """
    out = Output(options)
    require_new(output)
    account = Aws(aws, user_pool_id)
    pool = listed_pool(account, user_pool_id)
    names = SignInNames(pool.profile)
    wanted = {names.key(username) for _, username in id_rows(ids)}
    pages = UserPages(account.cognito, user_pool_id, account.calls(f"user pool {user_pool_id}"))
    with counting(out, "users", pool.estimate) as seen:
        found = subs_by_name(pages, names, wanted, seen)
    count = missing = 0
    with new_files(output, like=ids) as [file]:
        rows = IdRows(file, "sub")
        for old, username in id_rows(ids):
            sub = found.get(names.key(username), "")
            rows.add(old, username, sub)
            count += 1
            missing += not sub
    document = {"file": str(output), "ids": count, "missing": missing}
    shown = f"{output}: {count - missing:,} of {count:,} IDs with a sub"
    if missing:
        shown += f"; the users of {missing:,} aren't in {user_pool_id}"
    out.result(document, shown)
    return ExitCode.IMPORT_FAILED if missing else ExitCode.DONE
