"""Source without docstrings and comments."""

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
        "    ...",
        "",
        "",
        "",
        "",
        "",
        'def f(text="# no comment"):',
        "",
        "",
        '    return """not',
        '    # a docstring"""',
    ]


def test_prose_goes_from_blocks_within_blocks() -> None:
    """A function in a condition has its docstring blanked too."""
    source = 'if True:\n    def f():\n        """Prose."""\n        return 1\n'
    assert bare_source(source) == "if True:\n    def f():\n\n        return 1\n"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_module_of_the_asset_has_the_same_code(path: Path) -> None:
    """The syntax trees differ in prose only, and line numbers not at all."""
    source = path.read_text()
    assert _tree(bare_source(source)) == _tree(source)


class _WithoutProse(ast.NodeTransformer):
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
