"""A kind of source: a plain format, or a system whose users have fields of known names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Shape(NamedTuple):
    """A user of a system, before its fields are text.

    :param fields: By name; nested, if they are.
    :param left_out: Why the user isn't converted, or empty.
    """

    fields: Mapping[str, Any]
    left_out: str = ""
    is_disabled: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source.

    :param title: Its name in messages.
    :param columns: Cognito's columns by the names of its fields.
    :param ids: The fields with a user's ID, the best first.
    :param shape: Returns a user without the system's wrapping, or None for something else.
    """

    name: str
    title: str
    columns: Mapping[str, str] = field(default_factory=dict)
    ids: tuple[str, ...] = ("id", "ID", "Id", "user_id", "userId", "uuid", "uid", "sub")
    shape: Callable[[Mapping[str, Any]], Shape | None] = Shape


CSV = Kind("csv", "CSV")
