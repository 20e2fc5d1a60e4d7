"""Every rule: its code, its name, its severity, and what it allows; and the issues found.

docs/csv-rules.md explains each rule and how to fix a file. The texts are in scripts/, because the
Lambda function doesn't need them.
"""

from typing import Final, NamedTuple

ERROR: Final = "error"
WARNING: Final = "warning"


class Rule(NamedTuple):
    """One rule of the import.

    :param code: ``CUI-`` and three digits, never reused.
    :param severity: ``error`` if the file breaks what AWS documents, ``warning`` if AWS doesn't
        document what happens.
    :param allowed: What is allowed; ``{}`` stands for the detail.
    """

    code: str
    slug: str
    severity: str
    allowed: str


class Issue(NamedTuple):
    """A broken rule.

    :param line: The line of the file. The header is line 1; 0 is the file as a whole.
    :param column: The name of the column, or the first names of several. A name that the pool
        doesn't know is there only if the line is certainly a header, not a user.
    :param position: The column's place in the file, from 1; 0 for none or several.
    :param detail: Numbers, or words of the pool's settings, or names like those of ``column``;
        never a value from the file.
    """

    rule: Rule
    line: int = 0
    column: str = ""
    position: int = 0
    detail: str = ""

    @property
    def message(self) -> str:
        """The place, and what is allowed there."""
        places = (f"line {self.line}" if self.line else "", self.column_name)
        place = ", ".join(filter(None, places)) or "file"
        return f"{place}: {self.expectation}"

    @property
    def column_name(self) -> str:
        """The column's name, else its place in the file; empty if it concerns no column."""
        return self.column or (f"column {self.position}" if self.position else "")

    @property
    def expectation(self) -> str:
        """What is allowed there."""
        return f"expected {self.rule.allowed.format(self.detail)}"

    def __str__(self) -> str:
        code, slug, severity, _ = self.rule
        return f"{severity} {code} {slug}: {self.message}"


CONVERT: Final = "Run: cognito-user-import convert FILE"
HEADER: Final = "Run: cognito-user-import header --user-pool-id POOL"
_found: list[Rule] = []


def _rule(number: int, slug: str, severity: str, allowed: str) -> Rule:
    rule = Rule(f"CUI-{number:03}", slug, severity, allowed)
    _found.append(rule)
    return rule


# The file as a whole.
FILE_TOO_LARGE: Final = _rule(1, "file-too-large", ERROR, "at most 100,000,000 bytes")
TOO_MANY_ROWS: Final = _rule(2, "too-many-rows", ERROR, "at most 500,000 users")
NO_ROWS: Final = _rule(3, "no-rows", WARNING, "at least one user below the header")
NOT_UTF_8: Final = _rule(4, "not-utf-8", ERROR, f"UTF-8{{}}. {CONVERT}")
BYTE_ORDER_MARK: Final = _rule(5, "byte-order-mark", ERROR, "UTF-8 without a byte order mark")
NO_HEADER: Final = _rule(6, "no-header", ERROR, "the pool's columns in the first line{}")
MISSING_COLUMN: Final = _rule(7, "missing-column", ERROR, "every column of the pool's header")
UNKNOWN_COLUMN: Final = _rule(8, "unknown-column", ERROR, "only columns of the pool's header")
REPEATED_COLUMN: Final = _rule(9, "repeated-column", ERROR, "each column once")
NOTHING_AUTO_VERIFIED: Final = _rule(
    10, "pool-verifies-nothing", ERROR, "a pool that auto-verifies email or phone_number"
)
HASH_COLUMN_MISSING: Final = _rule(
    11, "hash-column-missing", ERROR, "a password_hash column, because the job names an algorithm"
)
HASH_COLUMN_LEFT_OUT: Final = _rule(
    12, "hash-column-left-out", WARNING, "a password_hash column, because the pool's header has one"
)
NO_FINAL_NEWLINE: Final = _rule(13, "no-final-newline", WARNING, "a newline after the last row")
CARRIAGE_RETURN: Final = _rule(
    14, "carriage-return", WARNING, "Unix line endings (LF); this line ends in CRLF"
)
OTHER_FORMAT: Final = _rule(15, "other-format", ERROR, "a CSV file, not {}")
OTHER_SEPARATOR: Final = _rule(
    16, "other-separator", ERROR, f"commas between values, not {{}}. {CONVERT}"
)
QUOTED_HEADER: Final = _rule(17, "quoted-header", ERROR, f"column names without quotes. {CONVERT}")
OLD_LINE_ENDS: Final = _rule(18, "old-line-ends", ERROR, f"lines that end in LF, not CR. {CONVERT}")
OTHER_HEADER: Final = _rule(
    19, "other-header", ERROR, f"the pool's header; this one {{}}. {CONVERT}"
)
NO_HASHES: Final = _rule(
    20,
    "pool-without-hashes",
    ERROR,
    "neither this column nor an algorithm, because the pool takes no password hashes",
)
PERCENT_AT_END: Final = _rule(21, "percent-at-end", WARNING, "no % at the end of the file")

# A row.
VALUE_COUNT: Final = _rule(101, "value-count", ERROR, r"{} values; write a comma in a value as \,")
ROW_TOO_LONG: Final = _rule(102, "row-too-long", ERROR, "at most 16,000 characters a row")
VALUE_TOO_LONG: Final = _rule(103, "value-too-long", ERROR, "at most 2,048 bytes a value")
EMAIL_MISSING: Final = _rule(
    104, "email_verified-without-email", ERROR, "true only if the row has an email"
)
PHONE_MISSING: Final = _rule(
    105,
    "phone_number_verified-without-phone_number",
    ERROR,
    "true only if the row has a phone_number",
)
NOT_AUTO_VERIFIED: Final = _rule(
    106,
    "nothing-verified",
    ERROR,
    "at least one attribute that the pool auto-verifies: true for {}",
)
REQUIRED: Final = _rule(
    107, "required-attribute-missing", ERROR, "a value, because the pool requires this attribute"
)
NOT_A_FLAG: Final = _rule(108, "verified-not-true-or-false", ERROR, "true, false, or blank")
EMAIL_FORM: Final = _rule(109, "email-form", ERROR, "an email address, with one @")
PHONE_FORM: Final = _rule(110, "phone_number-form", ERROR, "+ and digits")
BIRTHDATE_FORM: Final = _rule(111, "birthdate-form", ERROR, "a date as mm/dd/yyyy")
UPDATED_AT_FORM: Final = _rule(112, "updated_at-form", ERROR, "Unix time in seconds, as digits")
MFA_FORM: Final = _rule(113, "mfa_enabled-not-true-or-false", ERROR, "true, false, or blank")
MFA_REQUIRED: Final = _rule(
    114, "mfa_enabled-false-but-required", ERROR, "true or blank, because the pool requires MFA"
)
MFA_OFF: Final = _rule(
    115, "mfa_enabled-true-but-off", ERROR, "false or blank, because MFA is off in the pool"
)
LENGTH: Final = _rule(116, "attribute-length", ERROR, "{} characters")
NUMBER_FORM: Final = _rule(117, "attribute-not-a-number", ERROR, "a number")
NUMBER_RANGE: Final = _rule(118, "attribute-range", ERROR, "a number {}")
BOOLEAN_FORM: Final = _rule(119, "attribute-not-true-or-false", WARNING, "true or false")
BLANK_LINE: Final = _rule(120, "blank-line", WARNING, "a user on every line")
QUOTE: Final = _rule(
    121, "quote", WARNING, "no double quotes; AWS doesn't document how Cognito reads them"
)
BACKSLASH: Final = _rule(122, "backslash", WARNING, "backslashes only before commas")
CONTROL_CHARACTER: Final = _rule(123, "control-character", WARNING, "no control characters")
# 124 was a warning about TRUE and FALSE in capitals.
NUMBER_DOUBTFUL: Final = _rule(
    125, "attribute-number-form", WARNING, "a plain number, such as -12.5"
)
DAY_FIRST: Final = _rule(
    126, "birthdate-day-first", ERROR, "the month first in every date; here it is the day"
)
NO_SUCH_DATE: Final = _rule(127, "birthdate-no-such-date", ERROR, "a date that exists")
MILLISECONDS: Final = _rule(
    128, "updated_at-milliseconds", WARNING, "seconds; so many digits are milliseconds"
)
NOT_E164: Final = _rule(
    129, "phone_number-not-e164", WARNING, "at most 15 digits, and no 0 after the +"
)

# The user name.
USERNAME_MISSING: Final = _rule(201, "username-missing", ERROR, "a user name")
USERNAME_TOO_LONG: Final = _rule(202, "username-too-long", ERROR, "at most 128 characters")
USERNAME_CHARACTERS: Final = _rule(
    203,
    "username-characters",
    ERROR,
    "no white space, control characters, or invisible characters",
)
USERNAME_LIKE_EMAIL: Final = _rule(
    204, "username-like-email", ERROR, "no email address, because email is an alias in the pool"
)
USERNAME_LIKE_PHONE: Final = _rule(
    205,
    "username-like-phone_number",
    ERROR,
    "no phone number, because phone_number is an alias in the pool",
)
USERNAME_FORM: Final = _rule(
    206, "username-not-sign-in-attribute", ERROR, "{}, because users of the pool sign in with it"
)
DIFFERS_FROM_USERNAME: Final = _rule(
    207, "differs-from-username", WARNING, "blank, or equal to the user name"
)

# Several rows.
SAME_USERNAME: Final = _rule(
    301, "same-username", WARNING, "a different value than in line {}; Cognito may skip this row"
)
SAME_EMAIL: Final = _rule(302, "same-email", ERROR, "a different value than in line {}")
SAME_PHONE: Final = _rule(303, "same-phone_number", ERROR, "a different value than in line {}")
SAME_PREFERRED: Final = _rule(
    304, "same-preferred_username", ERROR, "a different value than in line {}"
)

# Password hashes.
HASH_WITHOUT_ALGORITHM: Final = _rule(
    401, "hash-without-algorithm", WARNING, "blank, or a job that names a hashing algorithm"
)
HASH_FORM: Final = _rule(402, "hash-form", ERROR, "a hash in the form of {}")
HASH_BOUNDS: Final = _rule(403, "hash-bounds", ERROR, "a hash within {}")

RULES: Final = tuple(_found)
ONCE_A_FILE: Final = frozenset({NOT_UTF_8, CARRIAGE_RETURN, HASH_WITHOUT_ALGORITHM})
"""Issues only for the first line that breaks the rule."""
