"""The users of a pool in memory, as ListUsers answers them, below a real boto3 client."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from tests.fakes.client_twins import client_served_by
from tests.fakes.service import FakeJsonService, FakeServiceError

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

User = dict[str, Any]


def _client_of_all() -> "CognitoIdentityProviderClient":
    # With ListUsers, which the model of user import lacks.
    config = Config(retries={"total_max_attempts": 1})
    return boto3.Session().client("cognito-idp", config=config)


def user(username: str, *, status: str = "CONFIRMED", **attributes: str) -> User:
    """Return a user; names of attributes have ``__`` where they have a colon."""
    return {
        "Username": username,
        "UserStatus": status,
        "Enabled": True,
        "MFAOptions": [],
        "Attributes": [
            {"Name": name.replace("__", ":"), "Value": value} for name, value in attributes.items()
        ],
    }


class FakeUserDirectory(FakeJsonService):
    """The users of one pool."""

    def __init__(self, users: Iterable[User] = ()) -> None:
        super().__init__()
        self.users: Sequence[User] = list(users)
        self.filters: list[str] = []
        self.expired: set[str] = set()
        """Tokens that are taken no more."""

    def client(self) -> "CognitoIdentityProviderClient":
        """Return a boto3 client of this service."""
        client: CognitoIdentityProviderClient = client_served_by(self._serve, _client_of_all)
        return client

    def _ListUsers(  # noqa: N802
        self,
        UserPoolId: str,  # noqa: N803
        Limit: int,  # noqa: N803
        PaginationToken: str = "page-0",  # noqa: N803
        Filter: str = "",  # noqa: N803
    ) -> dict[str, Any]:
        self.filters.append(Filter)
        if PaginationToken in self.expired:
            raise FakeServiceError("InvalidParameterException", "Invalid pagination token.")
        if Filter.startswith("!"):
            raise FakeServiceError("InvalidParameterException", "Invalid filter.")
        first = int(PaginationToken.removeprefix("page-"))
        end = first + Limit
        further = {"PaginationToken": f"page-{end}"} if end < len(self.users) else {}
        return {"Users": self.users[first:end], **further}
