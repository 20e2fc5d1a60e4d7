"""Which users of a file already exist in the pool."""

import logging
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.cognito.pool_users import USERS_A_PAGE, PoolUsers
from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import.csv_rules.csv_format import MAX_USERNAME_CHARACTERS
from cognito_user_import.errors import DeadlineError, ServiceError

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UserTypeTypeDef

logger = logging.getLogger(__name__)

LONGEST_SEARCH: Final = 300.0
"""Seconds. After that, it's better to send rows that Cognito then skips."""
_FEDERATED: Final = "EXTERNAL_PROVIDER"
"""The status of a user who signs in elsewhere: the address isn't a user name of this pool."""
_REFUSALS: Final = frozenset(
    {"AccessDeniedException", "NotAuthorizedException", "ResourceNotFoundException"}
)
"""Codes of ListUsers that someone must do something about."""
_LONGEST_NAME: Final = 256 - len('phone_number = ""')
"""Characters that a filter leaves for an escaped name."""
_FIRST_FORECAST: Final = 10.0
"""Seconds until the speed of the first requests says how long all of them take."""


class _TooSlowError(Exception):
    """The search would take too long."""


class ExistingUsers:
    """The names that users have in a pool, as hashes of eight bytes.

    With 500,000 rows and as many users, one search in 70 million takes a new user for another one.

    :param is_case_sensitive: Whether the pool's names are.
    """

    def __init__(self, names: Iterable[str], *, is_case_sensitive: bool) -> None:
        self._fold = str if is_case_sensitive else str.lower
        hashes = array("q", map(hash, map(self._fold, names)))
        self._hashes = array("q", sorted(hashes))

    def __contains__(self, name: str) -> bool:
        if not name:
            return False
        wanted = hash(self._fold(name))
        place = bisect_left(self._hashes, wanted)
        return place < len(self._hashes) and self._hashes[place] == wanted


def find_existing(
    users: PoolUsers,
    profile: PoolProfile,
    names: Callable[[], Iterable[str]],
    rows: int,
    *,
    estimated_users: int,
    created_before: datetime | None = None,
) -> ExistingUsers | None:
    """Return the users of a pool among whom those of a file are, or None for none.

    If there are fewer rows than pages of users, it looks for the file's users one by one.

    :param names: Returns the user names of the file.
    :param rows: The number of rows in the file.
    :param estimated_users: The pool's EstimatedNumberOfUsers.
    :param created_before: Only users who existed at this time count. Default: - all users
    :raises ServiceError: ListUsers failed.
    :raises DeadlineError: With ``created_before``, the search takes too long. Without, it is None.
    """
    pages = estimated_users / USERS_A_PAGE
    found = _NamesOf(profile, created_before)
    clock = users.calls.deadline.clock
    limit = Deadline(min(LONGEST_SEARCH, users.calls.deadline.remaining / 2), clock)
    if rows < pages:
        batches, requests = _one_by_one(users, profile, names()), float(rows)
    else:
        batches, requests = users.pages(_attribute(profile)), pages
    try:
        if users.is_empty():
            return None
        return ExistingUsers(
            (name for batch in _in_time(batches, requests, limit) for name in found.names(batch)),
            is_case_sensitive=profile.case_sensitive is not False,
        )
    except (ServiceError, _TooSlowError) as error:
        if isinstance(error, ServiceError) and error.code in _REFUSALS:
            raise
        why = str(error) or "it takes too long"
        if created_before:
            raise DeadlineError(f"Can't find the users who existed then: {why}.") from None
        logger.warning("can't find existing users, so all rows are sent: %s", why)
        return None


class _NamesOf:
    """The names by which the import recognizes a user."""

    def __init__(self, profile: PoolProfile, created_before: datetime | None) -> None:
        self._instead = profile.username_attributes or frozenset()
        self._created_before = created_before

    def names(self, users: "Iterable[UserTypeTypeDef]") -> Iterator[str]:
        """Yield the names of users."""
        for user in users:
            if self._created_before and user["UserCreateDate"] >= self._created_before:
                continue
            if not self._instead:
                yield user["Username"]
            elif user.get("UserStatus") != _FEDERATED:
                yield from self._addresses(user)

    def _addresses(self, user: "UserTypeTypeDef") -> Iterator[str]:
        """Yield the addresses that are certainly user names. A missed one is only skipped later."""
        values = {each["Name"]: each.get("Value", "") for each in user.get("Attributes", ())}
        found = [name for name in sorted(self._instead) if values.get(name)]
        for name in found:
            # The one that the user signed up with, or another one that is verified.
            if len(found) == 1 or values.get(f"{name}_verified") == "true":
                yield values[name]


def _attribute(profile: PoolProfile) -> str | None:
    """Return the one attribute to list; empty for none, None for all."""
    instead = sorted(profile.username_attributes or ())
    if not instead:
        return ""
    return instead[0] if len(instead) == 1 else None


def _one_by_one(
    users: PoolUsers, profile: PoolProfile, names: Iterable[str]
) -> "Iterator[list[UserTypeTypeDef]]":
    for name in names:
        attribute = "username"
        if profile.username_attributes:
            attribute = profile.sign_in_attribute(name) or ""
        # No user has a longer name, and a filter must fit.
        is_possible = attribute and 0 < len(name) <= MAX_USERNAME_CHARACTERS
        if not is_possible or len(name) + name.count('"') + name.count("\\") > _LONGEST_NAME:
            yield []
            continue
        # A filter on user names is case-sensitive, also in a pool that isn't.
        forms = {name} if profile.case_sensitive is not False else {name, name.lower()}
        yield [user for form in sorted(forms) for user in users.named(attribute, form)]


def _in_time(
    batches: "Iterator[list[UserTypeTypeDef]]", requests: float, limit: Deadline
) -> "Iterator[list[UserTypeTypeDef]]":
    """Yield the batches, if their speed so far says that all of them come in time."""
    available = limit.remaining
    for number, batch in enumerate(batches, 1):
        yield batch
        spent = available - limit.remaining
        forecast = spent / number * requests if spent > _FIRST_FORECAST else 0.0
        if max(spent, forecast) > available:
            raise _TooSlowError
