"""The files that convert writes, and what it never shows."""

import stat

import pytest

from tests.unit.command_line.convert.converting import Converter

GOOD = "username,email\nada,ada@example.com\n"


def test_a_dry_run_reports_and_writes_nothing(converter: Converter) -> None:
    """What it reports is what a conversion would."""
    done = converter.convert(GOOD)
    dry = converter.convert(GOOD, "--dry-run")

    assert [path.name for path in converter.folder.iterdir()] == ["given.csv"]
    assert (dry.code, dry.out) == (0, done.out)
    assert "users.csv: 0 errors, 0 warnings in 1 row" in dry.err


def test_a_file_is_never_overwritten(converter: Converter) -> None:
    """Not even the source itself."""
    converter.convert(GOOD)
    (converter.folder / "users.csv").write_text("kept")
    given = converter.folder / "given.csv"

    for output, why in {
        converter.folder / "users.csv": f"{converter.folder}/users.csv already exists",
        given: f"{given} is the file to convert. Name another file to write: -o FILE.",
    }.items():
        done = converter.convert_to(output)
        assert (done.code, done.out) == (2, "")
        assert why in done.err
    assert (converter.folder / "users.csv").read_text() == "kept"
    assert given.read_text() == GOOD


def test_the_file_has_the_permissions_of_its_source(converter: Converter) -> None:
    """Who may not read the one may not read the other."""
    converter.convert(GOOD)
    (converter.folder / "users.csv").unlink()
    (converter.folder / "given.csv").chmod(0o600)

    converter.convert_to(converter.folder / "users.csv")

    assert stat.S_IMODE((converter.folder / "users.csv").stat().st_mode) == 0o600


def test_nothing_is_left_of_a_conversion_that_fails(
    converter: Converter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file appears when it is complete."""

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cognito_user_import_cli.commands.convert.convert_users", broken)

    done = converter.convert(GOOD)

    assert (done.code, done.users) == (2, [])
    assert "users.csv can't be written: No space left on device." in done.err
    assert [path.name for path in converter.folder.iterdir()] == ["given.csv"]


def test_a_missing_file_is_named(converter: Converter) -> None:
    """As in every command."""
    done = converter.convert_to(converter.folder / "users.csv")

    assert done.code == 2
    assert "given.csv can't be read: No such file or directory." in done.err


def test_a_pipe_is_refused(converter: Converter) -> None:
    """It can't be read twice."""
    (converter.folder / "given.csv").symlink_to("/dev/null")

    done = converter.convert_to(converter.folder / "users.csv")

    assert done.code == 2
    assert "must be a regular file: it is read twice." in done.err


@pytest.mark.parametrize("options", [(), ("--json",), ("--dry-run",), ("--quiet",)])
def test_no_cell_is_shown(converter: Converter, options: tuple[str, ...]) -> None:
    """Whatever is wrong with it, and whatever becomes of it."""
    secrets = [f"s3cr3t{number}" for number in range(12)]
    columns = ["username", "email", "email_verified", "phone", "birthdate", "updated_at", "name"]
    rows = [
        secrets[:1],
        ["a", *secrets[1:7]],
        [f"{secrets[7]} x", f"{secrets[8]}@example.com", "true", "+1 s3cr3t9", "s3cr3t/1/1990"],
        ["", f"{secrets[10]}@example.com", *[""] * 5],
        ["b", "", "", "", "", "", f'"{secrets[11]}""{secrets[11]}"'],
        ["b", *[""] * 6],
    ]
    content = "\n".join(map(",".join, [columns, *rows, [""]]))

    done = converter.convert(content, "--country", "DE", *options)

    assert done.code == 3
    assert "s3cr3t" not in done.out + done.err
