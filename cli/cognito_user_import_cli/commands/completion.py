"""Prints the script that lets a shell complete this program's commands."""

from typing import Literal

from cognito_user_import_cli.application import application
from cognito_user_import_cli.options import OutputOptions
from cognito_user_import_cli.output import Output

_OUTPUT = OutputOptions()


def completion(
    shell: Literal["bash", "zsh", "fish", "powershell"],
    /,
    *,
    options: OutputOptions = _OUTPUT,
) -> None:
    """Print the script that lets a shell complete commands.

    :param shell: Shell that the script is for.
    """
    script = application().generate_completion(shell=shell).rstrip("\n")
    Output(options).result({"shell": shell, "script": script}, script)
