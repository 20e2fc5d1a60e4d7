"""The users of servers that people run, and of Cognito: Keycloak, Django, and user pools."""

import json
from collections.abc import Mapping
from typing import Any, Final

from cognito_user_import.csv_rules.csv_format import PASSWORD_HASH, USERNAME
from cognito_user_import_cli.convert.kind import Fields, Kind, Shape

CLIENT: Final = "of clients (service accounts)"
FEDERATED: Final = "of an identity provider: they appear at their first sign-in"
_PASSWORD: Final = "credentials.password"  # noqa: S105 - the name of a field


def _keycloak(user: Fields) -> Shape:
    fields = {
        name: value for name, value in user.items() if name not in ("attributes", "credentials")
    }
    attributes = user.get("attributes")
    if isinstance(attributes, Mapping):
        fields = {**attributes, **fields}
    credentials = user.get("credentials")
    for credential in credentials if isinstance(credentials, list) else []:
        if isinstance(credential, Mapping) and credential.get("type") == "password":
            fields[_PASSWORD] = _keycloak_hash(credential)
    left_out = CLIENT if user.get("serviceAccountClientId") else ""
    return Shape(fields, left_out, is_disabled=user.get("enabled") is False)


def _keycloak_hash(credential: Fields) -> str:
    """Return a hash in the PHC string format, whatever its algorithm."""
    try:
        secret = json.loads(credential.get("secretData") or "{}")
        data = json.loads(credential.get("credentialData") or "{}")
        # Keycloak wrote them beside one another before version 8.
        value = secret.get("value") or credential.get("hashedSaltedValue") or ""
        salt = secret.get("salt") or credential.get("salt") or ""
        algorithm = data.get("algorithm") or credential.get("algorithm") or "pbkdf2"
        rounds = data.get("hashIterations") or credential.get("hashIterations") or 0
        more: Mapping[str, Any] = data.get("additionalParameters") or {}
        parts = [part.rstrip("=") for part in (salt, value)]
        if algorithm == "argon2":
            version = round(float(_only(more, "version", "1.3")) * 10 + 6)
            costs = f"m={_only(more, 'memory')},t={rounds},p={_only(more, 'parallelism')}"
            kind = _only(more, "type", "id")
            return f"$argon2{kind}$v={version}${costs}${parts[0]}${parts[1]}"
        if algorithm == "bcrypt":
            return str(value)
        return f"${algorithm}$i={rounds}${parts[0]}${parts[1]}"
    except (ValueError, AttributeError, TypeError):
        return "{unknown}"


def _only(parameters: Mapping[str, Any], name: str, default: str = "") -> str:
    value = parameters.get(name, default)
    return str(value[0] if isinstance(value, list) and value else value)


KEYCLOAK = Kind(
    "keycloak",
    "Keycloak",
    {
        "username": USERNAME,
        "firstName": "given_name",
        "lastName": "family_name",
        "emailVerified": "email_verified",
        _PASSWORD: PASSWORD_HASH,
    },
    ("id",),
    _keycloak,
    lambda user: (
        "username" in user
        and bool({"credentials", "requiredActions", "realmRoles", "createdTimestamp"} & user.keys())
    ),
)


def _django(row: Fields) -> Shape | None:
    fields = row.get("fields")
    if not isinstance(fields, Mapping) or not {"password", "last_login"} <= fields.keys():
        return None
    return Shape({"pk": row.get("pk"), **fields}, is_disabled=fields.get("is_active") is False)


DJANGO = Kind(
    "django",
    "Django",
    {
        "username": USERNAME,
        "first_name": "given_name",
        "last_name": "family_name",
        "password": PASSWORD_HASH,
    },
    ("pk",),
    _django,
    lambda row: "model" in row and isinstance(row.get("fields"), Mapping),
)


def _cognito(user: Fields) -> Shape:
    listed = user.get("Attributes") or user.get("UserAttributes") or []
    fields = {
        attribute["Name"]: attribute.get("Value", "")
        for attribute in listed
        if isinstance(attribute, Mapping) and "Name" in attribute
    }
    fields["Username"] = user.get("Username", "")
    fields.pop("identities", None)
    left_out = FEDERATED if user.get("UserStatus") == "EXTERNAL_PROVIDER" else ""
    return Shape(fields, left_out, is_disabled=user.get("Enabled") is False)


COGNITO = Kind(
    "cognito",
    "Cognito",
    {"Username": USERNAME},
    ("sub", "Username"),
    _cognito,
    lambda user: "Username" in user and bool({"Attributes", "UserAttributes"} & user.keys()),
)
