"""What is done with the largest file: a Create by the handler, and an import by the command."""

import io
import json
import os
import resource
import sys
from collections.abc import Callable
from importlib import import_module
from time import monotonic
from typing import Any, Final

_MEBIBYTE: Final = 1 << 20
_INVOCATION_SECONDS: Final = 900


class _Context:
    """Lambda's context object of an invocation that has just begun."""

    function_name = "handler"
    aws_request_id = "invocation"

    def __init__(self) -> None:
        self._end = monotonic() + _INVOCATION_SECONDS

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds left to the invocation."""
        return round((self._end - monotonic()) * 1000)


class _Screen(io.TextIOWrapper):
    """A terminal that nobody looks at."""

    def isatty(self) -> bool:
        """Say that it is one, for the bar to move."""
        return True


def create(module: str, memory_size: str, event: str) -> Callable[[], None]:
    """Handle a Create as a function of so many MiB does."""
    # Not RLIMIT_AS: an address space is mostly never used. This one counts what a process writes.
    limit = int(memory_size) * _MEBIBYTE
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    handler = import_module(module)
    return lambda: handler.lambda_handler(json.loads(event), _Context())


def command(*arguments: str) -> Callable[[], None]:
    """Run the command line at a screen, with its bars."""

    def work() -> None:
        from cognito_user_import_cli.program import run

        out, err = sys.stdout, sys.stderr
        with open(os.devnull, "wb") as nowhere, io.StringIO() as result:  # noqa: PTH123
            sys.stderr, sys.stdout = _Screen(nowhere, write_through=True), result
            try:
                code: Any = run(arguments)
            finally:
                sys.stdout, sys.stderr = out, err
        if code:
            sys.exit(f"the command ended with {code}")

    return work
