"""Holds the order of the rooms: imports run downwards only. Part of `make check`.

Prints each room with the rooms that it imports, from the highest floor to the lowest, and ends with
exit code 1 if an import runs upwards or sideways.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]

Floors = Sequence[tuple[str, ...]]

PACKAGES: Final[Floors] = (
    ("tests",),
    ("app", "benchmarks", "examples", "scripts"),
    ("local_aws", "cdk_cognito_user_import", "cognito_user_import_cli"),
    ("cognito_user_import",),
)
"""The folders with code, and app.py, the highest floor first. Only tests import tests."""

ROOMS: Final[Mapping[str, Floors]] = {
    "cognito_user_import": (
        ("handler", "responder", "workflow_handler", "workflow_deployment"),
        ("life_cycle", "workflow"),
        ("importing",),
        ("transfer", "judgement", "properties"),
        ("cognito", "cloudformation"),
        ("aws",),
        ("csv_rules", "errors", "logs", "fingerprint"),
        ("__init__",),
    ),
    "cognito_user_import_cli": (
        ("__main__",),
        ("program",),
        ("commands",),
        ("failures",),
        ("jobs",),
        ("checking", "convert", "export"),
        ("local_files",),
        (
            "application",
            "aws",
            "aws_advice",
            "certificates",
            "command_errors",
            "exit_codes",
            "interruption",
            "live_display",
            "lossy_streams",
            "misuse",
            "options",
            "output",
            "permissions",
            "progress",
            "region",
        ),
        ("__init__",),
    ),
}
"""The rooms of a package: its folders, and the modules at its top.

Every import of a room runs the package's ``__init__``, which is therefore below all of them.
"""
# The modules at the top of the command line are on one floor, and may import each other.
_SHARED: Final = frozenset(ROOMS["cognito_user_import_cli"][-2])
_SOURCE_ROOTS: Final = {
    "cdk_cognito_user_import": "constructs",
    "cognito_user_import": "lambda",
    "cognito_user_import_cli": "cli",
}


def main() -> None:
    """Print the rooms and what they import; exit with 1 if an import runs against the order."""
    violations = []
    for title, floors, imports in _drawings():
        print(title)  # noqa: T201
        rooms = [room for floor in floors for room in floor]
        for floor in floors:
            for room in floor:
                imported = [other for other in rooms if other in imports[room] - {room}]
                print(f"  {room:<24} -> {', '.join(imported) or '-'}")  # noqa: T201
        violations += [f"{title}: {text}" for text in violations_of(floors, imports)]
    if violations:
        sys.exit("\n".join(["rooms: imports must run downwards", *violations]))


def violations_of(floors: Floors, imports: Mapping[str, set[str]]) -> list[str]:
    """Return the imports that run upwards or sideways, and the rooms that have no floor."""
    floor_of = {room: number for number, floor in enumerate(floors) for room in floor}
    found = [f"{room} has no floor" for room in sorted(imports.keys() - floor_of.keys())]
    for room, others in sorted(imports.items()):
        for other in sorted(others - {room}):
            if room not in floor_of or {room, other} <= _SHARED:
                continue
            if floor_of.get(other, -1) <= floor_of[room]:
                found.append(f"{room} imports {other}")
    return found


def _drawings() -> Iterator[tuple[str, Floors, Mapping[str, set[str]]]]:
    yield "packages", PACKAGES, packages_of(ROOT)
    for package, floors in ROOMS.items():
        yield package, floors, rooms_of(package, ROOT / _SOURCE_ROOTS[package] / package)


def packages_of(root: Path) -> Mapping[str, set[str]]:
    """Return the packages below a folder, and those of them that each imports."""
    known = {package for floor in PACKAGES for package in floor}
    packages: dict[str, set[str]] = defaultdict(set)
    for name in known:
        folder = root / _SOURCE_ROOTS.get(name, "") / name
        for path in (*folder.rglob("*.py"), *folder.parent.glob(f"{name}.py")):
            packages[name] |= {imported[0] for imported in imports_of(path)} & known
    return packages


def rooms_of(package: str, folder: Path) -> Mapping[str, set[str]]:
    """Return the rooms of a package, and those of its rooms that each imports.

    A module that imports the package itself can reach every room: it imports a room without floor.
    """
    rooms: dict[str, set[str]] = defaultdict(set)
    for path in folder.rglob("*.py"):
        place = path.relative_to(folder)
        room = place.parts[0].removesuffix(".py")
        for imported in imports_of(path):
            if imported[0] == package:
                rooms[room].add((*imported, package)[1])
        rooms.setdefault(room, set())
    return rooms


def imports_of(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield the dotted names that a module imports, those within functions included."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise SystemExit(f"{path}: relative import")
            yield from ((*(node.module or "").split("."), alias.name) for alias in node.names)
        elif isinstance(node, ast.Call):
            match node.func, node.args:
                case (
                    ast.Name("import_module") | ast.Attribute(attr="import_module"),
                    [ast.Constant(str(name)), *_],
                ):
                    yield tuple(name.split("."))


if __name__ == "__main__":
    main()
