"""A file that is wrong for one cause has one issue, in the same words wherever it is checked."""

import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from aws_cdk.assertions import Template

from cdk_cognito_user_import import UserImportSource
from cognito_user_import_cli.program import run
from tests.fakes.cognito import FakeCognito
from tests.synth.stacks import annotations, new_pool, new_stack, stack_with_import
from tests.unit.command_line.convert.converting import users_of
from tests.unit.running_import import RunningImport, running_import
from tests.unit.workflow.machine import Machine, running_machine
from tests.user_files.wrong_files import WRONG_FILES, csv_file

FILES = pytest.mark.parametrize("name", WRONG_FILES)


@pytest.fixture
def import_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningImport]:
    """Run the handler of a deployment."""
    with running_import(tmp_path_factory.mktemp("import"), FakeCognito()) as import_:
        yield import_


@pytest.fixture
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Run a workflow."""
    with running_machine(tmp_path_factory.mktemp("machine")) as machine:
        yield machine


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the template of the pool."""
    stack = new_stack()
    new_pool(stack)
    path = tmp_path_factory.mktemp("template") / "Stack.template.json"
    path.write_text(json.dumps(Template.from_stack(stack).to_json()))
    return path


def checked(path: Path, template: Path, capture: pytest.CaptureFixture[str]) -> list[str]:
    """Return the lines of `check`."""
    assert run(["check", str(path), "--template", str(template), "--quiet"]) == 3
    return capture.readouterr().out.replace(str(path), path.name).splitlines()


def synthesized(path: Path) -> list[str]:
    """Return the lines of the error at synth."""
    [error], _ = annotations(stack_with_import(source=UserImportSource.asset(path)))
    return error.replace(str(path), path.name).splitlines()


@FILES
def test_every_wrong_file_has_one_sentence_wherever_it_is_checked(
    name: str,
    tmp_path: Path,
    template: Path,
    import_: RunningImport,
    machine: Machine,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """At check, at synth, at the deployment, and by a workflow. With -s, it prints the lines."""
    code, expected, content = WRONG_FILES[name]
    path = tmp_path / "users.csv"
    path.write_bytes(content)
    import_.s3.put(content)
    machine.world.s3.put(content)

    check = checked(path, template, capsys)
    synth = synthesized(path)
    deployment = import_.create()["Reason"]
    workflow = machine.run()["Problem"]

    sentence = synth[1].partition(": ")[2]
    cause, dot, command = expected.partition(". Run: ")
    slug = sentence.partition(f"({code} ")[2].partition(")")[0]
    assert sentence == f"expected {cause} ({code} {slug}){dot}{command}"
    place, _, line = check[0].partition(": ")
    assert line == f"error {code} expected {expected}"
    assert synth[1].startswith(f"{place}: ")
    assert (len(check), check[1].startswith("users.csv: 1 error, ")) == (2, True)
    assert (len(synth), synth[2].startswith("1 error, ")) == (3, True)
    for reason in (deployment, workflow):
        assert sentence in reason
        assert reason.count("(CUI-") == 1
    print(f"\n| {name} | {check[0]} | {synth[1]} | {deployment} |")  # noqa: T201 - the table


@pytest.mark.parametrize(
    "name", [name for name, (_, expected, _) in WRONG_FILES.items() if "convert" in expected]
)
def test_the_command_that_the_sentence_names_fixes_the_file(
    name: str, tmp_path: Path, template: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The result passes the check, and has all users."""
    path, output = tmp_path / "users.csv", tmp_path / "users-converted.csv"
    path.write_bytes(WRONG_FILES[name][2])
    run(["check", str(path), "--template", str(template)])
    command = capsys.readouterr().err.splitlines()[-1].partition("To convert it: ")[2]

    code = run(shlex.split(command)[1:])

    assert code == 0, capsys.readouterr().err
    assert run(["check", str(output), "--template", str(template)]) == 0
    users, _ = users_of(output)
    assert [user["cognito:username"] for user in users] == ["ada", "bob", "eve"]


def _quoted_cells() -> bytes:
    header, *rows = csv_file().decode().splitlines()
    quoted = (",".join(f'"{value}"' for value in row.split(",")) for row in rows)
    return "\n".join([header, *quoted, ""]).encode()


@pytest.mark.parametrize(
    "content",
    [
        _quoted_cells(),
        csv_file().replace(b"\n", b",,\n"),
        csv_file(name='"Lovelace, Ada"'),
        b"\xef\xbb\xbf" + csv_file(),
    ],
    ids=["quoted cells", "commas at the end", "a quoted comma", "byte order mark"],
)
def test_a_file_in_another_form_ends_with_the_command_that_fixes_it(
    content: bytes, tmp_path: Path, template: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Though its rows have several issues."""
    path = tmp_path / "users.csv"
    path.write_bytes(content)
    assert run(["check", str(path), "--template", str(template)]) == 3
    command = capsys.readouterr().err.splitlines()[-1].partition("To convert it: ")[2]

    assert run(shlex.split(command)[1:]) == 0

    assert len(users_of(tmp_path / "users-converted.csv")[0]) == 3


@pytest.mark.parametrize("name", ["Ö" * 50, "a\tb\x1b[31m\u200b"])
def test_names_of_columns_are_cut_and_visible(
    name: str, tmp_path: Path, template: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A terminal isn't told what to do by a file."""
    path = tmp_path / "users.csv"
    path.write_bytes(csv_file([*csv_file().decode().partition("\n")[0].split(","), name]))

    line, *_ = checked(path, template, capsys)

    shown = {"Ö": "Ö" * 40 + "…", "a": r"a\tb\x1b[31m\u200b"}[name[0]]
    assert line == f"users.csv:1: error CUI-008 {shown}: expected only columns of the pool's header"


def test_of_many_columns_the_first_are_named(
    tmp_path: Path, template: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others are counted."""
    path = tmp_path / "users.csv"
    path.write_bytes(csv_file(["cognito:username", "email", "email_verified"]))

    line, *_ = checked(path, template, capsys)

    assert line == (
        "users.csv:1: error CUI-007 address, birthdate, cognito:mfa_enabled, family_name, gender, "
        "and 13 more: expected every column of the pool's header"
    )
