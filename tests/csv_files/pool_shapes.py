"""Twenty pools that differ in all that decides how a file is read."""

from typing import Any

from local_aws.pools import WITHOUT_HASHES

EMAIL = ["email"]
PHONE = ["phone_number"]
BOTH = ["email", "phone_number"]


def _required(name: str) -> dict[str, Any]:
    return {"Name": name, "AttributeDataType": "String", "Required": True, "Mutable": True}


def _text(name: str, **bounds: str) -> dict[str, Any]:
    return {"Name": name, "AttributeDataType": "String", "StringAttributeConstraints": bounds}


def _number(name: str, **bounds: str) -> dict[str, Any]:
    return {"Name": name, "AttributeDataType": "Number", "NumberAttributeConstraints": bounds}


CUSTOM = [
    _text("team", MinLength="2", MaxLength="4"),
    _text("free"),
    _number("size", MinValue="1", MaxValue="9"),
    _number("low", MinValue="-5"),
    {"Name": "on", "AttributeDataType": "Boolean"},
    {"Name": "since", "AttributeDataType": "DateTime"},
]
FOLDED = {"UsernameConfiguration": {"CaseSensitive": False}}

POOL_SHAPES: tuple[dict[str, Any], ...] = (
    {"AutoVerifiedAttributes": EMAIL},
    {"AutoVerifiedAttributes": PHONE},
    {"AutoVerifiedAttributes": BOTH},
    {},
    {"AutoVerifiedAttributes": EMAIL, "MfaConfiguration": "ON"},
    {"AutoVerifiedAttributes": EMAIL, "MfaConfiguration": "OPTIONAL"},
    {"AutoVerifiedAttributes": EMAIL, "UsernameAttributes": EMAIL},
    {"AutoVerifiedAttributes": PHONE, "UsernameAttributes": PHONE},
    {"AutoVerifiedAttributes": BOTH, "UsernameAttributes": BOTH},
    {"AutoVerifiedAttributes": EMAIL, "UsernameAttributes": EMAIL, **FOLDED},
    {"AutoVerifiedAttributes": EMAIL, "AliasAttributes": EMAIL},
    {"AutoVerifiedAttributes": BOTH, "AliasAttributes": [*BOTH, "preferred_username"]},
    {"AutoVerifiedAttributes": BOTH, "AliasAttributes": PHONE, **FOLDED},
    {"AutoVerifiedAttributes": EMAIL, "AliasAttributes": ["preferred_username"]},
    {"AutoVerifiedAttributes": EMAIL, **FOLDED},
    {"AutoVerifiedAttributes": EMAIL, "Schema": CUSTOM},
    {"AutoVerifiedAttributes": EMAIL, "Schema": [_required("given_name"), *CUSTOM]},
    {"AutoVerifiedAttributes": EMAIL, "Schema": [_required("email"), _required("birthdate")]},
    {
        "AutoVerifiedAttributes": BOTH,
        "UsernameAttributes": BOTH,
        "Schema": [_required("email"), _required("phone_number")],
    },
    {"AutoVerifiedAttributes": EMAIL, "UserPoolTags": WITHOUT_HASHES, "Schema": CUSTOM},
)
