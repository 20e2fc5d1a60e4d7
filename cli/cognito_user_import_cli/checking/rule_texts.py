"""What docs/csv-rules.md and `explain` say about each rule; the Lambda asset doesn't carry it.

By code: why the rule exists, and how to fix a file. The source is the developer guide's page on
importing users from a CSV file, unless the text names another. [?] marks what AWS doesn't document.
"""

from typing import Final

from cognito_user_import.csv_rules.hash_forms import FORMS
from cognito_user_import_cli.checking.file_rule_texts import (
    CONVERT_FILE,
    FILE_RULE_TEXTS,
    HASH_SOURCE,
    UNDOCUMENTED,
    RuleText,
)

_EXAMPLES: Final = "; ".join(f"{name} `{form.example}`" for name, form in FORMS.items())

HASH_PARTS: Final = {
    "BCRYPT": "prefix 2a, 2b, 2x, or 2y; cost in two digits; 53 characters",
    "SCRYPT": "N, r, p; salt and hash in hexadecimal digits",
    "ARGON2ID": "version, m, t, p; salt and hash in base64",
    "PBKDF2_SHA256": "iterations; salt and hash in base64",
}
"""The parts of a hash in Cognito's form, by algorithm."""

RULE_TEXTS: Final = {
    **FILE_RULE_TEXTS,
    "CUI-101": RuleText(
        "A row has as many values as the header. Commas inside quotes count as separators here, "
        "because AWS documents no quotes.",
        r"Write a comma inside a value as `\,`. Leave missing values blank between commas. Or "
        "convert the file: `cognito-user-import convert FILE`.",
    ),
    "CUI-102": RuleText("Quota: 16,000 characters per row.", "Shorten the values."),
    "CUI-103": RuleText(
        "Quota: 2,048 bytes per attribute. Characters outside ASCII take two to four bytes.",
        "Shorten the value.",
    ),
    "CUI-104": RuleText(
        "A missing email address can't be verified. In a pool whose users sign in with an email "
        "address, the user name can supply it.",
        "Add the address, or leave `email_verified` blank.",
    ),
    "CUI-105": RuleText(
        "A missing phone number can't be verified. In a pool whose users sign in with a phone "
        "number, the user name can supply it.",
        "Add the number, or leave `phone_number_verified` blank.",
    ),
    "CUI-106": RuleText(
        "Every user needs at least one verified attribute that the pool auto-verifies.",
        "Set `email_verified` or `phone_number_verified` to true, whichever the pool verifies.",
    ),
    "CUI-107": RuleText("The pool's schema requires this attribute.", "Add the value."),
    "CUI-108": RuleText(
        "This column takes true and false.", "Write `true` or `false`, or leave the value blank."
    ),
    "CUI-109": RuleText(
        "The value must be an email address. AWS doesn't document how strictly Cognito checks it "
        "[?]. This rule requires one @ with text on both sides, and no white space.",
        "Correct the address.",
    ),
    "CUI-110": RuleText(
        "A phone number is a plus sign and digits.", "Write `+14155550100`, without spaces."
    ),
    "CUI-111": RuleText(
        "The CSV takes dates as mm/dd/yyyy, although the API uses yyyy-mm-dd.",
        "Write the date as mm/dd/yyyy, with leading zeros.",
    ),
    "CUI-112": RuleText(
        "The time is in seconds since January 1, 1970.", "Write the seconds in digits."
    ),
    "CUI-113": RuleText(
        "This column takes true and false.", "Write `true` or `false`, or leave the value blank."
    ),
    "CUI-114": RuleText(
        "The pool requires MFA for every user.", "Write `true`, or leave the value blank."
    ),
    "CUI-115": RuleText("MFA is off in the pool.", "Write `false`, or leave the value blank."),
    "CUI-116": RuleText("The pool's schema limits the length.", "Correct the value."),
    "CUI-117": RuleText(
        "The attribute is a Number in the pool's schema, and the value isn't a number in any "
        "notation.",
        "Write a number.",
    ),
    "CUI-118": RuleText("The pool's schema limits the range.", "Correct the value."),
    "CUI-119": RuleText(
        f"The attribute is a Boolean in the pool's schema, and the value is another word. "
        f"{UNDOCUMENTED}",
        "Write `true` or `false`, or leave the value blank.",
    ),
    "CUI-120": RuleText(f"The line has no user. {UNDOCUMENTED}", "Remove the line."),
    "CUI-121": RuleText(
        f"AWS's page has no values in quotes. {UNDOCUMENTED}",
        "Write values without quotes, or convert the file: `cognito-user-import convert FILE`. "
        "Python's `csv.writer` adds quotes by default.",
    ),
    "CUI-122": RuleText(
        f"A backslash has a documented meaning only before a comma. {UNDOCUMENTED}", "Remove it."
    ),
    "CUI-123": RuleText(
        f"The value has a control character, such as a tab. {UNDOCUMENTED}", "Remove it."
    ),
    "CUI-125": RuleText(
        "The attribute is a Number in the pool's schema. The value has a plus sign, an exponent, "
        f"or no digit on one side of its decimal point. {UNDOCUMENTED}",
        "Write digits only, with a minus sign or a decimal point if needed.",
    ),
    "CUI-126": RuleText(
        "The first number is over 12, so it is a day. Then the day probably comes first in the "
        "whole column, and dates such as 05/06/1990 are imported as other dates, without an error.",
        "Convert the file: `cognito-user-import convert FILE --date-order dmy`.",
    ),
    "CUI-127": RuleText(
        "The month doesn't have this day, such as February 31. AWS documents only the form.",
        "Correct the date, or leave it blank.",
    ),
    "CUI-128": RuleText(
        "The time is in seconds since January 1, 1970. As seconds, so many digits are a time after "
        f"the year 5000. {UNDOCUMENTED}",
        f"{CONVERT_FILE} Or divide the value by 1,000.",
    ),
    "CUI-129": RuleText(
        "A phone number in E.164 has a country code, which doesn't begin with 0, and at most 15 "
        f"digits in total. {UNDOCUMENTED}",
        "Correct the number. `cognito-user-import convert FILE --country DE` adds country codes.",
    ),
    "CUI-201": RuleText("Every user needs a user name.", "Fill in `cognito:username`."),
    "CUI-202": RuleText("A user name has 1 to 128 characters.", "Shorten it."),
    "CUI-203": RuleText(
        "A user name has no spaces, control characters, or characters without a shape, such as "
        "U+200B. Source: UsernameType in the API reference.",
        "Remove them.",
    ),
    "CUI-204": RuleText(
        "If email is an alias in the pool, a user name can't look like an email address.",
        "Choose another user name, and put the address in `email`.",
    ),
    "CUI-205": RuleText(
        "If the phone number is an alias in the pool, a user name can't look like a phone number.",
        "Choose another user name, and put the number in `phone_number`.",
    ),
    "CUI-206": RuleText(
        "If users sign in with an attribute instead of a user name, its value goes into "
        "`cognito:username`.",
        "Write the email address or the phone number there, or convert the file: "
        "`cognito-user-import convert FILE --username-from email`.",
    ),
    "CUI-207": RuleText(
        "`cognito:username` has the address that the user signs in with, and this column has "
        f"another. {UNDOCUMENTED}",
        "Write the same address, or leave the value blank.",
    ),
    "CUI-301": RuleText(
        "User names are unique. If the pool's user names aren't case sensitive, case makes no "
        "difference. AWS doesn't document what happens to the second row. By one report, Cognito "
        "imports the first row and skips the second [?].",
        "Remove one of the rows.",
    ),
    "CUI-302": RuleText(
        "Users of the pool sign in with their email address. If email is an alias, it must be "
        "unique among verified addresses. AWS doesn't document which of the rows fails [?].",
        "Remove one of the rows, or mark one address as not verified.",
    ),
    "CUI-303": RuleText(
        "Users of the pool sign in with their phone number. If the phone number is an alias, it "
        "must be unique among verified numbers. AWS doesn't document which of the rows fails [?].",
        "Remove one of the rows, or mark one number as not verified.",
    ),
    "CUI-304": RuleText(
        "The preferred user name is an alias in the pool, so it must be unique. AWS doesn't "
        "document which of the rows fails [?].",
        "Change one of them.",
    ),
    "CUI-401": RuleText(
        f"The job names no algorithm for the hash. {UNDOCUMENTED} Reported once per file.",
        "Name the algorithm, or leave the column blank.",
    ),
    "CUI-402": RuleText(
        f"A malformed hash fails its row. {HASH_SOURCE} The message says what the hash looks like, "
        f"and whether `convert` can write it in Cognito's form. The forms, with invented hashes: "
        f"{_EXAMPLES}. AWS doesn't document that commas in an Argon2 "
        r"hash are written as `\,`, as in any other value [?].",
        f"{CONVERT_FILE} Or name the hashes' algorithm, or leave them blank. With a blank hash, "
        "the user must reset the password.",
    ),
    "CUI-403": RuleText(
        f"A hash above Cognito's limits fails its row. {HASH_SOURCE}",
        "Leave it blank. With a blank hash, the user must reset the password.",
    ),
}
