"""Reads pools and adds users in ministack's Cognito."""

from __future__ import annotations

import json
import os
import secrets
import uuid
from collections.abc import Iterable
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import cognito

from local_aws.pools import WITHOUT_HASHES, Attribute, ImportedUser, PoolKey, PoolSettings

_ACCOUNT = "123456789012"
_REGION = "eu-central-1"


def make_pool(settings: dict[str, Any]) -> tuple[PoolKey, dict[str, Any]]:
    """Create a pool in this process, and return its key and its DescribeUserPool response."""
    with request_scope(_ACCOUNT, _REGION):
        status, _, body = cognito._create_user_pool({"PoolName": "pool", **settings})
        assert status == 200, body
        pool_id = json.loads(body)["UserPool"]["Id"]
        described: dict[str, Any] = json.loads(
            cognito._describe_user_pool({"UserPoolId": pool_id})[2]
        )["UserPool"]
    return PoolKey(_ACCOUNT, _REGION, pool_id), described


def _pool(key: PoolKey) -> dict[str, Any] | None:
    with request_scope(key.account, key.region):
        pool: dict[str, Any] | None = cognito._user_pools.get(key.pool_id)
    return pool


def pool_settings(key: PoolKey) -> PoolSettings | None:
    """Return a pool's settings, or None if there is no such pool."""
    pool = _pool(key)
    if pool is None:
        return None
    tags = pool.get("UserPoolTags") or {}
    return PoolSettings(
        name=pool["Name"],
        attributes=tuple(_attribute(raw) for raw in pool["SchemaAttributes"]),
        auto_verified=frozenset(pool.get("AutoVerifiedAttributes") or ()),
        username_attributes=frozenset(pool.get("UsernameAttributes") or ()),
        alias_attributes=frozenset(pool.get("AliasAttributes") or ()),
        mfa=pool.get("MfaConfiguration") or "OFF",
        case_sensitive=_is_true(
            (pool.get("UsernameConfiguration") or {}).get("CaseSensitive", True)
        ),
        takes_password_hashes=not WITHOUT_HASHES.items() <= tags.items(),
    )


def _is_true(value: object) -> bool:
    # CloudFormation hands booleans over as they stand in the template: sometimes as strings.
    return str(value).lower() == "true"


def _attribute(raw: dict[str, Any]) -> Attribute:
    texts = raw.get("StringAttributeConstraints") or {}
    numbers = raw.get("NumberAttributeConstraints") or {}
    lowest = texts.get("MinLength", numbers.get("MinValue"))
    highest = texts.get("MaxLength", numbers.get("MaxValue"))
    return Attribute(
        name=raw["Name"],
        data_type=raw.get("AttributeDataType") or "String",
        required=_is_true(raw.get("Required", False)),
        lowest=None if lowest in (None, "") else float(lowest),
        highest=None if highest in (None, "") else float(highest),
    )


class KnownUsers:
    """The names and aliases of a pool's users, for fast look-ups during one import."""

    def __init__(self, key: PoolKey, settings: PoolSettings) -> None:
        self._fold = str if settings.case_sensitive else str.lower
        self._by_alias = bool(settings.username_attributes)
        self._unique = sorted(settings.alias_attributes | settings.username_attributes)
        self._unique_if_verified = settings.alias_attributes & {"email", "phone_number"}
        pool = _pool(key)
        stored = [] if pool is None else list(pool["_users"].values())
        self._usernames = set() if self._by_alias else {self._fold(u["Username"]) for u in stored}
        self._aliases: set[tuple[str, str]] = set()
        for user in stored:
            attributes = {item["Name"]: item["Value"] for item in user["Attributes"]}
            self._aliases.update(self._held(attributes))

    def has_username(self, username: str) -> bool:
        """Return whether a user with this name exists."""
        name = self._fold(username)
        if self._by_alias:
            return any((attribute, name) in self._aliases for attribute in self._unique)
        return name in self._usernames

    def taken_alias(self, user: ImportedUser) -> str | None:
        """Return the attribute whose value another user already has as an alias, or None."""
        for attribute, value in self._held(user.attributes):
            if (attribute, value) in self._aliases:
                return attribute
        return None

    def add(self, user: ImportedUser) -> None:
        """Add a user that is about to be stored."""
        self._usernames.add(self._fold(user.username))
        self._aliases.update(self._held(user.attributes))

    def _held(self, attributes: dict[str, str]) -> Iterable[tuple[str, str]]:
        for name in self._unique:
            verified = attributes.get(f"{name}_verified") == "true"
            if name in attributes and (name not in self._unique_if_verified or verified):
                yield name, self._fold(attributes[name])


def add_users(key: PoolKey, users: list[ImportedUser], now: float) -> bool:
    """Store users in a pool, and return whether the pool still exists."""
    pool = _pool(key)
    if pool is None:
        return False
    by_alias = bool(pool.get("UsernameAttributes"))
    records = [_record(user, by_alias, now) for user in users]
    # A new dictionary, since ministack's threads may be walking through the old one.
    pool["_users"] = {**pool["_users"], **{record["Username"]: record for record in records}}
    pool["EstimatedNumberOfUsers"] = len(pool["_users"])
    return True


def _record(user: ImportedUser, by_alias: bool, now: float) -> dict[str, Any]:
    sub = str(uuid.UUID(bytes=os.urandom(16), version=4))
    return {
        "Username": sub if by_alias else user.username,
        "Attributes": [
            {"Name": name, "Value": value}
            for name, value in {"sub": sub, **user.attributes}.items()
        ],
        "UserCreateDate": now,
        "UserLastModifiedDate": now,
        "Enabled": True,
        "UserStatus": "CONFIRMED" if user.has_password else "RESET_REQUIRED",
        "MFAOptions": [],
        # If the stored password is empty, ministack lets anybody sign in.
        "_password": secrets.token_hex(16),
        "_groups": [],
        "_tokens": [],
    }
