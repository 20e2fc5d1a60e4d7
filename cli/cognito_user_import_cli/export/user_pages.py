"""The users of a pool, page by page, at a rate that leaves quota for others."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import UserTypeTypeDef

PAGES_A_SECOND: Final = 15
"""An account has one quota of list requests for all its pools, and the application needs some."""
_USERS_A_PAGE: Final = 60
# AWS doesn't document the code of ListUsers for an expired token [?].
_BAD_TOKEN: Final = "InvalidParameterException"  # noqa: S105 - the code of an error


class ExpiredTokenError(Exception):
    """The list can't continue from this token."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some users, and the token of the next page; empty if there is none."""

    users: "Sequence[UserTypeTypeDef]"
    token: str


class UserPages:
    """The list of a pool's users.

    :param filter_: A ListUsers filter, or empty.
    """

    def __init__(
        self,
        client: "CognitoIdentityProviderClient",
        user_pool_id: str,
        calls: ServiceCalls,
        filter_: str = "",
    ) -> None:
        self._client = client
        self._parameters: dict[str, Any] = {"UserPoolId": user_pool_id, "Limit": _USERS_A_PAGE}
        if filter_:
            self._parameters["Filter"] = filter_
        self._calls = calls
        self._next = calls.deadline.clock.now()

    def page(self, token: str) -> Page:
        """Return the page for a token; the first page for an empty token.

        :raises ExpiredTokenError: Cognito refused the token.
        :raises ServiceError: ListUsers failed.
        """
        self._keep_pace()
        further: Any = {"PaginationToken": token} if token else {}
        try:
            answer = self._calls(
                "ListUsers", lambda: self._client.list_users(**self._parameters, **further)
            )
        except ServiceError as error:
            if error.code != _BAD_TOKEN:
                raise
            if token:
                raise ExpiredTokenError from error.advised(
                    "The export started over, and Cognito refused the token again. Try again later."
                )
            raise error.advised("Check --filter.") from None
        return Page(answer.get("Users", []), answer.get("PaginationToken", ""))

    def _keep_pace(self) -> None:
        clock = self._calls.deadline.clock
        if (wait := self._next - clock.now()) > 0:
            clock.sleep(wait)
        self._next = clock.now() + 1 / PAGES_A_SECOND
