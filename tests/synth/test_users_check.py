"""Users that can't be imported fail the synth, and what AWS doesn't document is warned of."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsii
import pytest
from aws_cdk import (
    Annotations,
    App,
    AspectPriority,
    Aspects,
    CfnParameter,
    IAspect,
    NestedStack,
    Stack,
    Stage,
    Token,
)
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_s3 as s3
from constructs import IConstruct

from cdk_cognito_user_import import PasswordHashingAlgorithm, UserImportJob, UserImportSource
from cognito_user_import.csv_rules.csv_format import (
    BASE_COLUMNS,
    MAX_BYTES,
    MAX_ROW_CHARACTERS,
    MAX_USERS,
)
from tests.synth.stacks import (
    annotations,
    csv_row,
    new_pool,
    new_stack,
    stack_with_import,
    write_csv,
)

SECRET = "planted"
HEADER = ",".join(BASE_COLUMNS).encode()
GOOD = ",".join(csv_row().values()).encode()
BCRYPT = {"password_hashing_algorithm": PasswordHashingAlgorithm.BCRYPT}
MakePool = Callable[[Stack], cognito.IUserPool]


@pytest.fixture(autouse=True)
def _in_folder_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def found(content: bytes, **props: Any) -> tuple[list[str], list[str]]:
    """Return errors and warnings of an import of a file called users.csv."""
    Path("users.csv").write_bytes(content)
    stack = stack_with_import(source=UserImportSource.asset("users.csv"), **props)
    errors, warnings = annotations(stack)
    assert SECRET not in "".join([*errors, *warnings])
    return errors, warnings


def rows(*users: dict[str, str]) -> bytes:
    """Return a file of users."""
    return write_csv(Path(), *users).read_bytes()


def test_a_good_file_is_silent() -> None:
    """There is nothing to fix."""
    assert found(rows(csv_row("a"), csv_row("b"))) == ([], [])


def test_bad_rows_are_one_error_with_their_lines() -> None:
    """As editors open them; then one line of summary."""
    content = rows(csv_row("a", email=SECRET), csv_row("b"), csv_row("c", birthdate=SECRET))
    (error,), warnings = found(content)
    assert error.splitlines() == [
        "users.csv can't be imported:",
        "users.csv:2: email: expected an email address, with one @ (CUI-109 email-form)",
        "users.csv:4: birthdate: expected a date as mm/dd/yyyy (CUI-111 birthdate-form)",
        f"2 rows would fail, allowed: 0; 2 errors, 0 warnings in 3 rows, {len(content):,} bytes",
    ]
    assert warnings == []


def test_of_many_bad_rows_the_first_ten_are_shown() -> None:
    """And all are counted."""
    (error,), _ = found(rows(*[csv_row(f"u{n}", email=SECRET) for n in range(30)]))
    lines = error.splitlines()
    assert len(lines) == 13
    assert lines[10].startswith("users.csv:11: ")
    assert lines[11] == "In total: CUI-109 30"


@pytest.mark.parametrize(("limit", "is_error"), [(0, True), (1, True), (2, False)])
def test_rows_that_may_fail_are_warned_of(limit: int, is_error: bool) -> None:
    """Somebody who allows two failed rows may deploy a file that has them."""
    content = rows(csv_row("a", email=SECRET), csv_row("b"), csv_row("c", email=SECRET))
    errors, warnings = found(content, max_failed_users=limit)
    assert (len(errors), len(warnings)) == ((1, 0) if is_error else (0, 1))
    assert is_error or (
        "users.csv:2: email: expected an email address, with one @ (CUI-109 email-form); 2 times "
        "in total [ack: cdk-cognito-user-import:CUI-109]" in warnings
    )


def test_a_limit_that_only_the_deployment_knows_lets_rows_fail() -> None:
    """It may be as high as it takes; the handler looks."""
    stack = new_stack()
    limit: Any = Token.as_number(CfnParameter(stack, "Limit", type="Number").value_as_number)
    source = UserImportSource.asset(write_csv(Path(), csv_row(email=SECRET)))
    UserImportJob(stack, "Users", user_pool=new_pool(stack), source=source, max_failed_users=limit)
    errors, warnings = annotations(stack)
    assert (len(errors), len(warnings)) == (0, 1)


def test_what_aws_is_silent_on_is_one_warning_a_rule() -> None:
    """Each can be acknowledged by itself."""
    users = [csv_row("a", name='"A"'), csv_row("b", name='"B"'), csv_row("c", name="C\\D")]
    Path("users.csv").write_bytes(rows(*users))
    stack = stack_with_import(source=UserImportSource.asset("users.csv"))
    Annotations.of(stack).acknowledge_warning("cdk-cognito-user-import:CUI-121", "They are there.")
    _, (warning,) = annotations(stack)
    assert warning == (
        "users.csv:4: name: expected backslashes only before commas (CUI-122 backslash) "
        "[ack: cdk-cognito-user-import:CUI-122]"
    )


@pytest.mark.parametrize("validate", [True, False])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "1: expected the pool's columns in the first line, which is empty (CUI-006"),
        (
            HEADER + b"\n" + GOOD + b"\xe9\n",
            "2: expected UTF-8 (CUI-004 not-utf-8). Run: cognito-user-import convert FILE",
        ),
        (b"\x89PNG\r\n\x1a\n", "1: expected UTF-8 (CUI-004 not-utf-8). Run: cognito-user-import c"),
        (b"PK\x03\x04\0\0", ": expected a CSV file, not an Excel workbook or a ZIP file. Save"),
        (b"x" * (MAX_ROW_CHARACTERS + 1), "1: expected at most 16,000 characters a row (CUI-102"),
        pytest.param(
            HEADER + b"\n" + (GOOD + b"\n") * (MAX_USERS + 1),
            ": expected at most 500,000 users (CUI-002 too-many-rows)",
            marks=pytest.mark.thorough,
        ),
        (f"{SECRET},true\n{SECRET},true\n".encode(), "1: expected the pool's columns in the first"),
        (
            b'{"users": []}\n\n[]',
            ": expected a CSV file, not JSON (CUI-015 other-format). Run: cog",
        ),
    ],
)
def test_what_ends_a_job_as_aws_documents_is_always_refused(
    content: bytes, message: str, validate: bool
) -> None:
    """However many rows may fail, and whether rows are judged or not."""
    # So many equal names are the slower way.
    limit = {} if len(content) > MAX_BYTES // 10 else {"max_failed_users": 999_999}
    (error,), _ = found(content, validate=validate, **limit)
    assert f"users.csv:{message}".replace("csv::", "csv:") in error


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HEADER + b"\n", ": expected at least one user below the header (CUI-003 no-rows)"),
        (b"\xef\xbb\xbf" + HEADER + b"\n" + GOOD + b"\n", "1: expected UTF-8 without a byte order"),
        (
            HEADER.replace(b"email,", b"") + b"\nplanted\n",
            "1: email: expected every column of the pool's header (CUI-007 missing-column)",
        ),
        (HEADER + b",email\n" + GOOD + b",\n", "1: email: expected each column once (CUI-009 rep"),
        (
            HEADER + b",password_hash\n" + GOOD + b",planted\n",
            "2: password_hash: expected blank, or a job that names a hashing algorithm (CUI-401",
        ),
    ],
)
def test_what_aws_does_not_document_is_refused_unless_validation_is_off(
    content: bytes, message: str
) -> None:
    """Then it is a warning, and Cognito decides."""
    expected = f"users.csv:{message}".replace("csv::", "csv:")
    (error,), _ = found(content, max_failed_users=999_999)
    errors, (warning,) = found(content, validate=False)
    assert (expected in error, errors, warning.startswith(expected)) == (True, [], True)


def test_a_row_that_is_too_long_is_refused() -> None:
    """By its line, whether rows are judged or not."""
    content = HEADER + b"\n" + GOOD + b"\n" + b"x" * (MAX_ROW_CHARACTERS + 1) + b"\n"
    message = "users.csv:3: expected at most 16,000 characters a row (CUI-102 row-too-long)"
    for validate in (True, False):
        (error,), _ = found(content, validate=validate)
        assert message in error


def test_without_validation_no_row_is_judged() -> None:
    """For a rule that is wrong for somebody; the handler does not judge either."""
    assert found(rows(csv_row(email=SECRET, name='"')), validate=False) == ([], [])


def test_an_algorithm_and_its_column_go_together() -> None:
    """Cognito would fail the whole job, or every row."""
    hashed = HEADER + b",password_hash\n" + GOOD + b",$2b$12$" + b"a" * 53 + b"\n"
    assert found(hashed, **BCRYPT)[0] == []
    assert found(HEADER + b",password_hash\n" + GOOD + b",\n")[0] == []
    (missing,), _ = found(HEADER + b"\n" + GOOD + b"\n", **BCRYPT)
    assert "users.csv:1: password_hash: expected a password_hash column, because the" in missing
    (unnamed,), _ = found(hashed)
    assert "users.csv:2: password_hash: expected blank, or a job that names a hash" in unnamed
    assert "$2b" not in unnamed


def test_an_algorithm_that_only_the_deployment_knows_is_let_through() -> None:
    """It may turn out to be none; the handler looks."""
    for columns in (BASE_COLUMNS, [*BASE_COLUMNS, "password_hash"]):
        stack = new_stack()
        algorithm: Any = CfnParameter(stack, "Algorithm").value_as_string
        user = csv_row(columns=columns, password_hash="$2b$12$" + "a" * 53)
        source = UserImportSource.asset(write_csv(Path(), user, columns=columns))
        UserImportJob(
            stack,
            "Users",
            user_pool=new_pool(stack),
            source=source,
            password_hashing_algorithm=algorithm,
        )
        errors, _ = annotations(stack)
        assert errors == []


def test_a_temporary_file_is_checked_as_it_was_published() -> None:
    """What becomes of the given file makes no difference anymore."""
    path = write_csv(Path(), csv_row("a", email=SECRET))
    in_stack = stack_with_import(source=UserImportSource.asset(path))
    in_stage = Stack(Stage(App(), "Stage"), "Stack")
    UserImportJob(
        in_stage, "Users", user_pool=new_pool(in_stage), source=UserImportSource.asset(path)
    )
    path.unlink()
    for stack in (in_stack, in_stage):
        (error,), _ = annotations(stack)
        assert "users.csv:2: email: expected an email address" in error


def test_a_file_that_is_gone_by_then_is_an_error() -> None:
    """If the app stages no assets. An exception would hide the reason."""
    path = write_csv(Path())
    stack = new_stack({"aws:cdk:disable-asset-staging": True})
    UserImportJob(stack, "Users", user_pool=new_pool(stack), source=UserImportSource.asset(path))
    path.unlink()
    assert annotations(stack) == (["Can't read users.csv: No such file or directory"], [])


LONG = (
    "users.csv has 100,001 users. Their import takes about 49 minutes at 34 users a second, the "
    "only rate that AWS has published. A deployment waits at most 55 minutes for it, and then "
    "fails. Set wait=False to end the deployment when the job reads rows, or import the file with "
    "the command line: cognito-user-import run. [ack: cdk-cognito-user-import:long-import]"
)


@pytest.mark.parametrize(
    ("count", "wait", "expected"),
    [(100_001, True, [LONG]), (100_000, True, []), (100_001, False, [])],
)
def test_a_file_that_takes_longer_than_a_deployment_waits_is_warned_of(
    count: int, wait: bool, expected: list[str]
) -> None:
    """Unless the deployment doesn't wait."""
    content = HEADER + b"\n" + b"".join(_numbered(number) for number in range(count))
    assert found(content, wait=wait) == ([], expected)


def _numbered(number: int) -> bytes:
    return GOOD.replace(b"jane", b"user%d" % number) + b"\n"


def _assign(pool: cognito.UserPool) -> None:
    resource: Any = pool.node.default_child
    resource.auto_verified_attributes = ["email"]
    resource.schema = [attribute("level")]


def _override(pool: cognito.UserPool) -> None:
    resource: Any = pool.node.default_child
    resource.add_property_override("AutoVerifiedAttributes", ["email"])
    resource.add_property_override("Schema", [{"Name": "level"}])


@jsii.implements(IAspect)
class _Setting:
    def __init__(self, change: Callable[[cognito.UserPool], None]) -> None:
        self._change = change

    def visit(self, node: IConstruct) -> None:
        if isinstance(node, cognito.UserPool):
            self._change(node)


def _change_by_aspect(pool: cognito.UserPool) -> None:
    Aspects.of(pool.stack).add(_Setting(_assign))


def _override_by_late_aspect(pool: cognito.UserPool) -> None:
    Aspects.of(pool.stack).add(_Setting(_override), priority=AspectPriority.READONLY + 100)


@pytest.mark.parametrize("validate", [True, False])
@pytest.mark.parametrize(
    "change", [_assign, _override, _change_by_aspect, _override_by_late_aspect]
)
def test_the_pool_is_looked_at_when_nothing_changes_it_any_more(
    change: Callable[[cognito.UserPool], None], validate: bool
) -> None:
    """It may get its settings after the import, by whatever means CDK has."""
    stack = new_stack()
    pool = cognito.UserPool(stack, "Pool")
    columns = [*BASE_COLUMNS, "custom:level"]
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "users-bucket")
    sources = {
        "File": UserImportSource.asset(write_csv(Path(), columns=columns)),
        "Rows": UserImportSource.users([{**csv_row(), "custom:level": 7}]),
        "Object": UserImportSource.bucket(bucket, "users.csv"),
    }
    for name, source in sources.items():
        UserImportJob(stack, name, user_pool=pool, source=source, validate=validate)
    change(pool)
    assert annotations(stack) == ([], [])


def test_what_an_override_takes_away_is_missed() -> None:
    """It counts as if it had never been set."""
    stack = new_stack()
    pool = new_pool(stack)
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "users-bucket")
    UserImportJob(
        stack, "Users", user_pool=pool, source=UserImportSource.bucket(bucket, "users.csv")
    )
    resource: Any = pool.node.default_child
    resource.add_property_deletion_override("AutoVerifiedAttributes")
    (error,), _ = annotations(stack)
    assert "Received: a pool that auto-verifies nothing" in error


def test_looking_at_the_pool_changes_no_template(tmp_path: Path) -> None:
    """The check renders the pool's stack, which may be nested or have a pool for another one."""
    app = App(outdir=str(tmp_path / "cdk.out"))
    pools, users = Stack(app, "Pools"), Stack(app, "Users")
    nested = NestedStack(pools, "Nested")
    source = UserImportSource.asset(write_csv(Path()))
    for scope in (pools, nested):
        UserImportJob(users, f"Of{scope.node.id}", user_pool=new_pool(scope), source=source)
    checked, unchecked = (
        {path.name: path.read_text() for path in folder.glob("*.template.json")}
        for folder in (
            Path(app.synth().directory),
            Path(app.synth(skip_validation=True, force=True).directory),
        )
    )
    assert len(checked) == 3
    assert checked == unchecked


# What the header must be, by what the app knows of the pool.


def changed_pool(stack: Stack, name: str, value: object) -> cognito.UserPool:
    """Return a pool with another property than the construct gave it."""
    pool = new_pool(stack)
    setattr(pool.node.default_child, name, value)
    return pool


def with_schema(*attributes: object) -> MakePool:
    """Return what makes a pool with this schema."""
    return lambda stack: changed_pool(stack, "schema", list(attributes))


def attribute(name: str, **props: Any) -> cognito.CfnUserPool.SchemaAttributeProperty:
    """Return an attribute of a schema."""
    return cognito.CfnUserPool.SchemaAttributeProperty(name=name, **props)


def own_pool(stack: Stack) -> cognito.IUserPool:
    """Return a pool with custom attributes."""
    return cognito.UserPool(
        stack,
        "Pool",
        auto_verify=cognito.AutoVerifiedAttrs(email=True),
        custom_attributes={
            "department": cognito.StringAttribute(),
            "level": cognito.NumberAttribute(),
        },
    )


def imported_pool(stack: Stack) -> cognito.IUserPool:
    """Return a pool that the app does not define."""
    return cognito.UserPool.from_user_pool_id(stack, "Pool", "eu-central-1_aBc123")


TOKEN_SCHEMA: MakePool = lambda stack: changed_pool(  # noqa: E731
    stack, "schema", Token.as_any({"Ref": "Schema"})
)
TOKEN_NAME = with_schema(attribute(Token.as_string({"Ref": "Name"})))
UNKNOWN = [imported_pool, TOKEN_SCHEMA, TOKEN_NAME]


def errors_of(make_pool: MakePool, *columns: str) -> list[str]:
    """Return the errors of a file with the base columns and these for a pool."""
    stack, all_columns = new_stack(), [*BASE_COLUMNS, *columns]
    user = csv_row(columns=all_columns)
    source = UserImportSource.asset(write_csv(Path(), user, columns=all_columns))
    UserImportJob(stack, "Users", user_pool=make_pool(stack), source=source)
    return annotations(stack)[0]


@pytest.mark.parametrize(
    ("make_pool", "columns"),
    [
        (new_pool, []),
        (new_pool, ["password_hash"]),
        (own_pool, ["custom:department", "custom:level"]),
        (own_pool, ["password_hash", "custom:level", "custom:department"]),
        # Whether these are in Cognito's header is not documented [?]: they may be in a file's.
        (with_schema(attribute("secret", developer_only_attribute=True)), []),
        (with_schema(attribute("secret", developer_only_attribute=True)), ["dev:custom:secret"]),
        (with_schema(attribute("sub", required=True)), []),
        *[(make_pool, []) for make_pool in UNKNOWN],
        *[(make_pool, ["custom:any", "dev:custom:any", "password_hash"]) for make_pool in UNKNOWN],
    ],
)
def test_a_header_that_the_pool_can_have_is_taken(make_pool: MakePool, columns: list[str]) -> None:
    """What only the deployment knows is checked by the handler."""
    assert errors_of(make_pool, *columns) == []


@pytest.mark.parametrize(
    ("make_pool", "columns", "problem"),
    [
        (new_pool, ["custom:department"], "custom:department: expected only columns of the pool's"),
        (own_pool, ["custom:department"], "custom:level: expected every column of the pool's"),
        (own_pool, ["custom:department", "custom:level", "level"], "level: expected only"),
        (own_pool, ["custom:level", "custom:level"], "custom:level: expected each column once"),
        *[(make_pool, ["department"], "department: expected only") for make_pool in UNKNOWN],
        *[(make_pool, ["custom:a"] * 2, "custom:a: expected each colu") for make_pool in UNKNOWN],
    ],
)
def test_a_header_that_the_pool_cannot_have_is_refused(
    make_pool: MakePool, columns: list[str], problem: str
) -> None:
    """By the schema of a pool of the app, and by the prefix for any other."""
    (error,) = errors_of(make_pool, *columns)
    assert f"users.csv:1: {problem}" in error


def test_a_pool_that_verifies_nothing_is_refused() -> None:
    """Cognito starts no import there; a job alone can be made."""
    stack = new_stack()
    pool = cognito.UserPool(stack, "Pool")
    source = UserImportSource.asset(write_csv(Path()))
    UserImportJob(stack, "JobAlone", user_pool=pool)
    assert annotations(stack) == ([], [])
    stack = new_stack()
    pool = cognito.UserPool(stack, "Pool")
    UserImportJob(stack, "Users", user_pool=pool, source=source, validate=False)
    (error,), _ = annotations(stack)
    assert "expected a pool that auto-verifies email or phone_number (CUI-010" in error


@pytest.mark.parametrize(
    "make_pool",
    [
        imported_pool,
        lambda stack: changed_pool(
            stack, "auto_verified_attributes", Token.as_list({"Ref": "Verified"})
        ),
        lambda stack: cognito.UserPool(
            stack,
            "Pool",
            sign_in_aliases=cognito.SignInAliases(username=True, email=True),
        ),
    ],
)
def test_a_pool_that_may_verify_something_is_taken(make_pool: MakePool) -> None:
    """Signing in by an address makes CDK let the pool verify it."""
    assert errors_of(make_pool) == []
