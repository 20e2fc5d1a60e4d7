"""The folders, and who may import whom."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE_ROOTS = ("constructs", "lambda", "cli")
RUN_TIME = ROOT / "lambda/cognito_user_import"
COMMAND_LINE = ROOT / "cli/cognito_user_import_cli"
ROOMS: dict[str, set[str]] = {
    "local_files": set(),
    "checking": {"local_files"},
    "jobs": {"checking", "local_files"},
    "failures": {"jobs", "local_files"},
    "export": {"local_files"},
    "commands": {"checking", "export", "failures", "jobs", "local_files"},
}
"""The rooms of the command line, and those that each may import besides itself."""


@pytest.mark.parametrize("root", SOURCE_ROOTS)
def test_a_source_root_is_no_package(root: str) -> None:
    """With an __init__.py in constructs/, the installed constructs could not be imported."""
    assert not (ROOT / root / "__init__.py").exists()
    assert not (ROOT / f"{root}.py").exists()


def test_the_installed_constructs_wins() -> None:
    """From the project's root, `import constructs` is the distribution of that name."""
    code = "import constructs; print(constructs.Construct.__module__)"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "constructs"


def test_every_test_folder_is_a_package_and_none_is_named_like_a_root() -> None:
    """Two test modules may have the same name, and no folder hides a root."""
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert {folder for folder in folders if not (folder / "__init__.py").exists()} == set()
    assert not {folder.name for folder in folders} & set(SOURCE_ROOTS)


def test_the_run_time_imports_only_the_standard_library_boto3_and_crhelper() -> None:
    """What runs in Lambda is there in Lambda; nothing of the constructs is."""
    imported = {
        name.partition(".")[0] for path in RUN_TIME.rglob("*.py") for name in _imports(path)
    }
    allowed = {"boto3", "botocore", "crhelper", "cognito_user_import"}
    stubs = {name for name in imported if name.startswith("mypy_boto3_")}
    assert imported - sys.stdlib_module_names - stubs == allowed


def test_the_rooms_of_the_command_line_import_one_way() -> None:
    """What all of them share, at the top, imports none of them."""
    rooms = {path.parent.name for path in COMMAND_LINE.glob("*/__init__.py")}
    imported = {
        (path.parent.name, _room(name))
        for path in COMMAND_LINE.rglob("*.py")
        for name in _imports(path)
    }

    assert rooms == set(ROOMS)
    top = COMMAND_LINE.name
    allowed = {(room, other) for room, others in ROOMS.items() for other in {*others, room}}
    assert {(room, other) for room, other in imported if other in rooms} <= allowed
    assert {other for room, other in imported if room == top} & rooms == set()


def _room(name: str) -> str:
    """Return the room of a module of the command line, or something else."""
    root, _, rest = name.partition(".")
    return rest.partition(".")[0] if root == COMMAND_LINE.name else ""


def test_stubs_are_imported_by_type_checkers_only() -> None:
    """The packages of types are no dependency at run time."""
    code = "import sys, cognito_user_import.handler; print([m for m in sys.modules if 'mypy' in m])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def _imports(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.append(node.module or "")
    return names
