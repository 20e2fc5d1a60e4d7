"""Prints the script that lets a shell complete this program's commands."""

from typing import Final, Literal

from cognito_user_import_cli.application import application
from cognito_user_import_cli.options import OutputOptions
from cognito_user_import_cli.output import PROGRAM, Output

_OUTPUT = OutputOptions()
_ZSH_CALL: Final = f"""
if [ "$funcstack[1]" = "_{PROGRAM}" ]; then
  _cyclopts_{PROGRAM} "$@"
else
  compdef _cyclopts_{PROGRAM} {PROGRAM}
fi"""
"""cyclopts only defines the function. The first branch is for a file that compinit loads."""


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
    if shell == "zsh":
        script += _ZSH_CALL
    Output(options).result({"shell": shell, "script": script}, script)
