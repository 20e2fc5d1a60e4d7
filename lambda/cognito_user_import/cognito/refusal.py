"""Why Cognito refuses to create or start a job, and whether waiting can help."""

from enum import StrEnum
from typing import Final

from cognito_user_import.errors import ServiceError

_ROLE_ADVICE: Final = (
    "Check that the CloudWatch Logs role exists, that cognito-idp.amazonaws.com can assume it, and "
    "that it may write to CloudWatch Logs."
)
_POOL_ADVICE: Final = "Make the user pool auto-verify email addresses or phone numbers."
_RECOVERY_ADVICE: Final = (
    "While a point-in-time recovery of the user pool runs, Cognito creates and starts no import "
    "jobs. Try again after it ends."
)


class Refusal(StrEnum):
    """The cause of a refusal.

    One error code has several causes, and AWS documents none of their messages [?]. So the cause is
    recognized by a word that each message for it would contain.
    """

    RECOVERY = "recover"
    POOL = "verif"
    FILE = "csv"
    ROLE = "role"
    SLOT = "another job of the account"
    UNKNOWN = ""

    @classmethod
    def of(cls, error: ServiceError) -> "Refusal":
        """Return the cause of an error from CreateUserImportJob or StartUserImportJob."""
        said = error.detail.lower()
        for cause in (cls.RECOVERY, cls.ROLE, cls.POOL, cls.FILE):
            if cause in said:
                return cause
        is_slot = "job" in said and any(word in said for word in _OTHER_JOB)
        return cls.SLOT if is_slot else cls.UNKNOWN


_OTHER_JOB: Final = ("already", "another", "active", "concurrent", "in progress", "running")
_ADVICE: Final = {
    Refusal.RECOVERY: _RECOVERY_ADVICE,
    Refusal.POOL: _POOL_ADVICE,
    Refusal.ROLE: _ROLE_ADVICE,
}


def explained(error: ServiceError) -> ServiceError:
    """Return the error with advice for its cause, if the cause is known."""
    advice = _ADVICE.get(Refusal.of(error))
    return error.advised(advice) if advice else error
