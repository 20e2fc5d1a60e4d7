"""Source without docstrings, comments and annotations."""

import ast
from pathlib import Path

import crhelper
import pytest

import cognito_user_import
from cdk_cognito_user_import.bare_source import bare_source

MODULES = [
    path
    for package in (cognito_user_import, crhelper)
    for path in sorted(Path(str(package.__file__)).parent.rglob("*.py"))
]


def test_prose_goes_and_code_stays_on_its_line() -> None:
    """Lines of comment and strings that are statements are blanked; other strings are not."""
    source = '''"""Module."""

LIMIT = 3  # seconds
"""What it is for."""


class Empty(Exception):
    """Only prose.

    # and more
    """


def f(text="# no comment"):
    """One line."""
    # a comment
    return """not
    # a docstring"""
'''
    assert bare_source(source).splitlines() == [
        "",
        "",
        "LIMIT = 3  # seconds",
        "",
        "",
        "",
        "class Empty(Exception):",
        " ...",
        "",
        "",
        "",
        "",
        "",
        'def f(text="# no comment"):',
        "",
        "",
        ' return """not',
        '    # a docstring"""',
    ]


def test_prose_goes_from_blocks_within_blocks() -> None:
    """A function in a condition has its docstring blanked too."""
    source = 'if True:\n    def f():\n        """Prose."""\n        return 1\n'
    assert bare_source(source) == "if True:\n def f():\n\n  return 1\n"


def test_annotations_of_functions_go_and_those_of_classes_stay() -> None:
    """A dataclass is made of them; what only type checkers import is not needed then."""
    source = """if TYPE_CHECKING:
    from a import B


@dataclass
class C:
    é: "B"

    def f(self, ä: "B" = B("ö"), *c: int, **d: str) -> dict[
        str, int
    ]:
        return lambda x: x
"""
    assert bare_source(source).splitlines() == [
        *[""] * 4,
        "@dataclass",
        "class C:",
        ' é: "B"',
        "",
        ' def f(self, ä = B("ö"), *c, **d):',
        "",
        "",
        "  return lambda x: x",
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_module_of_the_asset_has_the_same_code(path: Path) -> None:
    """The syntax trees differ in prose and annotations only, and line numbers not at all."""
    source = path.read_text()
    assert _tree(bare_source(source)) == _tree(source)


class _WithoutProse(ast.NodeTransformer):
    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.returns = None
        self.generic_visit(node)
        return node

    def visit_If(self, node: ast.If) -> ast.If | None:
        self.generic_visit(node)
        is_for_checkers = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        return None if is_for_checkers else node

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        is_prose = isinstance(node.value, ast.Constant) and (
            isinstance(node.value.value, str) or node.value.value is ...
        )
        return None if is_prose else node


def _tree(source: str) -> list[str]:
    """Return the statements without prose, with their lines."""
    tree = _WithoutProse().visit(ast.parse(source))
    return [
        f"{getattr(node, 'lineno', 0)} {type(node).__name__} {_value(node)}"
        for node in ast.walk(tree)
    ]


def _value(node: ast.AST) -> object:
    return getattr(node, "value", None) if isinstance(node, ast.Constant) else ""
