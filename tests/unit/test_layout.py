"""The folders, and who may import whom."""

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from scripts.rooms import imports_of, rooms_of, violations_of

ROOT = Path(__file__).parents[2]
SOURCE_ROOTS = ("constructs", "lambda", "cli")
RUN_TIME = ROOT / "lambda/cognito_user_import"
COMMAND_LINE = ROOT / "cli/cognito_user_import_cli"
PACKAGES = (ROOT / "constructs/cdk_cognito_user_import", RUN_TIME, COMMAND_LINE)


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


def test_no_two_modules_and_no_two_classes_have_one_name() -> None:
    """In all three packages. The modules of commands/ are called as their commands are."""
    commands = COMMAND_LINE / "commands"
    paths = [path for package in PACKAGES for path in package.rglob("[!_]*.py")]
    modules = [path for path in paths if path.parent != commands]
    trees = [ast.parse(path.read_text()) for path in modules]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    classes = [node.name for node in nodes if isinstance(node, ast.ClassDef)]
    names = Counter([*(path.stem for path in modules), *classes])
    assert {name for name, count in names.items() if count > 1} == set()


def test_the_run_time_imports_only_the_standard_library_boto3_and_crhelper() -> None:
    """What runs in Lambda is there in Lambda; nothing of the constructs is."""
    imported = {name[0] for path in RUN_TIME.rglob("*.py") for name in imports_of(path)}
    allowed = {"boto3", "botocore", "crhelper", "cognito_user_import"}
    stubs = {name for name in imported if name.startswith("mypy_boto3_")}
    assert imported - sys.stdlib_module_names - stubs == allowed


@pytest.mark.parametrize(
    ("module", "imported", "violation"),
    [
        ("low/part.py", "package.high", "low imports high"),
        ("low/part.py", "package.other", "low imports other"),
        ("high/part.py", "package.low.part", ""),
        ("attic.py", "package.low", "attic has no floor"),
    ],
)
def test_imports_run_downwards_only(
    tmp_path: Path, module: str, imported: str, violation: str
) -> None:
    """An import upwards or sideways is found, and a module without a floor."""
    path = tmp_path / module
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"def later():\n    from {imported} import thing\n")
    floors = (("high",), ("low", "other"))
    found = violations_of(floors, rooms_of("package", tmp_path))
    assert found == ([violation] if violation else [])


def test_stubs_are_imported_by_type_checkers_only() -> None:
    """The packages of types are no dependency at run time."""
    code = "import sys, cognito_user_import.handler; print([m for m in sys.modules if 'mypy' in m])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
