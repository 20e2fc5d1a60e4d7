"""Python source without its prose, for where nobody reads it and its size counts."""

import ast
from collections.abc import Iterator

_QUOTES = ('"""', "'''")


def bare_source(source: str) -> str:
    """Return a module's source without docstrings and without lines that are comments.

    Every line keeps its number, so that a traceback leads to the line in the sources. What follows
    code on its line stays: to find comments there takes tokenizing, and ten times as long.
    """
    lines = source.splitlines()
    tree = ast.parse(source)
    for body in _bodies(tree):
        _blank_strings(body, lines)
    # Only then can a line that looks like a comment be part of a string.
    has_long_strings = any(quotes in line for line in lines for quotes in _QUOTES)
    in_strings = _string_lines(tree) if has_long_strings else set()
    for index, line in enumerate(lines):
        if line.lstrip().startswith("#") and index not in in_strings:
            lines[index] = ""
    return "\n".join(lines) + "\n"


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """Yield the bodies of a module and of its classes and functions, wherever they are."""
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        yield node.body
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield from _bodies(child)


def _blank_strings(body: list[ast.stmt], lines: list[str]) -> None:
    """Blank the statements that are a string: docstrings, and what is said of an attribute."""
    strings = [
        statement
        for statement in body
        if isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    ]
    for string in strings:
        last = string.end_lineno or string.lineno
        lines[string.lineno - 1 : last] = [""] * (last - string.lineno + 1)
    if strings and len(strings) == len(body):
        # Something must be left of the block.
        lines[strings[0].lineno - 1] = " " * strings[0].col_offset + "..."


def _string_lines(tree: ast.AST) -> set[int]:
    """Return the indices of the lines that begin within a string."""
    indices: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr):
            indices.update(range(node.lineno, node.end_lineno or node.lineno))
    return indices
