"""Prints a user pool's CSV header."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.local_files.new_files import new_files, require_new
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output

_AWS = AwsOptions()
_OUTPUT = OutputOptions()


def header(
    *,
    user_pool_id: str,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> None:
    """Print a user pool's CSV header, the first line of a file.

    :param user_pool_id: ID of the user pool, such as eu-central-1_AbCdEfGhI.
    :param output: File to write. Never overwrites a file. Default: stdout
    """
    out = Output(options)
    if output:
        require_new(output)
    columns = Aws(aws, user_pool_id).jobs(user_pool_id).csv_header()
    line = ",".join(column.replace(",", "\\,") for column in columns)
    if output is None:
        out.result({"columns": list(columns)}, line)
        return
    with new_files(output) as [file]:
        file.write(f"{line}\n".encode())
    out.say(f"{output}: {len(columns)} columns")
    if options.json:
        out.result({"columns": list(columns), "file": str(output)}, "")
