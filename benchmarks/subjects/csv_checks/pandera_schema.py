"""A pandera schema on a pandas frame."""

import pandas as pd
import pandera.pandas as pa


def _text(pattern: str) -> pa.Column:
    return pa.Column(str, pa.Check.str_matches(pattern))


_SCHEMA = pa.DataFrameSchema(
    {
        "given_name": _text(r".*\S"),
        "email": _text(r"[^@\s]+@[^@\s]+$"),
        "email_verified": pa.Column(str, pa.Check.isin(["true"])),
        "phone_number": _text(r"(\+[0-9]+)?$"),
        "phone_number_verified": pa.Column(str, pa.Check.isin(["true", "false", ""])),
        "birthdate": pa.Column(
            str,
            pa.Check(
                lambda values: (
                    pd.to_datetime(values, format="%m/%d/%Y", errors="coerce").notna()
                    | (values == "")
                )
            ),
        ),
        "updated_at": _text(r"[0-9]*$"),
        "cognito:mfa_enabled": pa.Column(str, pa.Check.isin(["true", "false", ""])),
        "cognito:username": pa.Column(str, pa.Check.str_matches(r"\S{1,128}$"), unique=True),
    }
)


def check(path: str) -> int:
    """Check the frame, all failures at once."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, quoting=3, escapechar="\\")
    try:
        _SCHEMA.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        return len(errors.failure_cases)
    return 0
