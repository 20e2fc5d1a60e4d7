"""The users of hosted services: Auth0, Firebase, Okta, and Supabase."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from cognito_user_import.csv_rules.csv_format import PASSWORD_HASH, USERNAME
from cognito_user_import_cli.convert.kind import Fields, Kind, Shape

FIREBASE_HASH: Final = "{FIREBASE}"
"""Marks Firebase's own scrypt, whose hashes look like any base64."""
ANONYMOUS: Final = "anonymous in the source"
DELETED: Final = "deleted in the source"


def _auth0(user: Fields) -> Shape:
    fields = dict(user)
    match fields.pop("custom_password_hash", None):
        case {"hash": {"value": str(value)}}:
            fields["custom_password_hash"] = value
    return Shape(fields, is_disabled=user.get("blocked") is True)


def _is_auth0(user: Fields) -> bool:
    return (
        "|" in str(user.get("user_id", ""))
        or {"passwordHash", "email_verified"} <= user.keys()
        or ("_id" in user and "tenant" in user)
    )


AUTH0 = Kind(
    "auth0",
    "Auth0",
    {
        "phone_verified": "phone_number_verified",
        "passwordHash": PASSWORD_HASH,
        "custom_password_hash": PASSWORD_HASH,
    },
    ("user_id", "_id.$oid", "_id", "id"),
    _auth0,
    _is_auth0,
)


def _firebase(user: Fields) -> Shape:
    fields = {name: value for name, value in user.items() if name not in ("salt", "passwordSalt")}
    if fields.get("passwordHash"):
        fields["passwordHash"] = FIREBASE_HASH
    return Shape(fields, is_disabled=user.get("disabled") in (True, "true"))


FIREBASE = Kind(
    "firebase",
    "Firebase",
    {
        "displayName": "name",
        "photoUrl": "picture",
        "phoneNumber": "phone_number",
        "emailVerified": "email_verified",
        "passwordHash": PASSWORD_HASH,
    },
    ("localId",),
    _firebase,
    lambda user: "localId" in user,
)
_PROVIDERS: Final = [
    f"{name}{part}"
    for name in ("google", "facebook", "twitter", "github")
    for part in ("Id", "Email", "DisplayName", "PhotoUrl")
]
FIREBASE_FIELDS: Final = (
    *("localId", "email", "emailVerified", "passwordHash", "salt", "displayName", "photoUrl"),
    *_PROVIDERS,
    *("createdAt", "lastSignedInAt", "phoneNumber", "disabled", "customAttributes"),
)
"""The values of ``firebase auth:export`` in CSV, which has no header."""


def is_firebase_row(row: Sequence[str]) -> bool:
    """Return whether a row is of ``firebase auth:export``."""
    return (
        len(row) in range(26, len(FIREBASE_FIELDS) + 2)
        and row[2] in ("true", "false")
        and row[23].isdigit()
        and len(row[0]) >= 20
    )


def _okta(user: Fields) -> Shape:
    status = user.get("status")
    fields = {name: value for name, value in user.items() if name not in ("profile", "_links")}
    profile = user.get("profile")
    fields |= profile if isinstance(profile, Mapping) else {}
    left_out = DELETED if status == "DEPROVISIONED" else ""
    return Shape(fields, left_out, is_disabled=status == "SUSPENDED")


OKTA = Kind(
    "okta",
    "Okta",
    {
        "login": USERNAME,
        "firstName": "given_name",
        "lastName": "family_name",
        "middleName": "middle_name",
        "displayName": "name",
        "nickName": "nickname",
        "mobilePhone": "phone_number",
        "profileUrl": "profile",
        "timezone": "zoneinfo",
    },
    ("id",),
    _okta,
    lambda user: isinstance(user.get("profile"), Mapping) and "status" in user,
)


def _supabase(user: Fields) -> Shape:
    fields = {name: _decoded(value) for name, value in user.items()}
    for name in ("email_confirmed_at", "phone_confirmed_at"):
        if name in fields:
            fields[name] = bool(_value(fields, name))
    phone = _value(fields, "phone")
    if phone and phone.isdigit():
        # Supabase stores E.164 without its plus sign.
        fields["phone"] = f"+{phone}"
    left_out = ""
    if _value(fields, "deleted_at"):
        left_out = DELETED
    elif _value(fields, "is_anonymous").lower() in ("true", "t"):
        left_out = ANONYMOUS
    return Shape(fields, left_out, is_disabled=bool(_value(fields, "banned_until")))


def _value(fields: Fields, name: str) -> str:
    value = fields.get(name)
    return "" if value in (None, "null", "NULL", "\\N") else str(value)


def _decoded(value: Any) -> Any:
    """Return a value that is JSON in a cell as what it means."""
    if isinstance(value, str) and value.startswith("{"):
        try:
            return json.loads(value)
        except ValueError:
            return ""
    return value


SUPABASE = Kind(
    "supabase",
    "Supabase",
    {
        "phone": "phone_number",
        "encrypted_password": PASSWORD_HASH,
        "email_confirmed_at": "email_verified",
        "phone_confirmed_at": "phone_number_verified",
    },
    ("id",),
    _supabase,
    lambda user: (
        "email_confirmed_at" in user or {"encrypted_password", "instance_id"} <= user.keys()
    ),
)
