"""The checks of the guesses: what each asks, and which answers the code copes with."""

from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Any

from cognito_user_import.cognito import import_jobs, job_control
from local_aws import guesses
from local_aws.guesses import GiveUpRule
from tests.live import questions as ask
from tests.live.account import PROPAGATION_CODES, Account


class Anything:
    """Holds every answer: nothing in the code depends on it."""

    def __contains__(self, _answer: object) -> bool:
        return True


class NoneOrConverts:
    """Holds ways to write a hash that ``convert``'s is one of; or none, where no hash signs in."""

    def __contains__(self, answer: object) -> bool:
        return isinstance(answer, list) and (not answer or ask.AS_CONVERT_WRITES in answer)


@dataclass(frozen=True)
class GuessCheck:
    """A guess by its name, how to settle it, and the answers that the code copes with."""

    name: str
    ask: Callable[[Account], Any]
    copes_with: Container[Any] = Anything()


CHECKS = (
    GuessCheck("GIVE_UP_RULE", ask.give_up_rule, list(GiveUpRule)),
    GuessCheck("all skipped", ask.all_skipped, [["Succeeded", 0, 1, 0], ["Failed", 0, 1, 0]]),
    GuessCheck("40 failed before 2 good rows", ask.many_failed),
    GuessCheck("users per second", ask.users_per_second),
    GuessCheck("FIRST_USER_LINE", ask.first_user_line, [2]),
    GuessCheck("TEST_LINES", ask.lines_of_no_row),
    GuessCheck("COMPLETED", ask.message(ask.good)),
    GuessCheck("TOO_MANY_UNSUCCESSFUL", ask.message(ask.good, lambda: ask.bad(3))),
    GuessCheck("MISSING_COLUMNS_FAIL", ask.missing_columns_fail, [True, False]),
    GuessCheck("UNQUOTES", ask.unquotes, [True, False]),
    GuessCheck("CRLF", ask.changed(lambda content: content.replace(b"\n", b"\r\n"))),
    GuessCheck("no final newline", ask.changed(lambda content: content.removesuffix(b"\n"))),
    GuessCheck("blank line", ask.changed(lambda content: content.replace(b"\n", b"\n\n", 1))),
    GuessCheck("BOM", ask.changed(lambda content: b"\xef\xbb\xbf" + content)),
    GuessCheck("two rows of one name", ask.twice),
    GuessCheck("lone backslash", ask.row(name="a\\b")),
    GuessCheck("tab in a value", ask.row(name="a\tb")),
    GuessCheck("TRUE in capitals", ask.row(email_verified="TRUE"), [["Succeeded", 3, 0, 0]]),
    GuessCheck("address without a dot", ask.row(email="a@b")),
    GuessCheck("hash without an algorithm", ask.row(password_hash=f"$2b$10${'a' * 53}")),
    GuessCheck("base64 of PBKDF2_SHA256", ask.pbkdf2_writings, NoneOrConverts()),
    GuessCheck("number with a plus", ask.custom("Number", "+5")),
    GuessCheck("Boolean that is another word", ask.custom("Boolean", "yes")),
    GuessCheck("birthdate", ask.birthdate_of_the_api, {"1990-02-28", "02/28/1990"}),
    GuessCheck("ListUsers with an invalid token", ask.invalid_token, {"InvalidParameterException"}),
    GuessCheck("WRONG_STATE_CODE", ask.stopped_when_created, import_jobs._NOTHING_TO_STOP),
    GuessCheck("Stop of a Pending job", ask.stopped_when_pending),
    GuessCheck(
        "ANOTHER_JOB_ACTIVE_CODE", ask.started_beside_another, {"", *job_control._NOT_STARTABLE_YET}
    ),
    GuessCheck("NOTHING_AUTO_VERIFIED_CODE", ask.nothing_auto_verified),
    GuessCheck("ROLE_MISSING_CODE", ask.role_missing, PROPAGATION_CODES),
    GuessCheck(
        "role that can't be assumed",
        ask.role_unassumable,
        {*PROPAGATION_CODES, guesses.ROLE_NOT_ASSUMABLE},
    ),
    GuessCheck("LITE pools have password_hash", ask.lite_pool_has_hashes, [True, False]),
    GuessCheck("ATTRIBUTE_MISSING_CODE", ask.attribute_missing),
    GuessCheck("UserCreateDate", ask.user_create_date),
    GuessCheck("seconds until a new job is listed", ask.waited_until_listed, {0, 1}),
)
