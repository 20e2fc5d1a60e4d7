"""The Region of a command's calls: the one in the ID of the user pool or an ARN."""

import os
import re
from typing import Final

from cognito_user_import_cli.command_errors import UsageError

_NAMED: Final = re.compile(
    r"(?:arn:[a-z-]+:(?:cloudformation|states):)?([a-z]{2}(?:-[a-z]+)+-[0-9])[_:]", re.ASCII
)
_VARIABLES: Final = ("AWS_REGION", "AWS_DEFAULT_REGION")


def region_of(option: str | None, place: str | None) -> str | None:
    """Return the Region, or None for the profile's.

    :param option: The value of --region.
    :param place: The ID of the user pool, the name or ARN of the stack, or the ARN of the state
        machine.
    :raises UsageError: The place is in another Region than the one that is set.
    """
    found = _NAMED.match(place or "")
    given = {"--region": option, **{name: os.environ.get(name) for name in _VARIABLES}}
    name, value = next(((name, value) for name, value in given.items() if value), ("", None))
    if found and value not in (None, found[1]):
        raise UsageError(
            f"{place} is in {found[1]}, but {name} is {value}. Check the ID, or set --region "
            f"{found[1]}."
        )
    return found[1] if found else value
