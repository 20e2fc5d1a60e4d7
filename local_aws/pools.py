"""A user pool as the import sees it."""

from __future__ import annotations

from dataclasses import dataclass, field

# In the order of GetCSVHeader.
BASE_COLUMNS = (
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "email_verified",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phone_number",
    "phone_number_verified",
    "address",
    "updated_at",
    "cognito:mfa_enabled",
    "cognito:username",
)
USERNAME = "cognito:username"
MFA_ENABLED = "cognito:mfa_enabled"
PASSWORD_HASH = "password_hash"
# The tag of a pool whose header has no password_hash. AWS documents no setting that decides it.
WITHOUT_HASHES = {"local-aws:password_hash": "false"}


@dataclass(frozen=True)
class PoolKey:
    """Where a pool lives."""

    account: str
    region: str
    pool_id: str

    @property
    def arn(self) -> str:
        return f"arn:aws:cognito-idp:{self.region}:{self.account}:userpool/{self.pool_id}"


@dataclass(frozen=True)
class Attribute:
    """An attribute of the pool's schema, with the constraints on its value."""

    name: str
    data_type: str
    required: bool
    lowest: float | None
    highest: float | None


@dataclass(frozen=True)
class PoolSettings:
    """The settings that decide how a pool's CSV is read."""

    name: str
    attributes: tuple[Attribute, ...]
    auto_verified: frozenset[str]
    username_attributes: frozenset[str]
    alias_attributes: frozenset[str]
    mfa: str
    case_sensitive: bool
    takes_password_hashes: bool

    @property
    def csv_header(self) -> tuple[str, ...]:
        """The columns, as GetCSVHeader returns them."""
        custom = tuple(a.name for a in self.attributes if a.name.startswith("custom:"))
        return BASE_COLUMNS + custom + ((PASSWORD_HASH,) if self.takes_password_hashes else ())


@dataclass(frozen=True)
class ImportedUser:
    """A user from a row of the CSV."""

    username: str
    attributes: dict[str, str]
    has_password: bool
    created: float = field(default=0.0, compare=False)
    """When the user was created, in epoch seconds."""
    status: str = field(default="RESET_REQUIRED", compare=False)
