"""Exports of other systems, in the forms that they document or their public files show."""

from __future__ import annotations

import json
from typing import Any, Final

from tests.user_files.sample import BY_EMAIL, EMAIL, Sample, as_json, verified
from tests.user_files.spreadsheets import YES, written
from tests.user_files.system_hashes import IMPORTABLE, bcrypt_hash, keycloak, keycloak_argon2

_ID: Final = "4b8f3c1e-0000-4000-8000-00000000000"
_ADA: Final = verified("ada", given_name="Ada", family_name="Lovelace")
_BOB: Final = verified("bob", given_name="Bob", family_name="Weiß")


def _hash(name: str) -> str:
    return IMPORTABLE[name][1]()


# --- Auth0 ---------------------------------------------------------------------------------------

_AUTH0: Final = [
    {
        "user_id": f"auth0|5f7c8ec7c33c6c004bbafe8{number}",
        "email": f"{name}@example.com",
        "email_verified": True,
        "name": f"{name}@example.com",
        "nickname": name,
        "picture": f"https://example.com/{name}.png",
        "created_at": "2023-01-01T00:00:00.000Z",
        "updated_at": "2023-11-14T22:13:20.123Z",
        "identities": [{"provider": "auth0", "connection": "Users", "isSocial": False}],
        "user_metadata": {"phone": "+49 151 23456789"},
        "app_metadata": {"plan": "free"},
    }
    for number, name in enumerate(("ada", "bob"))
]
_AUTH0_USERS: Final = [
    verified(
        f"{name}@example.com",
        f"{name}@example.com",
        name=f"{name}@example.com",
        nickname=name,
        picture=f"https://example.com/{name}.png",
        updated_at="1700000000",
        phone_number="+4915123456789",
    )
    for name in ("ada", "bob")
]
_AUTH0_HASHES: Final = [
    {
        "_id": {"$oid": f"60425da93519d90068f8296{number}"},
        "email_verified": True,
        "email": f"{name}@example.com",
        "passwordHash": bcrypt_hash(),
        "password_set_date": {"$date": "2021-03-05T16:35:53.775Z"},
        "tenant": "dev-example",
        "connection": "Username-Password-Authentication",
        "_tmp_is_unique": True,
    }
    for number, name in enumerate(("ada", "bob"))
]

# --- Firebase ------------------------------------------------------------------------------------

_FIREBASE: Final[list[dict[str, Any]]] = [
    {
        "localId": f"pJ3qZ0yqTGXk1u5mQeB3rV7sYx{number}1",
        "email": f"{name}@example.com",
        "emailVerified": True,
        "passwordHash": "dGhpcyBpcyBub3QgYSByZWFsIGhhc2g=",
        "salt": "c2FsdHNhbHQ=",
        "displayName": f"{name.title()} L, Dr.",
        "photoUrl": f"https://example.com/{name}.png",
        "lastSignedInAt": "1700000000000",
        "createdAt": "1600000000000",
        "phoneNumber": f"+491512345678{number}",
        "disabled": name == "bob",
        "providerUserInfo": [],
    }
    for number, name in enumerate(("ada", "bob"))
]
_FIREBASE_USERS: Final = [
    verified(
        f"{name}@example.com",
        f"{name}@example.com",
        name=f"{name.title()} L, Dr.",
        picture=f"https://example.com/{name}.png",
        phone_number=f"+491512345678{number}",
    )
    for number, name in enumerate(("ada", "bob"))
]


def _firebase_csv() -> bytes:
    lines = []
    for user in _FIREBASE:
        row = [""] * 28
        names = ("localId", "email", "emailVerified", "passwordHash", "salt", "displayName")
        row[:6] = [str(user[name]) for name in names]
        row[2], row[5], row[6] = "true", f'"{user["displayName"]}"', user["photoUrl"]
        row[23:26] = [user["createdAt"], user["lastSignedInAt"], user["phoneNumber"]]
        row[26] = "true" if user["disabled"] else "false"
        lines.append(",".join(row) + ",\n")
    return "".join(lines).encode()


# --- Keycloak ------------------------------------------------------------------------------------


def _keycloak_user(name: str, given: str, family: str, *credentials: str, **more: Any) -> Any:
    return {
        "id": f"{_ID}{len(name)}",
        "createdTimestamp": 1600000000000,
        "username": name,
        "enabled": True,
        "totp": False,
        "emailVerified": True,
        "firstName": given,
        "lastName": family,
        "email": f"{name}@example.com",
        "attributes": {"phoneNumber": ["+49 151 23456789"], "locale": ["de"]},
        "credentials": [json.loads(credential) for credential in credentials],
        "requiredActions": [],
        "realmRoles": ["default-roles-shop"],
        **more,
    }


_KEYCLOAK_MORE: Final = {"phone_number": "+4915123456789", "locale": "de"}
_KEYCLOAK_USERS: Final = [{**_ADA, **_KEYCLOAK_MORE}, {**_BOB, **_KEYCLOAK_MORE}]
_OLD_KEYCLOAK: Final = {
    "type": "password",
    **dict(
        zip(
            ("hashedSaltedValue", "salt"),
            (json.loads(json.loads(keycloak())["secretData"])[n] for n in ("value", "salt")),
            strict=True,
        )
    ),
    "hashIterations": 1000,
    "algorithm": "pbkdf2-sha256",
}


def _realm(*credentials: str) -> Any:
    return {
        "id": "shop",
        "realm": "shop",
        "roles": {"realm": [{"name": "users"}]},
        "users": [
            _keycloak_user("ada", "Ada", "Lovelace", credentials[0]),
            _keycloak_user("bob", "Bob", "Weiß", credentials[1]),
            {
                "id": _ID,
                "username": "service-account-shop",
                "serviceAccountClientId": "shop",
                "credentials": [],
            },
        ],
        "clients": [{"clientId": "shop", "attributes": {}}],
    }


# --- Supabase ------------------------------------------------------------------------------------

_SUPABASE_CSV: Final = [
    [
        *("instance_id", "id", "aud", "role", "email", "encrypted_password"),
        *("email_confirmed_at", "raw_app_meta_data", "raw_user_meta_data", "phone"),
        *("phone_confirmed_at", "updated_at", "deleted_at", "is_anonymous"),
    ],
    [
        *("0", f"{_ID}1", "authenticated", "authenticated", "ada@example.com"),
        *(bcrypt_hash("2a"), "2023-01-01 00:00:00+00", '{"provider": "email"}'),
        *('{"first_name": "Ada", "last_name": "Lovelace"}', "4915123456789"),
        *("2023-01-01 00:00:00+00", "2023-11-14 22:13:20.5+00", "null", "false"),
    ],
    [
        *("0", f"{_ID}2", "authenticated", "authenticated", "old@example.com"),
        *(bcrypt_hash("2a"), "2023-01-01 00:00:00+00", "{}", "{}", "", ""),
        *("2023-11-14 22:13:20.5+00", "2023-11-15 00:00:00+00", "false"),
    ],
]
_SUPABASE_USER: Final = verified(
    "ada@example.com",
    "ada@example.com",
    given_name="Ada",
    family_name="Lovelace",
    phone_number="+4915123456789",
    phone_number_verified="true",
    updated_at="1700000000",
)
_SUPABASE_API: Final = {
    "users": [
        {
            "id": f"{_ID}1",
            "aud": "authenticated",
            "role": "authenticated",
            "email": "ada@example.com",
            "email_confirmed_at": "2023-01-01T00:00:00Z",
            "phone": "4915123456789",
            "phone_confirmed_at": "2023-01-01T00:00:00Z",
            "updated_at": "2023-11-14T22:13:20.5Z",
            "app_metadata": {"provider": "email", "providers": ["email"]},
            "user_metadata": {"first_name": "Ada", "last_name": "Lovelace"},
            "identities": [],
            "is_anonymous": False,
        }
    ],
    "aud": "authenticated",
}

# --- Django, Okta, Cognito -----------------------------------------------------------------------


def _django(model: str, **password: str) -> Any:
    people = {"ada": ("Ada", "Lovelace"), "bob": ("Bob", "Weiß")}
    return [
        {"model": "auth.group", "pk": 1, "fields": {"name": "editors", "permissions": []}},
        *(
            {
                "model": model,
                "pk": number,
                "fields": {
                    "password": password.get(name, "!unusable"),
                    "last_login": None,
                    "is_superuser": False,
                    "username": name,
                    "first_name": given,
                    "last_name": family,
                    "email": f"{name}@example.com",
                    "is_staff": False,
                    "is_active": True,
                    "date_joined": "2023-01-01T00:00:00Z",
                    "groups": [1],
                    "user_permissions": [],
                },
            }
            for number, (name, (given, family)) in enumerate(people.items(), 1)
        ),
    ]


_OKTA: Final = [
    {
        "id": f"00u1a2b3c4d5e6f7g8h{number}",
        "status": status,
        "created": "2023-01-01T00:00:00.000Z",
        "profile": {
            "firstName": given,
            "lastName": family,
            "mobilePhone": "+49 151 23456789",
            "secondEmail": None,
            "login": name,
            "email": f"{name}@example.com",
        },
        "credentials": {"provider": {"type": "OKTA", "name": "OKTA"}},
        "_links": {"self": {"href": "https://example.com/api/v1/users/1"}},
    }
    for number, (name, given, family, status) in enumerate(
        (
            ("ada", "Ada", "Lovelace", "ACTIVE"),
            ("bob", "Bob", "Weiß", "SUSPENDED"),
            ("old", "Old", "User", "DEPROVISIONED"),
        )
    )
]
_PHONE: Final = {"phone_number": "+4915123456789"}


def _cognito_user(name: str, status: str = "CONFIRMED", **attributes: str) -> Any:
    values = {"sub": f"{_ID}1", "email": f"{name}@example.com", "email_verified": "true"}
    return {
        "Username": name,
        "Attributes": [
            {"Name": key, "Value": value} for key, value in {**values, **attributes}.items()
        ],
        "UserCreateDate": "2023-01-01T00:00:00.000000+00:00",
        "UserLastModifiedDate": "2023-01-01T00:00:00.000000+00:00",
        "Enabled": True,
        "UserStatus": status,
    }


_COGNITO: Final = [
    _cognito_user("ada", given_name="Ada", family_name="Lovelace", birthdate="1990-05-17"),
    _cognito_user("bob", given_name="Bob", family_name="Weiß"),
    _cognito_user("google_1", "EXTERNAL_PROVIDER", identities="[]"),
]
_COGNITO_USERS: Final = [{**_ADA, "birthdate": "05/17/1990"}, _BOB]


def _with_hashes(column: str, *names: str) -> bytes:
    """Return a CSV file of users with a hash each."""
    rows = [[f"u{n}", f"u{n}@example.com", _hash(name)] for n, name in enumerate(names)]
    return written([["username", "email", column], *rows]).encode()


def _users(count: int) -> list[dict[str, str]]:
    return [verified(f"u{number}") for number in range(count)]


_BY_EMAIL: Final = ("--username-from", "email")
_UTF_8_CSV: Final = "CSV, separator comma, encoding utf-8"

EXPORTS: Final[dict[str, Sample]] = {
    "auth0": Sample(
        "Auth0, JSON, encoding utf-8",
        as_json(_AUTH0, lines=True),
        _AUTH0_USERS,
        _BY_EMAIL,
        BY_EMAIL,
    ),
    "auth0-array": Sample(
        "Auth0, JSON, encoding utf-8", as_json(_AUTH0), _AUTH0_USERS, _BY_EMAIL, BY_EMAIL
    ),
    "auth0-password-hashes": Sample(
        "Auth0, JSON, encoding utf-8",
        as_json(_AUTH0_HASHES, lines=True),
        [verified(f"{name}@example.com", f"{name}@example.com") for name in ("ada", "bob")],
        _BY_EMAIL,
        BY_EMAIL,
        {"BCRYPT": 2},
    ),
    "firebase-json": Sample(
        "Firebase, JSON, encoding utf-8",
        as_json({"users": _FIREBASE}),
        _FIREBASE_USERS,
        _BY_EMAIL,
        BY_EMAIL,
    ),
    "firebase-csv": Sample(
        "Firebase, CSV, separator comma, encoding utf-8",
        _firebase_csv(),
        _FIREBASE_USERS,
        _BY_EMAIL,
        BY_EMAIL,
    ),
    "keycloak": Sample(
        "Keycloak, JSON, encoding utf-8",
        as_json(_realm(keycloak(), keycloak("pbkdf2-sha512"))),
        _KEYCLOAK_USERS,
        hashes={"PBKDF2_SHA256": 1},
        left_out=1,
    ),
    "keycloak-before-8": Sample(
        "Keycloak, JSON, encoding utf-8",
        as_json(_realm(json.dumps(_OLD_KEYCLOAK), keycloak("pbkdf2"))),
        _KEYCLOAK_USERS,
        hashes={"PBKDF2_SHA256": 1},
        left_out=1,
    ),
    "keycloak-argon2": Sample(
        "Keycloak, JSON, encoding utf-8",
        as_json(_realm(keycloak_argon2(), keycloak_argon2(2))),
        _KEYCLOAK_USERS,
        hashes={"ARGON2ID": 1},
        left_out=1,
    ),
    "supabase-csv": Sample(
        "Supabase, CSV, separator comma, encoding utf-8",
        written(_SUPABASE_CSV).encode(),
        [_SUPABASE_USER],
        _BY_EMAIL,
        BY_EMAIL,
        {"BCRYPT": 1},
        left_out=1,
    ),
    "supabase-api": Sample(
        "Supabase, JSON, encoding utf-8",
        as_json(_SUPABASE_API),
        [_SUPABASE_USER],
        _BY_EMAIL,
        BY_EMAIL,
    ),
    "django": Sample(
        "Django, JSON, encoding utf-8",
        as_json(_django("auth.user", ada=_hash("django-pbkdf2"))),
        [_ADA, _BOB],
        YES,
        hashes={"PBKDF2_SHA256": 1},
    ),
    "django-own-model": Sample(
        "Django, JSON, encoding utf-8",
        as_json(_django("shop.customer", ada=_hash("django-bcrypt"), bob=_hash("django-bcrypt"))),
        [_ADA, _BOB],
        YES,
        hashes={"BCRYPT": 2},
    ),
    "okta": Sample(
        "Okta, JSON, encoding utf-8",
        as_json(_OKTA),
        [{**_ADA, **_PHONE}, {**_BOB, **_PHONE}],
        YES,
        left_out=1,
    ),
    "list-users": Sample(
        "Cognito, JSON, encoding utf-8",
        as_json({"Users": _COGNITO}),
        _COGNITO_USERS,
        left_out=1,
    ),
    "list-users-pages": Sample(
        "Cognito, JSON, encoding utf-8",
        as_json({"Users": _COGNITO[:1], "PaginationToken": "x"}) + as_json({"Users": _COGNITO[1:]}),
        _COGNITO_USERS,
        left_out=1,
    ),
    "cognito-backup-restore": Sample(
        "Cognito, JSON, encoding utf-8", as_json(_COGNITO), _COGNITO_USERS, left_out=1
    ),
    "json-array": Sample(
        "JSON, encoding utf-8",
        as_json([{"username": "ada", "mail": "ada@example.com", "roles": ["a", "b"], "n": None}]),
        [verified("ada", **{"custom:roles": "a,b"})],
        ("--map", "custom:roles=roles", *YES),
        {**EMAIL, "Schema": [{"Name": "roles", "AttributeDataType": "String", "Mutable": True}]},
    ),
    "ndjson": Sample(
        "JSON, encoding utf-16",
        as_json(
            [
                {"username": "ada", "contact": {"mail": "ada@example.com", "ok": True}},
                {"username": "bob", "contact": {"mail": "bob@example.com", "ok": True}},
            ],
            lines=True,
        )
        .decode()
        .encode("utf-16"),
        [verified("ada"), verified("bob")],
        ("--map", "email=contact.mail", "--map", "email_verified=contact.ok"),
    ),
    "spring": Sample(
        _UTF_8_CSV,
        _with_hashes("password", "spring-bcrypt", "spring-bcrypt"),
        _users(2),
        YES,
        hashes={"BCRYPT": 2},
    ),
    "werkzeug": Sample(
        _UTF_8_CSV,
        _with_hashes("password_hash", "werkzeug-scrypt"),
        _users(1),
        YES,
        hashes={"SCRYPT": 1},
    ),
    "asp-net": Sample(
        _UTF_8_CSV,
        _with_hashes("PasswordHash", "asp-net"),
        _users(1),
        YES,
        hashes={"PBKDF2_SHA256": 1},
    ),
    "argon2": Sample(
        _UTF_8_CSV,
        _with_hashes("hash", "argon2-cffi", "spring-argon2"),
        _users(2),
        YES,
        hashes={"ARGON2ID": 2},
    ),
    "several-algorithms": Sample(
        _UTF_8_CSV,
        _with_hashes("hash", "bcrypt-2b", "passlib-pbkdf2", "php-2y", "passlib-scrypt"),
        [_users(4)[number] for number in (0, 2, 1, 3)],
        YES,
        hashes={"BCRYPT": 2, "PBKDF2_SHA256": 1, "SCRYPT": 1},
    ),
}
"""At least one file for each system."""
