"""The export of a pool, page by page, with interruptions of every kind."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.csv_rules.csv_format import BASE_COLUMNS
from cognito_user_import.csv_rules.pool_profile import PoolProfile
from cognito_user_import.csv_rules.reader import read
from cognito_user_import.errors import ServiceError
from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.export.exported_user import UserRows
from cognito_user_import_cli.export.pool_export import export
from cognito_user_import_cli.export.summary import Summary
from cognito_user_import_cli.export.tally import Problem, Tally
from cognito_user_import_cli.export.unfinished import UnfinishedExport, digest
from cognito_user_import_cli.export.user_pages import PAGES_A_SECOND, UserPages
from tests.fakes.clock import FakeClock
from tests.fakes.cognito import POOL
from tests.fakes.service import Fault, answer_lost, preceded_by, refused
from tests.fakes.user_directory import FakeUserDirectory, User, user

PROFILE = PoolProfile(
    auto_verified=frozenset({"email"}), username_attributes=frozenset(), aliases=frozenset()
)


def some_users(count: int) -> list[User]:
    """Return users, each another one."""
    return [user(f"u{number}", name=f"Ü, {number}", sub=f"{number}") for number in range(count)]


class Exports:
    """Exports of one pool into one folder."""

    def __init__(self, folder: Path, users: list[User]) -> None:
        self.folder = folder
        self.file = folder / "users.csv"
        self.clock = FakeClock()
        self.directory = FakeUserDirectory(users)
        self.restarts = 0
        self.seen: list[int] = []

    def run(self, request: str = "", filter_: str = "") -> Tally:
        """Export as the command does, and return what was counted."""
        calls = ServiceCalls(f"user pool {POOL}", Deadline(1e9, self.clock), 0.0, advice={})
        pages = UserPages(self.directory.client(), POOL, calls, filter_)
        rows = UserRows(PROFILE, PROFILE, BASE_COLUMNS, "")
        with UnfinishedExport(self.file, digest(request)) as unfinished:
            export(
                pages,
                rows,
                BASE_COLUMNS,
                unfinished,
                seen=self.seen.append,
                restarts=self.restart,
            )
            unfinished.finish()
        return unfinished.state.tally

    def restart(self) -> None:
        """Count a restart."""
        self.restarts += 1

    def interrupt(self, page: int, fault: Fault, error: type[BaseException]) -> None:
        """Run until the call of a page fails."""
        faults: list[Fault] = [preceded_by(lambda: None)] * page
        self.directory.fail("ListUsers", *faults, fault)
        with pytest.raises(error):
            self.run()

    @property
    def names(self) -> list[str]:
        """The user names in the file."""
        rows = list(read([self.file.read_bytes()]))
        place = BASE_COLUMNS.index("cognito:username")
        return [row.values[place] for row in rows[1:] if row.values]

    @property
    def left(self) -> list[str]:
        """The names of all files."""
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def exports(tmp_path: Path) -> Exports:
    """Make a pool of four pages."""
    return Exports(tmp_path, some_users(200))


NAMES = [f"u{number}" for number in range(200)]


def raising(error: BaseException) -> Fault:
    """Raise an error in place of the call."""

    def fault(_perform: Callable[[], Any]) -> Any:
        raise error

    return fault


def test_all_users_are_in_the_file(exports: Exports) -> None:
    """In the order of the list, and nothing else is left."""
    tally = exports.run()
    assert (exports.names, exports.left) == (NAMES, ["users.csv"])
    assert (tally.listed, tally.written, exports.seen) == (200, 200, [0, 60, 120, 180, 200])


def test_an_empty_pool_has_a_file_too(tmp_path: Path) -> None:
    """With the header."""
    exports = Exports(tmp_path, [])
    exports.run()
    assert (exports.names, exports.left) == ([], ["users.csv"])


def test_requests_leave_room_for_others(exports: Exports) -> None:
    """They keep a pace below the quota, whatever a request takes."""
    exports.run()
    assert exports.clock.now() == pytest.approx(3 / PAGES_A_SECOND)


def test_a_filter_is_passed_on(exports: Exports) -> None:
    """With each page."""
    exports.run(filter_="x")
    assert exports.directory.filters == ["x"] * 4


def test_a_bad_filter_is_an_error_with_advice(exports: Exports) -> None:
    """And leaves nothing."""
    with pytest.raises(ServiceError, match=r"Invalid filter\. Check --filter\.$"):
        exports.run(filter_="!")
    assert exports.left == []


@pytest.mark.parametrize("fault", [refused("TooManyRequestsException"), answer_lost])
@pytest.mark.parametrize("page", [0, 1, 3])
def test_a_page_that_failed_is_asked_for_again(exports: Exports, page: int, fault: Fault) -> None:
    """Nobody is lost or there twice."""
    faults: list[Fault] = [preceded_by(lambda: None)] * page
    exports.directory.fail("ListUsers", *faults, fault, fault)
    exports.run()
    assert exports.names == NAMES


@pytest.mark.parametrize("page", [1, 2, 3])
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (refused("AccessDeniedException"), ServiceError),
        (raising(KeyboardInterrupt()), KeyboardInterrupt),
    ],
)
def test_an_interrupted_export_goes_on(
    exports: Exports, page: int, fault: Fault, error: type[BaseException]
) -> None:
    """From the page that failed."""
    exports.interrupt(page, fault, error)
    assert exports.left == ["users.csv.part", "users.csv.part.json"]
    before = exports.directory.count("ListUsers")
    tally = exports.run()
    assert (exports.names, exports.left) == (NAMES, ["users.csv"])
    assert exports.directory.count("ListUsers") - before == 4 - page
    assert (tally.listed, tally.written) == (200, 200)


def test_an_export_that_failed_at_once_leaves_nothing(exports: Exports) -> None:
    """There is nothing to go on from."""
    exports.interrupt(0, refused("AccessDeniedException"), ServiceError)
    assert exports.left == []


def test_what_was_written_behind_the_last_state_is_cut_off(exports: Exports) -> None:
    """A process that is killed writes lines whose page it has not noted."""
    exports.interrupt(2, raising(KeyboardInterrupt()), KeyboardInterrupt)
    with (exports.folder / "users.csv.part").open("ab") as part:
        part.write(b"half of a li")
    exports.run()
    assert exports.names == NAMES


def test_an_export_that_was_complete_only_gets_its_name(exports: Exports) -> None:
    """As when the process was killed before that."""
    with UnfinishedExport(exports.file, digest("")) as unfinished:
        unfinished.begin(b"header\n")
        unfinished.state.tally.listed = 1
        unfinished.append([b"line\n"], "", is_last=True)
    exports.run()
    assert exports.file.read_bytes() == b"header\nline\n"
    assert (exports.left, exports.directory.calls) == (["users.csv"], [])


def test_an_expired_token_begins_anew_once(exports: Exports) -> None:
    """The counts start over, too."""
    exports.interrupt(2, raising(KeyboardInterrupt()), KeyboardInterrupt)
    exports.directory.fail("ListUsers", refused("InvalidParameterException"))
    tally = exports.run()
    assert (exports.names, exports.restarts) == (NAMES, 1)
    assert (tally.listed, tally.written) == (200, 200)


def test_a_token_that_always_expires_is_an_error(exports: Exports) -> None:
    """The list starts over once."""
    exports.directory.expired = {"page-120"}
    with pytest.raises(ServiceError, match=r"Invalid pagination token\. The export started over"):
        exports.run()
    assert exports.restarts == 1


def test_the_state_holds_nothing_of_a_user(exports: Exports) -> None:
    """Neither does it hold the filter, which may name one."""
    exports.directory.users = [user("secret-name", address='secret "value"')] * 100
    exports.directory.fail("ListUsers", preceded_by(lambda: None), raising(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        exports.run(request="secret-request")
    note = (exports.folder / "users.csv.part.json").read_text()
    assert "secret" not in note
    assert json.loads(note)["token"] == "page-60"


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("as it is", "is from another export. To start over, remove it and users.csv.part.json"),
        (None, "but its progress file is missing"),
        ("{", "part.json can't be read"),
        ("{}", "part.json can't be read"),
        ("[1]", "part.json can't be read"),
    ],
)
def test_what_is_not_known_to_be_the_same_export_is_kept(
    exports: Exports, note: str | None, words: str
) -> None:
    """It may be hours of work, or somebody else's file."""
    exports.interrupt(2, raising(KeyboardInterrupt()), KeyboardInterrupt)
    part, state = (exports.folder / f"users.csv.part{end}" for end in ("", ".json"))
    content = part.read_bytes()
    if note is None:
        state.unlink()
    elif note != "as it is":
        state.write_text(note)
    with pytest.raises(UsageError, match=words):
        exports.run(request="another")
    assert part.read_bytes() == content


def test_a_part_that_was_shortened_is_kept(exports: Exports) -> None:
    """What is missing of it is not known."""
    exports.interrupt(2, raising(KeyboardInterrupt()), KeyboardInterrupt)
    part = exports.folder / "users.csv.part"
    part.write_bytes(part.read_bytes()[:-1])
    with pytest.raises(UsageError, match="is shorter than its progress file says"):
        exports.run()


def test_two_exports_do_not_write_one_file(exports: Exports) -> None:
    """The second one is refused while the first runs."""
    with (
        UnfinishedExport(exports.file, digest("")),
        pytest.raises(UsageError, match=r"^Another export is writing"),
    ):
        UnfinishedExport(exports.file, digest(""))


def test_a_file_that_came_meanwhile_is_kept(exports: Exports) -> None:
    """The part stays, too."""
    exports.directory.fail("ListUsers", preceded_by(lambda: exports.file.write_text("mine")))
    with pytest.raises(UsageError, match=r"already exists\. Name"):
        exports.run()
    assert exports.file.read_text() == "mine"
    assert "users.csv.part" in exports.left


def test_what_the_file_cannot_hold_is_counted_with_its_place(exports: Exports) -> None:
    """A cell is blank; a user goes without a name or with too long a row."""
    many = dict.fromkeys(BASE_COLUMNS[:9], "x" * 2000)
    exports.directory.users = [
        user("ada"),
        user("bob", address='sec"ret', nickname="sec\nret", birthdate="secret"),
        user("sec\\ret", address='sec"ret'),
        user("eve", **many),
        user("dan", name="y" * 2049),
    ]
    tally = exports.run()
    assert exports.names == ["ada", "bob", "dan"]
    assert (tally.listed, tally.written, tally.unwritable) == (5, 3, 2)
    assert tally.blanked == {"address": 1, "nickname": 1, "birthdate": 1, "name": 1}
    assert sorted(tally.problems, key=lambda p: (p.user, p.column)) == [
        Problem(2, 3, "address", "must not hold a quote"),
        Problem(2, 3, "birthdate", "must be a date as YYYY-MM-DD"),
        Problem(2, 3, "nickname", "must not hold a newline"),
        Problem(3, None, "cognito:username", "must not hold a backslash"),
        Problem(4, None, "", "must have at most 16,000 characters"),
        Problem(5, 4, "name", "must have at most 2,048 bytes"),
    ]


def test_problems_are_kept_when_an_export_goes_on(exports: Exports) -> None:
    """All are counted, and the first hundred kept."""
    exports.directory.users = [user(f"u{n}", address='"', custom__x="1") for n in range(200)]
    exports.interrupt(2, raising(KeyboardInterrupt()), KeyboardInterrupt)
    tally = exports.run()
    assert (tally.blanked, tally.without_column) == ({"address": 200}, {"custom:x": 200})
    assert [problem.line for problem in tally.problems] == list(range(2, 102))


def test_a_summary_has_a_line_for_each_kind_of_loss() -> None:
    """And none for what was not lost."""
    tally = Tally(
        listed=9,
        written=2,
        federated=1,
        without_username=1,
        unwritable=1,
        linked=1,
        renamed=2,
        replaced=1,
        trimmed=3,
        problems=[Problem(3, None, "", "must have at most 16,000 characters")],
    )
    profile = PoolProfile(auto_verified=frozenset(), username_attributes=frozenset({"email"}))
    summary = Summary(Path("users.csv"), "A", "B", profile, "custom:old", 100_000_001, tally)
    assert summary.text().splitlines() == [
        "users.csv: 2 of 9 users in A",
        "Left out:",
        "        1 users of an identity provider: they appear at their first sign-in",
        "        1 users without email, the user name in B",
        "        1 users whose name or row the file can't hold",
        "Not in the file:",
        "        1 links to users of an identity provider",
        "        2 user names: in B, an address is the user name",
        "        1 values of custom:old: replaced by the sub",
        "        3 values with surrounding white space, which an import removes",
        "Fix before you import:",
        "        1 pool: B auto-verifies nothing, so it can't import users",
        "        1 bytes too many. Allowed: 100,000,000",
        "user 3 of the list: the row: must have at most 16,000 characters; left out",
        "Never exported: passwords, groups, MFA devices, devices, sign-in history.",
    ]
