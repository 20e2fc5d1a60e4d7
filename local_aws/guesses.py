"""Guesses about user import jobs where AWS documents nothing.

Each constant is a guess, marked `[?]` elsewhere. No test of the library may rely on it as a fact.
`make live` asks a real account, and its answers replace the guesses.
"""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
_RECORDED = Path(__file__).parents[1] / "tests/live/recorded"


def newest_record(folder: Path) -> dict[str, Any]:
    """Return what a real account answered last, by the names of the guesses, if any was asked."""
    newest = max(folder.glob("*.json"), default=None)
    return {} if newest is None else dict(json.loads(newest.read_text()))


_ANSWERS = newest_record(_RECORDED)


def _answered(name: str, guess: T) -> T:
    # An empty answer is a call that was not refused: then it has no code.
    answer = _ANSWERS.get(name, "")
    return guess if answer == "" else answer


# The error of Start while another job of the account is active; the other candidate is
# LimitExceededException, which the model does not list for Start.
ANOTHER_JOB_ACTIVE_CODE = _answered("ANOTHER_JOB_ACTIVE_CODE", "PreconditionNotMetException")
ANOTHER_JOB_ACTIVE = "There is already an active user import job in this account."

# The error of Start for a pool that auto-verifies nothing.
NOTHING_AUTO_VERIFIED_CODE = _answered("NOTHING_AUTO_VERIFIED_CODE", "PreconditionNotMetException")
NOTHING_AUTO_VERIFIED = "The user pool {pool} does not have any auto verified attribute."

# Start of a job that is not Created, Stop of a job that is neither Pending nor InProgress.
WRONG_STATE_CODE = _answered("WRONG_STATE_CODE", "PreconditionNotMetException")
WRONG_STATE = "The user import job {job} is {status} and cannot be {action}."

# A job id that the pool does not know.
JOB_MISSING = "User import job {job} does not exist in user pool {pool}."

# Create with a role that IAM does not know.
ROLE_MISSING_CODE = _answered("ROLE_MISSING_CODE", "InvalidParameterException")
ROLE_MISSING = "The CloudWatch Logs role {role} does not exist or cannot be assumed."

# Create that names an algorithm for a pool whose header has no password_hash.
NOT_ELIGIBLE_CODE = "InvalidParameterException"
NOT_ELIGIBLE = "The user pool {pool} does not support importing password hashes."

# The number of a pool's jobs, once the quota is used up.
TOO_MANY_JOBS = "Exceeded limit on the number of user import jobs in user pool {pool}."

# The operations that a running job blocks.
IMPORT_IN_PROGRESS = "A user import job is in progress for user pool {pool}."

# Completion messages. The first four are AWS's own words as documented or reported.
COMPLETED = _answered("COMPLETED", "Import Job Completed Successfully.")
EXPIRED = "The user import job has expired."
STOPPED = "The Import Job was stopped by the developer."
TOO_MANY_UNSUCCESSFUL = _answered(
    "TOO_MANY_UNSUCCESSFUL", "Too many users have failed or been skipped during the import."
)
ROLE_NOT_ASSUMABLE = "The CloudWatch Logs role could not be assumed."
ROLE_LACKS_RIGHTS = "The CloudWatch Logs role does not have the permissions that are required."
POOL_DELETED = "The user pool was deleted during the import."
BAD_HEADER = "The header of the CSV file does not match the user pool."
UNREADABLE = "The CSV file could not be parsed."
HASH_COLUMN_MISSING = "The CSV file has no password_hash column."
TOO_LARGE = "The CSV file is too large."
INTERNAL = "The user import job failed because of an internal error."


class GiveUpRule(StrEnum):
    """When a job is Failed because too many of its users failed or were skipped.

    Published outputs name 0 imported and 1 failed, 0 and 5, 14 and 32. All fit AT_END, and the
    last one fits EARLY. None was Succeeded with fewer imported than other users.
    """

    #: A job that has read its file is Succeeded, however many users failed.
    NEVER = "never"
    #: A job reads all rows. It is Failed if fewer were imported than failed and were skipped.
    AT_END = "at_end"
    #: A job stops at 32 or more failed and skipped users that outnumber the imported ones.
    EARLY = "early"

    def gives_up(self, imported: int, unsuccessful: int, *, at_end: bool) -> bool:
        """Return whether a job with these counts fails."""
        if unsuccessful <= imported:
            return False
        return at_end if self is self.AT_END else self is self.EARLY and unsuccessful >= 32


GIVE_UP_RULE = GiveUpRule(_answered("GIVE_UP_RULE", GiveUpRule.AT_END))

# ListUsers with AttributesToGet, of which a listed user lacks one. The API reference names no code.
ATTRIBUTE_MISSING_CODE = _answered("ATTRIBUTE_MISSING_CODE", "InvalidParameterException")
ATTRIBUTE_MISSING = "A user lacks one of the attributes: {names}."

# Line numbers count the header: a real log says so.
FIRST_USER_LINE = _answered("FIRST_USER_LINE", 2)

# Created jobs expire 24 h after their creation, the earlier end of the documented 24 to 48 h.
EXPIRES_AFTER_SECONDS = 24 * 3600.0

# Whether a file with fewer columns than the pool's header fails its job. If not, they are blank.
MISSING_COLUMNS_FAIL = _answered("MISSING_COLUMNS_FAIL", True)

# Whether values in double quotes lose them.
UNQUOTES = _answered("UNQUOTES", False)

# Rules of the CSV: a backslash that escapes no comma stands for itself, CRLF is trimmed as white
# space, a blank line in the middle is a failing row, an empty email_verified means false, a hash
# in a job without an algorithm fails its row, and so do an alias in use, a Number with a plus or
# an exponent, and a Boolean that is not true or false.
ALIAS_IN_USE = "An account with the given {attribute} already exists."
HASH_WITHOUT_ALGORITHM = "A password hash needs a job with a password hashing algorithm."

# The lines of a job's log before those of its rows, as in a real log.
TEST_LINES = tuple(_answered("TEST_LINES", ["Cognito User Pools Import - Test Log"] * 2))

# Reasons in the log. The first three are documented.
SUCCEEDED_REASON = "The import succeeded."
SKIPPED_REASON = "The user already exists."
NOT_VERIFIED_REASON = (
    "The User Record does not set any of the auto verified attributes to true. "
    "(Example: email_verified to true)."
)
