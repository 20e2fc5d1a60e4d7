"""Python source without what nobody reads where it goes, and where its size counts."""

import ast
from collections.abc import Iterator

_QUOTES = ('"""', "'''")
_INDENT = "    "

_Span = tuple[int, int, int, int]
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_WithBody = ast.Module | ast.ClassDef | _Function


def bare_source(source: str) -> str:
    """Return a module's source without docstrings, comment lines and annotations of functions.

    Nor are there imports for type checkers, and a block is indented by one space. Every line keeps
    its number, so that a traceback leads to the line in the sources. What follows code on its line
    stays: to find comments there takes tokenizing, and ten times as long.
    """
    lines = source.splitlines()
    tree = ast.parse(source)
    spans: list[_Span] = []
    for node in _with_bodies(tree):
        _blank_strings(node.body, lines)
        if isinstance(node, _Function):
            spans += _annotations(node, lines)
    for statement in tree.body:
        _blank_type_checking(statement, lines)
    # Only then can a line that looks like a comment be part of a string.
    has_long_strings = any(quotes in line for line in lines for quotes in _QUOTES)
    in_strings = _string_lines(tree) if has_long_strings else set()
    _cut(sorted(spans, reverse=True), lines)
    for index, line in enumerate(lines):
        if index in in_strings:
            continue
        code = line.lstrip(" ")
        indent = len(line) - len(code)
        lines[index] = "" if code.startswith("#") else " " * (indent // len(_INDENT)) + code
    return "\n".join(lines) + "\n"


def _with_bodies(node: ast.AST) -> Iterator[_WithBody]:
    """Yield a module and its classes and functions, wherever they are."""
    if isinstance(node, _WithBody):
        yield node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield from _with_bodies(child)


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
        _blank(string, lines)
    if strings and len(strings) == len(body):
        # Something must be left of the block.
        lines[strings[0].lineno - 1] = " " * strings[0].col_offset + "..."


def _blank_type_checking(statement: ast.stmt, lines: list[str]) -> None:
    """Blank a block whose imports only annotations need."""
    if isinstance(statement, ast.If) and isinstance(statement.test, ast.Name):
        is_for_checkers = statement.test.id == "TYPE_CHECKING" and not statement.orelse
        if is_for_checkers:
            _blank(statement, lines)


def _blank(statement: ast.stmt, lines: list[str]) -> None:
    last = statement.end_lineno or statement.lineno
    lines[statement.lineno - 1 : last] = [""] * (last - statement.lineno + 1)


def _annotations(function: _Function, lines: list[str]) -> Iterator[_Span]:
    """Yield where the annotations of a function are, with their signs; those of classes count."""
    given = function.args
    single = [argument for argument in (given.vararg, given.kwarg) if argument]
    for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs, *single):
        if argument.annotation:
            name = argument.col_offset + len(argument.arg.encode())
            yield (argument.lineno, name, *_end(argument.annotation))
    if function.returns:
        line = lines[function.returns.lineno - 1].encode()
        arrow = line.rfind(b" ->", 0, function.returns.col_offset)
        if arrow >= 0:
            yield (function.returns.lineno, arrow, *_end(function.returns))


def _end(node: ast.expr) -> tuple[int, int]:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset


def _cut(spans: list[_Span], lines: list[str]) -> None:
    """Take parts out of lines, from the last to the first; columns are those of UTF-8."""
    for first, start, last, end in spans:
        before = lines[first - 1].encode()[:start].decode()
        after = lines[last - 1].encode()[end:].decode()
        lines[first - 1 : last] = [before + after] + [""] * (last - first)


def _string_lines(tree: ast.AST) -> set[int]:
    """Return the indices of the lines that begin within a string."""
    indices: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr):
            indices.update(range(node.lineno, node.end_lineno or node.lineno))
    return indices
