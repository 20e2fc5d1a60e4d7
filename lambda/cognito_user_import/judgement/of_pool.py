"""Whether a user pool can import users."""

from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import.csv_rules.csv_format import PASSWORD_HASH
from cognito_user_import.errors import InvalidPoolError


def require_importable(profile: PoolProfile, algorithm: str, pool: str) -> None:
    """Require a pool that can import users, and hashes if the job names an algorithm.

    :param algorithm: The job's password hashing algorithm, or empty.
    :param pool: The pool, for the error's text.
    :raises InvalidPoolError: It can't.
    """
    if not profile.auto_verified:
        raise InvalidPoolError(
            f"The {pool} auto-verifies neither email addresses nor phone numbers. Cognito doesn't "
            "import users into such a pool."
        )
    if algorithm and not profile.password_hashes:
        raise InvalidPoolError(
            f"The {pool} doesn't accept password hashes: its CSV header has no {PASSWORD_HASH} "
            f"column. Received algorithm: {algorithm}."
        )
