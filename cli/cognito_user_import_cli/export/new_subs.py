"""Finds the ``sub`` of a pool's users by what they sign in with."""

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from cognito_user_import.csv_rules.pool_profile import PoolProfile
from cognito_user_import_cli.command_errors import AwsError
from cognito_user_import_cli.export.user_pages import ExpiredTokenError, UserPages

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UserTypeTypeDef


class SignInNames:
    """What the users of a pool sign in with, in a form that can be compared."""

    def __init__(self, profile: PoolProfile) -> None:
        self._attributes = profile.username_attributes or frozenset()
        self._fold = profile.case_sensitive is False

    def key(self, name: str) -> str:
        """Return a name without case, if the pool's names have none."""
        return name.lower() if self._fold else name

    def keys(self, user: "UserTypeTypeDef") -> Iterator[str]:
        """Yield the names that a user signs in with."""
        if not self._attributes:
            yield self.key(user.get("Username", ""))
        for attribute in user.get("Attributes", ()):
            if attribute["Name"] in self._attributes:
                yield self.key(attribute.get("Value", ""))


def subs_by_name(
    pages: UserPages, names: SignInNames, wanted: Collection[str], seen: Callable[[int], None]
) -> dict[str, str]:
    """Return the ``sub`` of each wanted user who is in the pool.

    :param wanted: The keys of the users.
    :param seen: Called with the number of users listed so far.
    :raises AwsError: The list can't be continued.
    :raises ServiceError: ListUsers failed.
    """
    found: dict[str, str] = {}
    listed, token = 0, ""
    while True:
        try:
            page = pages.page(token)
        except ExpiredTokenError:
            raise AwsError(
                "Cognito refused its own pagination token. Run the command again."
            ) from None
        listed += len(page.users)
        for user in page.users:
            attributes = {a["Name"]: a.get("Value", "") for a in user.get("Attributes", ())}
            sub = attributes.get("sub", "")
            found |= {key: sub for key in names.keys(user) if key in wanted}
        seen(listed)
        token = page.token
        if not token:
            return found
