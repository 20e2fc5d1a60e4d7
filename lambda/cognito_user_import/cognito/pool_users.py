"""The users of a user pool, page by page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.errors import ServiceError

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import ListUsersResponseTypeDef, UserTypeTypeDef

USERS_A_PAGE: Final = 60
"""The most that ListUsers returns."""
_ALWAYS_THERE: Final = "sub"
# The API reference says that the request is an error, but not which one [?].
_ATTRIBUTE_MISSING: Final = "InvalidParameterException"


@dataclass(frozen=True, slots=True)
class PoolUsers:
    """The users of one pool.

    :param calls: Calls about the pool.
    """

    client: "CognitoIdentityProviderClient"
    user_pool_id: str
    calls: ServiceCalls

    def is_empty(self) -> bool:
        """Return whether the pool has no user.

        EstimatedNumberOfUsers of DescribeUserPool is only an estimate.

        :raises ServiceError: ListUsers failed.
        """
        return not self._page(Limit=1, AttributesToGet=[_ALWAYS_THERE]).get("Users")

    def pages(self, attribute: str | None) -> Iterator[list["UserTypeTypeDef"]]:
        """Yield all users with their names and, if it is set, this attribute.

        ListUsers fails if a user lacks a requested attribute. Then all users follow once more, with
        all their attributes.

        :param attribute: None for all attributes; empty for none.
        :raises ServiceError: ListUsers failed.
        """
        if attribute is None:
            yield from self._pages()
            return
        try:
            yield from self._pages(AttributesToGet=[attribute or _ALWAYS_THERE])
        except ServiceError as error:
            if not attribute or error.code != _ATTRIBUTE_MISSING:
                raise
            yield from self._pages()

    def named(self, attribute: str, value: str) -> list["UserTypeTypeDef"]:
        """Return the users whose attribute, or ``username``, has a value.

        :raises ServiceError: ListUsers failed.
        """
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return self._page(Filter=f'{attribute} = "{escaped}"', Limit=USERS_A_PAGE).get("Users", [])

    def _pages(self, **parameters: Any) -> Iterator[list["UserTypeTypeDef"]]:
        token: dict[str, str] = {}
        while True:
            page = self._page(Limit=USERS_A_PAGE, **parameters, **token)
            yield page.get("Users", [])
            if not page.get("PaginationToken"):
                return
            token = {"PaginationToken": page["PaginationToken"]}

    def _page(self, **parameters: Any) -> "ListUsersResponseTypeDef":
        return self.calls(
            "ListUsers",
            lambda: self.client.list_users(UserPoolId=self.user_pool_id, **parameters),
        )
