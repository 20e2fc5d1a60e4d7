"""A kind of source: a plain format, or a system whose users have fields of known names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cognito_user_import_cli.convert.flat_fields import flat
from cognito_user_import_cli.convert.record import Record

Fields = Mapping[str, Any]


class Shape(NamedTuple):
    """A user of a system, before the fields are text.

    :param fields: By name; nested, if they are.
    :param left_out: Why the user isn't converted, or empty.
    """

    fields: Fields
    left_out: str = ""
    is_disabled: bool = False


def plain(user: Fields) -> Shape:
    """Return a user whose fields stay as they are."""
    return Shape(user)


def nobody(_: Fields) -> bool:
    """Recognize no user: plain formats are what is left."""
    return False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source.

    :param title: Its name in messages.
    :param columns: Cognito's columns by the names of its fields.
    :param ids: The fields with a user's ID, the best first.
    :param shape: Returns a user without the system's wrapping, or None for something else.
    :param is_it: Whether an object is a user of this system.
    """

    name: str
    title: str
    columns: Mapping[str, str] = field(default_factory=dict)
    ids: tuple[str, ...] = ("id", "ID", "Id", "user_id", "userId", "uuid", "uid", "sub")
    shape: Callable[[Fields], Shape | None] = plain
    is_it: Callable[[Fields], bool] = nobody

    def record(self, place: int, user: Any) -> Record | None:
        """Return a user as flat text, or None if it is something else."""
        shape = self.shape(user) if isinstance(user, Mapping) else None
        if shape is None:
            return None
        return Record(place, flat(shape.fields), shape.left_out, is_disabled=shape.is_disabled)


CSV = Kind("csv", "CSV")
JSON = Kind("json", "JSON")
