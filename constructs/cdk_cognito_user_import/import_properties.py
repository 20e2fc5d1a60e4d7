"""The properties of the custom resource of an import with a source."""

from aws_cdk import Tokenization

from cdk_cognito_user_import.user_import_source import UserImportSourceConfig


def import_properties(
    source: UserImportSourceConfig,
    *,
    max_failed_users: int,
    max_skipped_users: int | None,
    wait: bool,
    validate: bool,
) -> dict[str, str | None]:
    """Return where the users come from, and what their import may lose; all are texts."""
    return {
        **source.properties,
        "MaxFailedUsers": _text(max_failed_users),
        "MaxSkippedUsers": _text(max_skipped_users),
        "Wait": "true" if wait else "false",
        "Validate": None if validate else "false",
    }


def _text(count: int | None) -> str | None:
    if count is None:
        return None
    return Tokenization.stringify_number(count)
