"""The folders, and who may import whom."""

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from scripts.rooms import PACKAGES, imports_of, packages_of, rooms_of, violations_of

ROOT = Path(__file__).parents[2]
SOURCE_ROOTS = ("constructs", "lambda", "cli")
RUN_TIME = ROOT / "lambda/cognito_user_import"
COMMAND_LINE = ROOT / "cli/cognito_user_import_cli"
PACKAGE_FOLDERS = (ROOT / "constructs/cdk_cognito_user_import", RUN_TIME, COMMAND_LINE)


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
    paths = [path for package in PACKAGE_FOLDERS for path in package.rglob("[!_]*.py")]
    modules = [path for path in paths if path.parent != commands]
    trees = [ast.parse(path.read_text()) for path in modules]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    classes = [node.name for node in nodes if isinstance(node, ast.ClassDef)]
    names = Counter([*(path.stem for path in modules), *classes])
    assert {name for name, count in names.items() if count > 1} == set()


def test_the_run_time_imports_only_the_standard_library_boto3_and_crhelper() -> None:
    """Lambda provides everything that runs there, and no constructs."""
    imported = {name[0] for path in RUN_TIME.rglob("*.py") for name in imports_of(path)}
    allowed = {"boto3", "botocore", "crhelper", "cognito_user_import"}
    stubs = {name for name in imported if name.startswith("mypy_boto3_")}
    assert imported - sys.stdlib_module_names - stubs == allowed


@pytest.mark.parametrize(
    ("module", "statement", "violation"),
    [
        ("low/part.py", "from package.high import thing", "low imports high"),
        ("low/part.py", "from package.other import thing", "low imports other"),
        ("low/__init__.py", "from package.high import thing", "low imports high"),
        ("low/part.py", "import_module('package.high')", "low imports high"),
        ("low/part.py", "importlib.import_module('package.high.part')", "low imports high"),
        ("low/part.py", "import package", "low imports package"),
        ("__init__.py", "from package.low import thing", "__init__ imports low"),
        ("high/part.py", "from package.low.part import thing", ""),
        ("high/part.py", "import_module('package.low')", ""),
        ("attic.py", "from package.low import thing", "attic has no floor"),
    ],
)
def test_imports_run_downwards_only(
    tmp_path: Path, module: str, statement: str, violation: str
) -> None:
    """An import upwards or sideways is found, and a module without a floor."""
    _write(tmp_path / module, statement)
    floors = (("high",), ("low", "other"), ("__init__",))
    found = violations_of(floors, rooms_of("package", tmp_path))
    assert found == ([violation] if violation else [])


@pytest.mark.parametrize(
    ("module", "imported", "violation"),
    [
        ("app.py", "tests", "app imports tests"),
        ("examples/demo.py", "app", "examples imports app"),
        (
            "local_aws/jobs.py",
            "cdk_cognito_user_import",
            "local_aws imports cdk_cognito_user_import",
        ),
        (
            "local_aws/jobs.py",
            "cognito_user_import_cli",
            "local_aws imports cognito_user_import_cli",
        ),
        (
            "cli/cognito_user_import_cli/aws.py",
            "local_aws",
            "cognito_user_import_cli imports local_aws",
        ),
        ("tests/synth/stacks.py", "app", ""),
    ],
)
def test_packages_import_downwards_only(
    tmp_path: Path, module: str, imported: str, violation: str
) -> None:
    """The embedded AWS and the product don't know each other, and nothing imports the example."""
    _write(tmp_path / module, f"import {imported}")
    found = violations_of(PACKAGES, packages_of(tmp_path))
    assert found == ([violation] if violation else [])


def _write(path: Path, statement: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"def later():\n    {statement}\n")


def test_the_embedded_aws_imports_nothing_of_the_product() -> None:
    """Shared code would agree with itself, right or wrong."""
    imported = {name[0] for path in (ROOT / "local_aws").rglob("*.py") for name in imports_of(path)}
    assert imported & {package.name for package in PACKAGE_FOLDERS} == set()


def test_stubs_are_imported_by_type_checkers_only() -> None:
    """The packages of types are no dependency at run time."""
    code = "import sys, cognito_user_import.handler; print([m for m in sys.modules if 'mypy' in m])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
