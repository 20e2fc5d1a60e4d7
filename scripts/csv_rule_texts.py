"""What docs/csv-rules.md says of each rule; the function does not carry it.

By code: why it is a rule, and how to mend a file. The source is the developer guide's page on
importing users from a CSV file, unless another is named; [?] marks what AWS does not document.
"""

from typing import Final, NamedTuple


class RuleText(NamedTuple):
    """What is said of a rule."""

    why: str
    mend: str


_HASHES: Final = "The page on importing password hashes."
_UNSAID: Final = "AWS does not say what becomes of it [?]."

RULE_TEXTS: Final = {
    "CUI-001": RuleText("Quota: 100 MB a file.", "Divide the file; import one after the other."),
    "CUI-002": RuleText("Quota: 500,000 users a file.", "Divide the file."),
    "CUI-003": RuleText("There is nothing to import.", "Add rows, or make no job."),
    "CUI-004": RuleText("The file is read as UTF-8.", "Save it as UTF-8."),
    "CUI-005": RuleText(
        "The file is to have none: the mark would be a part of the first column's name.",
        "Save the file as UTF-8 without a BOM; in Python, as `utf-8` and not `utf-8-sig`.",
    ),
    "CUI-006": RuleText(
        "The first line names the columns.",
        "Begin the file with the columns that GetCSVHeader answers.",
    ),
    "CUI-007": RuleText(
        "Every column of GetCSVHeader must be there; their order is free.",
        "Add the column; its values may be blank.",
    ),
    "CUI-008": RuleText(
        "The job fails with a column that the pool does not have. It is named by its place, since "
        "in a file without a header it is a user's data.",
        "Take the column out, or add the custom attribute to the pool first.",
    ),
    "CUI-009": RuleText("Each column of the header is there once.", "Take one of the two out."),
    "CUI-010": RuleText(
        "A job does not start for a pool that auto-verifies no attribute.",
        "Have the pool auto-verify e-mail addresses or phone numbers.",
    ),
    "CUI-011": RuleText(
        f"A job that names an algorithm fails without the column. {_HASHES}",
        "Add the column `password_hash`, or name no algorithm.",
    ),
    "CUI-012": RuleText(
        "The pool's header has the column, and every column must be there. Whether this one may be "
        "left out when no algorithm is named AWS does not say [?].",
        "Add the column with blank values.",
    ),
    "CUI-013": RuleText(_UNSAID, "End the last line with a newline."),
    "CUI-014": RuleText(
        f"CR and LF end these lines. {_UNSAID} White space around a value is trimmed, so it may do "
        "no harm. Reported once a file.",
        "Save the file with LF alone.",
    ),
    "CUI-101": RuleText(
        "A row has as many values as the header. There are no quotes in this dialect.",
        r"Write a comma within a value as `\,`, and blank values between commas.",
    ),
    "CUI-102": RuleText("Quota: 16,000 characters a row.", "Shorten the values."),
    "CUI-103": RuleText(
        "Quota: 2,048 bytes an attribute; letters beyond ASCII have two to four bytes.",
        "Shorten the value.",
    ),
    "CUI-104": RuleText(
        "An e-mail address that is not there cannot be verified. In a pool whose users sign in "
        "with it, it can be the user name.",
        "Add the address, or leave `email_verified` blank.",
    ),
    "CUI-105": RuleText(
        "A phone number that is not there cannot be verified. In a pool whose users sign in with "
        "it, it can be the user name.",
        "Add the number, or leave `phone_number_verified` blank.",
    ),
    "CUI-106": RuleText(
        "Every user must have one of the pool's auto-verified attributes verified.",
        "Set `email_verified` or `phone_number_verified`, whichever the pool verifies, to true.",
    ),
    "CUI-107": RuleText("The pool's schema requires the attribute.", "Add the value."),
    "CUI-108": RuleText("The column takes true and false.", "Write `true`, `false` or nothing."),
    "CUI-109": RuleText(
        "Cognito takes e-mail addresses only. How closely it looks is not documented [?]: this "
        "rule asks for one @ with something on both sides, and no white space.",
        "Correct the address.",
    ),
    "CUI-110": RuleText(
        "A phone number is a plus and digits.", "Write it as `+14155550100`, without spaces."
    ),
    "CUI-111": RuleText(
        "The CSV has dates as mm/dd/yyyy, although the API has them as yyyy-mm-dd.",
        "Write the date as mm/dd/yyyy, with zeros.",
    ),
    "CUI-112": RuleText("The time is in seconds since 1970.", "Write the seconds in digits."),
    "CUI-113": RuleText("The column takes true and false.", "Write `true`, `false` or nothing."),
    "CUI-114": RuleText("The pool requires MFA of everybody.", "Write `true` or nothing."),
    "CUI-115": RuleText("The pool has MFA turned off.", "Write `false` or nothing."),
    "CUI-116": RuleText("The pool's schema bounds the length.", "Correct the value."),
    "CUI-117": RuleText(
        "The attribute is a Number of the pool's schema, and nobody would read the value as one.",
        "Write a number.",
    ),
    "CUI-118": RuleText("The pool's schema bounds the number.", "Correct the value."),
    "CUI-119": RuleText(
        f"The attribute is a Boolean of the pool's schema, and this is another word. {_UNSAID}",
        "Write `true`, `false` or nothing.",
    ),
    "CUI-120": RuleText(f"The line holds no user. {_UNSAID}", "Take the line out."),
    "CUI-121": RuleText(
        f"Values are not quoted in this dialect. {_UNSAID} Probably they stay in the value.",
        "Write values without quotes; Python's `csv.writer` adds them unless told otherwise.",
    ),
    "CUI-122": RuleText(
        f"A backslash has a meaning before a comma only. {_UNSAID}", "Take it out."
    ),
    "CUI-123": RuleText(f"The value holds a tab or the like. {_UNSAID}", "Take it out."),
    "CUI-124": RuleText(
        f"The words are documented in small letters. {_UNSAID}", "Write `true` or `false`."
    ),
    "CUI-125": RuleText(
        "The attribute is a Number of the pool's schema, and the value has a plus, an exponent, or "
        f"no digit on one side of its point. {_UNSAID}",
        "Write it in digits, with a minus before and a point between them if it has these.",
    ),
    "CUI-201": RuleText("Every user has a name.", "Fill `cognito:username`."),
    "CUI-202": RuleText("A user name has 1 to 128 characters.", "Shorten it."),
    "CUI-203": RuleText("A user name has no spaces and no tabs.", "Take them out."),
    "CUI-204": RuleText(
        "Where the e-mail address is an alias, a user name may not look like one.",
        "Give the user another name; the address goes into `email`.",
    ),
    "CUI-205": RuleText(
        "Where the phone number is an alias, a user name may not look like one.",
        "Give the user another name; the number goes into `phone_number`.",
    ),
    "CUI-206": RuleText(
        "Where users sign in with an attribute instead of a name, it goes into `cognito:username`.",
        "Write the e-mail address or the phone number there.",
    ),
    "CUI-207": RuleText(
        f"The address that signs in is in `cognito:username`, and another is here. {_UNSAID}",
        "Write the same address, or leave it blank.",
    ),
    "CUI-301": RuleText(
        "A user name is unique: the second row is skipped. In a pool that does not tell capitals "
        "from small letters they make no difference.",
        "Take one of the rows out.",
    ),
    "CUI-302": RuleText(
        "Users of the pool sign in with their e-mail address: in one with an alias it is unique "
        "among those that are verified. Which of the rows fails is not documented [?].",
        "Take one of the rows out, or have one address not verified.",
    ),
    "CUI-303": RuleText(
        "Users of the pool sign in with their phone number: in one with an alias it is unique "
        "among those that are verified. Which of the rows fails is not documented [?].",
        "Take one of the rows out, or have one number not verified.",
    ),
    "CUI-304": RuleText(
        "The preferred user name is an alias in the pool, and unique. Which of the rows fails is "
        "not documented [?].",
        "Change one of them.",
    ),
    "CUI-401": RuleText(
        f"The job names no algorithm for the hash. {_UNSAID} Reported once a file.",
        "Name the algorithm, or leave the column blank.",
    ),
    "CUI-402": RuleText(
        f"A malformed hash fails its row. {_HASHES} That commas in a hash of Argon2 are written "
        r"as `\,`, as in any value, is not documented [?].",
        "Correct the hash, or leave it blank: then the user has to reset the password.",
    ),
    "CUI-403": RuleText(
        f"A hash that takes too much work fails its row. {_HASHES}",
        "Leave it blank: then the user has to reset the password.",
    ),
}
