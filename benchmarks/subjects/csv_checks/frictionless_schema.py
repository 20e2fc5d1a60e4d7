"""A Table Schema with frictionless."""

from pathlib import Path

from frictionless import Dialect, Resource, Schema, formats, system, validate

_TEXT = {"type": "string"}
_FIELDS = {
    "given_name": {"required": True},
    "email": {"pattern": r"[^@\s]+@[^@\s]+", "required": True},
    "email_verified": {"enum": ["true"], "required": True},
    "phone_number": {"pattern": r"\+[0-9]+"},
    "phone_number_verified": {"enum": ["true", "false"]},
    "updated_at": {"pattern": r"[0-9]+"},
    "cognito:mfa_enabled": {"enum": ["true", "false"]},
    "cognito:username": {"pattern": r"\S{1,128}", "required": True, "unique": True},
}


def check(path: str) -> int:
    """Check row by row; of the same value twice the second one counts."""
    with Path(path).open(encoding="utf-8") as file:
        names = file.readline().rstrip("\n").split(",")
    fields = [
        {"name": name, "type": "date", "format": "%m/%d/%Y"}
        if name == "birthdate"
        else {"name": name, **_TEXT, "constraints": _FIELDS.get(name, {"maxLength": 2048})}
        for name in names
    ]
    schema = Schema.from_descriptor({"fields": fields})
    control = formats.CsvControl(escape_char="\\", quote_char="\x00")
    with system.use_context(trusted=True):
        resource = Resource(path=path, schema=schema, dialect=Dialect(controls=[control]))
        report = validate(resource, limit_errors=100_000)
    return int(report.stats["errors"])
