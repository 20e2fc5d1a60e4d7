"""What docs/csv-rules.md and `explain` say about each rule; the Lambda asset doesn't carry it.

By code: why the rule exists, and how to fix a file. The source is the developer guide's page on
importing users from a CSV file, unless the text names another. [?] marks what AWS doesn't document.
"""

from typing import Final, NamedTuple

from cognito_user_import.csv_rules.hash_forms import FORMS


class RuleText(NamedTuple):
    """What the document says about a rule."""

    why: str
    fix: str


_HASHES: Final = "Source: the page on importing password hashes."
_EXAMPLES: Final = "; ".join(f"{name} `{form.example}`" for name, form in FORMS.items())
_CONVERT: Final = "Convert the file: `cognito-user-import convert FILE`."
_UNDOCUMENTED: Final = "AWS doesn't document how Cognito handles this [?]."

HASH_PARTS: Final = {
    "BCRYPT": "prefix 2a, 2b, 2x, or 2y; cost in two digits; 53 characters",
    "SCRYPT": "N, r, p; salt and hash in hexadecimal digits",
    "ARGON2ID": "version, m, t, p; salt and hash in base64",
    "PBKDF2_SHA256": "iterations; salt and hash in base64",
}
"""The parts of a hash in Cognito's form, by algorithm."""

RULE_TEXTS: Final = {
    "CUI-001": RuleText(
        "Quota: 100 MB per file.", "Split the file, and import the parts one after the other."
    ),
    "CUI-002": RuleText("Quota: 500,000 users per file.", "Split the file."),
    "CUI-003": RuleText("There is nothing to import.", "Add rows, or don't create a job."),
    "CUI-004": RuleText(
        "Cognito's CSV is UTF-8. Excel and old databases write UTF-16, or an encoding of one "
        "region such as Windows-1252. Reported for the first such line.",
        f"{_CONVERT} It finds the encoding. Or save the file as UTF-8.",
    ),
    "CUI-005": RuleText(
        f"A byte order mark may become part of the first column's name. {_UNDOCUMENTED}",
        "Save the file as UTF-8 without a BOM, or convert it: `cognito-user-import convert FILE`. "
        "In Python, use `utf-8`, not `utf-8-sig`.",
    ),
    "CUI-006": RuleText(
        "The first line names the columns. If it has an email address, a number, or another value "
        "where a name should be, the header is missing.",
        "Start the file with the pool's header, which `cognito-user-import header` prints. An "
        "export of Firebase has no header; `cognito-user-import convert` reads it without one.",
    ),
    "CUI-007": RuleText(
        "AWS's page says that every column of the pool's header must be present, in any order, and "
        "shows a file with six columns. How Cognito handles such a file isn't known [?].",
        "Add the column. Its values can be blank.",
    ),
    "CUI-008": RuleText(
        "A job fails if the file has a column that the pool doesn't have. A message names at most "
        "five columns.",
        "Remove the column, or add the custom attribute to the pool first.",
    ),
    "CUI-009": RuleText("The header has each column once.", "Remove one of the two columns."),
    "CUI-010": RuleText(
        "A job doesn't start if the pool auto-verifies no attribute.",
        "Configure the pool to auto-verify email addresses or phone numbers.",
    ),
    "CUI-011": RuleText(
        f"A job that names an algorithm fails without this column. {_HASHES}",
        "Add the `password_hash` column, or remove the algorithm.",
    ),
    "CUI-012": RuleText(
        "The pool's header has this column. AWS doesn't document whether you can omit it when the "
        "job names no algorithm [?].",
        "Add the column with blank values.",
    ),
    "CUI-013": RuleText(
        f"{_UNDOCUMENTED} It may be harmless: a published file without one was imported.",
        "End the last line with a newline.",
    ),
    "CUI-014": RuleText(
        f"These lines end in CRLF. {_UNDOCUMENTED} It may be harmless: two public tools write such "
        "files and then use the imported users. Reported once per file.",
        "Save the file with Unix line endings (LF).",
    ),
    "CUI-015": RuleText(
        "The file is something else, such as a workbook, a compressed file, or JSON. Its other "
        "issues aren't listed.",
        "The message says what to do. `cognito-user-import convert` reads JSON, and the exports of "
        "other systems.",
    ),
    "CUI-016": RuleText(
        "Excel writes semicolons where a comma is the decimal sign, and tabs as Unicode text. The "
        "file's other issues aren't listed.",
        _CONVERT,
    ),
    "CUI-017": RuleText(
        "The names of the columns are in quotes, so they aren't the pool's names. The file's other "
        "issues aren't listed.",
        _CONVERT,
    ),
    "CUI-018": RuleText(
        "Lines end in a carriage return without a newline, as old programs for the Mac write them. "
        "To Cognito, the file is one line.",
        _CONVERT,
    ),
    "CUI-019": RuleText(
        "The header has columns that the pool doesn't have, and lacks others: it is that of "
        "another pool, or of another system. If it has no `cognito:username`, the file's other "
        "issues aren't listed. A header that ends in % was copied from a terminal: zsh shows a % "
        "where the last line of an output has no newline.",
        f"{_CONVERT} Name the pool by `--user-pool-id` or `--template`. Or start the file with the "
        "pool's header, which `cognito-user-import header` prints.",
    ),
    "CUI-020": RuleText(
        "The pool's header has no `password_hash`, so the pool takes no password hashes. This "
        "can't be changed in the file.",
        "Remove the column, and name no algorithm. Users then set a password at their first "
        "sign-in.",
    ),
    "CUI-021": RuleText(
        "The last line ends in %. If the text was copied from a terminal, the sign may not be "
        "part of it: zsh shows a % where the last line of an output has no newline.",
        "Remove the sign, unless it is part of the last value.",
    ),
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
        f"{_UNDOCUMENTED}",
        "Write `true` or `false`, or leave the value blank.",
    ),
    "CUI-120": RuleText(f"The line has no user. {_UNDOCUMENTED}", "Remove the line."),
    "CUI-121": RuleText(
        f"AWS's page has no values in quotes. {_UNDOCUMENTED}",
        "Write values without quotes, or convert the file: `cognito-user-import convert FILE`. "
        "Python's `csv.writer` adds quotes by default.",
    ),
    "CUI-122": RuleText(
        f"A backslash has a documented meaning only before a comma. {_UNDOCUMENTED}", "Remove it."
    ),
    "CUI-123": RuleText(
        f"The value has a control character, such as a tab. {_UNDOCUMENTED}", "Remove it."
    ),
    "CUI-125": RuleText(
        "The attribute is a Number in the pool's schema. The value has a plus sign, an exponent, "
        f"or no digit on one side of its decimal point. {_UNDOCUMENTED}",
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
        f"the year 5000. {_UNDOCUMENTED}",
        f"{_CONVERT} Or divide the value by 1,000.",
    ),
    "CUI-129": RuleText(
        "A phone number in E.164 has a country code, which doesn't begin with 0, and at most 15 "
        f"digits in total. {_UNDOCUMENTED}",
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
        f"another. {_UNDOCUMENTED}",
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
        f"The job names no algorithm for the hash. {_UNDOCUMENTED} Reported once per file.",
        "Name the algorithm, or leave the column blank.",
    ),
    "CUI-402": RuleText(
        f"A malformed hash fails its row. {_HASHES} The message says what the hash looks like, and "
        f"whether `convert` can write it in Cognito's form. The forms, with invented hashes: "
        f"{_EXAMPLES}. AWS doesn't document that commas in an Argon2 "
        r"hash are written as `\,`, as in any other value [?].",
        f"{_CONVERT} Or name the hashes' algorithm, or leave them blank. With a blank hash, the "
        "user must reset the password.",
    ),
    "CUI-403": RuleText(
        f"A hash above Cognito's limits fails its row. {_HASHES}",
        "Leave it blank. With a blank hash, the user must reset the password.",
    ),
}
