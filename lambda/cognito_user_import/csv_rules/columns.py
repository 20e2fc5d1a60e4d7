"""The columns of a pool's CSV that every pool has, and the one that some have."""

from typing import Final

USERNAME: Final = "cognito:username"
MFA_ENABLED: Final = "cognito:mfa_enabled"
PASSWORD_HASH: Final = "password_hash"  # noqa: S105 - the name of a column
CUSTOM: Final = "custom:"

BASE_COLUMNS: Final = (
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
    MFA_ENABLED,
    USERNAME,
)
"""In the order of GetCSVHeader."""
