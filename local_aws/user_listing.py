"""What ministack's ListUsers and DescribeUserPool lack, from AWS's API reference."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from local_aws import guesses
from local_aws.errors import ServiceError, invalid_parameter
from local_aws.faults import LIST_USERS, FaultDesk

_TARGET = "AWSCognitoIdentityProviderService."
_MOST_USERS = 60
_FILTER = re.compile(
    r'\s*(?P<quote>"?)(?P<name>[\w:]+)(?P=quote)\s*(?P<operator>\^?=)\s*'
    r'"(?P<value>(?:[^"\\]|\\.)*)"\s*'
)
_SEARCHABLE = frozenset(
    {
        *("username", "sub", "email", "phone_number", "name", "given_name", "family_name"),
        *("preferred_username", "cognito:user_status", "status"),
    }
)
_CASE_SENSITIVE = frozenset({"username", "status"})

User = Mapping[str, Any]


class UserListing:
    """Checks requests to list users, and completes the answers of ministack."""

    def __init__(self, desk: FaultDesk) -> None:
        self._desk = desk
        self._next_page = 0.0

    def check(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raise for a request that AWS refuses, or that a test wants refused."""
        if headers.get("x-amz-target") != _TARGET + LIST_USERS:
            return
        if self._desk.take("throttle", LIST_USERS) or self._is_too_fast():
            raise ServiceError("TooManyRequestsException", "Rate exceeded")
        if (failure := self._desk.take_failure(LIST_USERS)) is not None:
            raise ServiceError(failure.code, failure.message)
        request = json.loads(body or b"{}")
        token = request.get("PaginationToken")
        # ministack begins at the first user again.
        if token is not None and not (token.isascii() and token.isdigit()):
            raise invalid_parameter("Invalid pagination token.")
        if request.get("Limit", 0) > _MOST_USERS:
            raise invalid_parameter(
                f"1 validation error detected: Value '{request['Limit']}' at 'limit' failed to "
                f"satisfy constraint: Member must have value less than or equal to {_MOST_USERS}"
            )
        parsed_filter(request.get("Filter", ""))

    def complete(self, headers: Mapping[str, str], body: bytes, answer: bytes) -> bytes:
        """Return ministack's good answer as AWS's."""
        target = headers.get("x-amz-target", "")
        estimated = self._desk.current.estimated_users
        if target == f"{_TARGET}DescribeUserPool" and estimated is not None:
            described = json.loads(answer)
            described["UserPool"]["EstimatedNumberOfUsers"] = estimated
            return json.dumps(described).encode()
        wanted = json.loads(body or b"{}").get("AttributesToGet")
        if target != _TARGET + LIST_USERS or wanted is None:
            return answer
        listed = json.loads(answer)
        for user in listed["Users"]:
            user["Attributes"] = _only(user, wanted)
        return json.dumps(listed).encode()

    def _is_too_fast(self) -> bool:
        rate = self._desk.current.list_users_pages_per_second
        now = self._desk.clock.monotonic()
        if rate is None or now >= self._next_page:
            self._next_page = now + (1 / rate if rate else 0)
            return False
        return True


def _only(user: User, wanted: Iterable[str]) -> list[dict[str, str]]:
    values = {item["Name"]: item["Value"] for item in user["Attributes"]}
    if missing := [name for name in wanted if name not in values]:
        # The reference: an error, if any of the users lacks one of the attributes.
        raise ServiceError(
            guesses.ATTRIBUTE_MISSING_CODE, guesses.ATTRIBUTE_MISSING.format(names=missing)
        )
    return [{"Name": name, "Value": values[name]} for name in wanted]


def parsed_filter(text: str) -> tuple[str, str, str] | None:
    """Return the attribute, the operator, and the value of a filter, or None without one."""
    if not text:
        return None
    match = _FILTER.fullmatch(text)
    if match is None or match["name"] not in _SEARCHABLE:
        raise invalid_parameter("Error while parsing filter.")
    return match["name"], match["operator"], re.sub(r"\\(.)", r"\1", match["value"])


def filtered(users: Iterable[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """Return the users that a filter selects."""
    parsed = parsed_filter(text)
    if parsed is None:
        return list(users)
    name, operator, value = parsed
    fold = str if name in _CASE_SENSITIVE else str.casefold

    def selects(user: User) -> bool:
        found = fold(_value(user, name))
        return found == fold(value) if operator == "=" else found.startswith(fold(value))

    return [user for user in users if selects(user)]


def _value(user: User, name: str) -> str:
    members = {
        "username": user["Username"],
        "cognito:user_status": user["UserStatus"],
        "status": "Enabled" if user["Enabled"] else "Disabled",
    }
    values = {item["Name"]: item["Value"] for item in user["Attributes"]}
    return str(members.get(name) or values.get(name, ""))
