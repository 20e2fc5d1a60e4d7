"""Python source without its prose, for where nobody reads it and its size counts."""

import ast


def bare_source(source: str) -> str:
    """Return a module's source without docstrings and without lines that are comments.

    Every line keeps its number, so that a traceback leads to the line in the sources. What follows
    code on its line stays: to find comments there takes tokenizing, and ten times as long.
    """
    lines = source.splitlines()
    within_strings: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            _blank_strings(node.body, lines)
        elif isinstance(node, ast.Constant | ast.JoinedStr):
            within_strings.update(range(node.lineno, node.end_lineno or node.lineno))
    for index, line in enumerate(lines):
        if line.lstrip().startswith("#") and index not in within_strings:
            lines[index] = ""
    return "\n".join(lines) + "\n"


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
