"""Runs a command that uploads, at a screen: `command.py ROOT ARGUMENT...`.

What is timed is the upload, with its bar; the memory is that of the whole command.
"""

import io
import json
import os
import sys
import time
from importlib import import_module
from typing import Any


class _Screen(io.TextIOWrapper):
    """A terminal that nobody looks at."""

    def isatty(self) -> bool:
        """Say that it is one, for the bar to move."""
        return True


def main(root: str, *arguments: str) -> None:
    """Run the command, and print what it cost."""
    from cognito_user_import_cli.__main__ import run

    steps: Any = import_module("cognito_user_import_cli.jobs.import_steps")
    upload = steps.upload
    spent: dict[str, float] = {}

    def timed(*given: Any, **options: Any) -> None:
        start, cpu_start = time.perf_counter(), time.process_time()
        upload(*given, **options)
        spent["seconds"] = time.perf_counter() - start
        spent["cpu_seconds"] = time.process_time() - cpu_start

    steps.upload = timed
    out, err = sys.stdout, sys.stderr
    with open(os.devnull, "wb") as nowhere, io.StringIO() as result:  # noqa: PTH123
        sys.stderr, sys.stdout = _Screen(nowhere, write_through=True), result
        try:
            code = run(arguments)
        finally:
            sys.stdout, sys.stderr = out, err
    if code:
        sys.exit(f"the command ended with {code}")
    sys.path.insert(0, root)
    from benchmarks.probes.process import peak_mebibytes

    print(json.dumps({**spent, "peak_mebibytes": peak_mebibytes()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
