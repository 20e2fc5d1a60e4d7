"""What the checks of the guesses ask of an account."""

import base64
import hashlib
import itertools
import secrets
import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from cognito_user_import.cognito.job_log import _LINE
from cognito_user_import_cli.convert.password_forms import cognito_form
from local_aws.guesses import GiveUpRule
from tests.live.account import Account, Job, code_of

Row = dict[str, str]
AS_CONVERT_WRITES = "+ and /, without padding"
_MANY = 300


def good(count: int = 1, /, **values: str) -> list[Row]:
    """Return rows of new users."""
    names = [f"live-{secrets.token_hex(8)}" for _ in range(count)]
    addresses = [{"email": f"{name}@example.com", "email_verified": "true"} for name in names]
    return [
        {"cognito:username": name, **address, **values}
        for name, address in zip(names, addresses, strict=True)
    ]


def bad(count: int) -> list[Row]:
    """Return rows that fail."""
    return good(count, email_verified="false")


def outcome(job: Job) -> list[Any]:
    """Return how a job ended: its status, and the users that were imported, skipped and failed."""
    return [job["Status"], *(job[f"{kind}Users"] for kind in ("Imported", "Skipped", "Failed"))]


def give_up_rule(account: Account) -> str:
    """Tell the rules apart by a few failures, and by many."""
    few = account.imported(account.file(*good(1), *bad(3)))
    many = account.imported(account.file(*good(2), *bad(40)))
    if few["Status"] == "Failed":
        return GiveUpRule.AT_END
    return GiveUpRule.EARLY if many["Status"] == "Failed" else GiveUpRule.NEVER


def all_skipped(account: Account) -> list[Any]:
    """Import one user twice."""
    content = account.file(*good())
    account.imported(content)
    return outcome(account.imported(content))


def many_failed(account: Account) -> list[Any]:
    """Let 40 rows fail, and import two behind them."""
    return outcome(account.imported(account.file(*bad(40), *good(2))))


def users_per_second(account: Account) -> float:
    """Time a job of several hundred users."""
    job = account.imported(account.file(*good(_MANY)))
    seconds = (job["CompletionDate"] - job["StartDate"]).total_seconds()
    return round(float(_MANY / max(seconds, 0.001)), 1)


def first_user_line(account: Account) -> int:
    """Read the number of a file's only row."""
    job = account.imported(account.file(*good()))
    (number,) = (int(m[2]) for m in map(_LINE.match, account.log_lines(job, 1)) if m)
    return number


def lines_of_no_row(account: Account) -> list[str]:
    """Read the lines of a log that tell of no row."""
    job = account.imported(account.file(*good()))
    return [line for line in account.log_lines(job, 1) if not _LINE.match(line)]


def missing_columns_fail(account: Account) -> bool:
    """Import a file that has no other columns than its row needs."""
    rows = good()
    return bool(account.imported(account.file(*rows, columns=rows[0]))["ImportedUsers"] == 0)


def unquotes(account: Account) -> bool:
    """Import a quoted value, and read it."""
    rows = good(name='"Ada"')
    account.imported(account.file(*rows))
    user = account.cognito.admin_get_user(
        UserPoolId=account.user_pool_id, Username=rows[0]["cognito:username"]
    )
    return {"Name": "name", "Value": "Ada"} in user["UserAttributes"]


def changed(change: Callable[[bytes], bytes]) -> Callable[[Account], list[Any]]:
    """Return how a job of two users ends when its file is changed."""

    def ask(account: Account) -> list[Any]:
        return outcome(account.imported(change(account.file(*good(2)))))

    return ask


def row(**values: str) -> Callable[[Account], list[Any]]:
    """Return how a job ends that has one row with these values beside two good ones."""

    def ask(account: Account) -> list[Any]:
        return outcome(account.imported(account.file(*good(2), *good(**values))))

    return ask


def custom(data_type: str, value: str) -> Callable[[Account], list[Any]]:
    """Return how a job ends that has a value of a custom attribute of a type."""

    def ask(account: Account) -> list[Any]:
        schema = [{"Name": "it", "AttributeDataType": data_type}]
        with account.other_pool(AutoVerifiedAttributes=["email"], Schema=schema) as other:
            return row(**{"custom:it": value})(other)

    return ask


def birthdate_of_the_api(account: Account) -> str:
    """Import a date, and say in which form the API has it."""
    rows = good(birthdate="02/28/1990")
    account.imported(account.file(*rows))
    user = account.cognito.admin_get_user(
        UserPoolId=account.user_pool_id, Username=rows[0]["cognito:username"]
    )
    (value,) = (i["Value"] for i in user["UserAttributes"] if i["Name"] == "birthdate")
    return str(value)


def invalid_token(account: Account) -> str:
    """List users from a token that never was."""
    pool = account.user_pool_id
    return code_of(lambda: account.cognito.list_users(UserPoolId=pool, PaginationToken="none"))


def stopped_when_created(account: Account) -> str:
    """Stop a job that was not started."""
    job_id = account.create_when_possible()
    return code_of(lambda: account.stop(job_id))


def stopped_when_pending(account: Account) -> list[str]:
    """Stop a job as soon as it is started."""
    job_id = account.create_when_possible()
    account.upload(job_id, account.file(*good(_MANY)))
    account.start(job_id)
    code = code_of(lambda: account.stop(job_id))
    job = account.ended(job_id)
    return [code, job["Status"], job["CompletionMessage"]]


def started_beside_another(account: Account) -> str:
    """Start a job while another of the account is active; nothing if that had ended already."""
    first, second = account.create_when_possible(), account.create()
    for job_id in (first, second):
        account.upload(job_id, account.file(*good(_MANY)))
    account.start(first)
    code = code_of(lambda: account.start(second))
    account.ended(first)
    if not code:
        account.ended(second)
    return code


def nothing_auto_verified(account: Account) -> str:
    """Start a job in a pool that auto-verifies nothing."""
    with account.other_pool() as other:
        job_id = other.create_when_possible()
        other.upload(job_id, other.file(*good()))
        return code_of(lambda: other.start(job_id))


def role_missing(account: Account) -> str:
    """Create a job with a role that nobody has made."""
    return code_of(lambda: account.create(f"{account.logs_role_arn}-missing"))


def role_unassumable(account: Account) -> str:
    """Create a job with a role that can't be assumed, and start it if it was created."""
    try:
        job_id = account.create(account.unassumable_role_arn)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    account.upload(job_id, account.file(*good()))
    account.start(job_id)
    return str(account.ended(job_id)["CompletionMessage"])


def lite_pool_has_hashes(account: Account) -> bool:
    """Ask a pool of the Lite plan for its columns."""
    with account.other_pool(UserPoolTier="LITE") as other:
        return "password_hash" in other.header()


def attribute_missing(account: Account) -> str:
    """List users of whom one has no name."""
    account.imported(account.file(*good()))
    request = {"UserPoolId": account.user_pool_id, "AttributesToGet": ["name"]}
    return code_of(lambda: account.cognito.list_users(**request))


def user_create_date(account: Account) -> str:
    """Compare the date of a user with those of its job."""
    rows = good()
    job = account.imported(account.file(*rows))
    user = account.cognito.admin_get_user(
        UserPoolId=account.user_pool_id, Username=rows[0]["cognito:username"]
    )
    dates = ("CreationDate", "StartDate", "CompletionDate")
    passed = [name for name in dates if job[name] <= user["UserCreateDate"]]
    return f"after {passed[-1]}" if passed else "before CreationDate"


def twice(account: Account) -> list[Any]:
    """Import two rows of one name, of which only the first has a name, and say who it is."""
    (first,) = good(name="first")
    job = account.imported(account.file(first, {**first, "name": "second"}))
    user = account.cognito.admin_get_user(
        UserPoolId=account.user_pool_id, Username=first["cognito:username"]
    )
    return [*outcome(job), *(i["Value"] for i in user["UserAttributes"] if i["Name"] == "name")]


def message(*rows: Callable[[], list[Row]]) -> Callable[[Account], str]:
    """Return a job's completion message."""

    def ask(account: Account) -> str:
        content = account.file(*(row for make in rows for row in make()))
        return str(account.imported(content)["CompletionMessage"])

    return ask


def pbkdf2_writings(account: Account) -> list[str]:
    """Import one password in several alphabets of base64, and say in which it signs in."""
    password = "Correct-Horse-1"
    salt = b"\xfb\xff\xbf" * 4
    writings = {
        "no signs": _pbkdf2(password, _salt_without_signs(password)),
        AS_CONVERT_WRITES: cognito_form(_pbkdf2(password, salt)).text,
        "padding": f"{_pbkdf2(password, salt)}=",
        "dots": _pbkdf2(password, salt).replace("+", "."),
        "safe for URLs": _pbkdf2(password, salt).replace("+", "-").replace("/", "_"),
    }
    rows = [row for text in writings.values() for row in good(password_hash=text)]
    account.imported(account.file(*rows), PasswordHashingAlgorithm="PBKDF2_SHA256")
    client = account.cognito.create_user_pool_client(
        UserPoolId=account.user_pool_id,
        ClientName="live",
        ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]
    return [
        name
        for name, row in zip(writings, rows, strict=True)
        if account.signs_in(client["ClientId"], row["cognito:username"], password)
    ]


def _pbkdf2(password: str, salt: bytes) -> str:
    """Return a hash in the alphabet of base64's standard."""
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 1000, 32)
    texts = (base64.b64encode(part).decode().rstrip("=") for part in (salt, digest))
    return "$pbkdf2-sha256$1000$" + "$".join(texts)


def _salt_without_signs(password: str) -> bytes:
    """Return a salt that all alphabets write in the same way, and its digest, too."""
    salts = (b"live-salt-%02d" % number for number in itertools.count())
    return next(salt for salt in salts if not {*"+/"} & {*_pbkdf2(password, salt)})


def waited_until_listed(account: Account) -> float:
    """Time how late the list of jobs shows a new one."""
    job_id, begun = account.create_when_possible(), time.monotonic()
    while time.monotonic() < begun + 60:
        listed = account.cognito.list_user_import_jobs(
            UserPoolId=account.user_pool_id, MaxResults=1
        )
        if listed["UserImportJobs"][0]["JobId"] == job_id:
            break
    return round(time.monotonic() - begun)
