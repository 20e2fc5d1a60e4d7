"""A file as people have it, and the users that it becomes. Nobody in these files exists."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

User = dict[str, str]
EMAIL: Mapping[str, Any] = {"AutoVerifiedAttributes": ["email"]}
BY_EMAIL: Mapping[str, Any] = {**EMAIL, "UsernameAttributes": ["email"]}


@dataclass(frozen=True)
class Sample:
    """A file, how it is converted, and what comes out.

    :param title: What the file is taken for, as the report begins.
    :param users: The rows of the file, without blank values and hashes.
    :param pool: The settings of a pool that fits.
    :param hashes: Users with a hash, by its algorithm.
    :param left_out: The users who are left out on purpose.
    """

    title: str
    content: bytes
    users: Sequence[User]
    options: Sequence[str] = ()
    pool: Mapping[str, Any] = field(default_factory=lambda: EMAIL)
    hashes: Mapping[str, int] = field(default_factory=dict)
    left_out: int = 0


def as_json(value: Any, *, lines: bool = False) -> bytes:
    """Return JSON as systems write it: a document, or an object a line."""
    if lines:
        return "".join(f"{json.dumps(entry)}\n" for entry in value).encode()
    return json.dumps(value, indent=2).encode()


def named(username: str, /, **values: str) -> User:
    """Return a user with a user name."""
    return {"cognito:username": username, **values}


def verified(username: str, email: str = "", /, **values: str) -> User:
    """Return a user whose email address is verified."""
    return named(
        username, email=email or f"{username}@example.com", email_verified="true", **values
    )
