"""Runs an embedded AWS in the foreground, or ends a detached one.

python -m local_aws          prints `export` lines, and runs until Ctrl-C
python -m local_aws exports  prints the `export` lines of the detached server
python -m local_aws stop     ends the detached server
"""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import sys
from collections.abc import Mapping
from typing import NoReturn

from local_aws.detached import DetachedServer
from local_aws.process import LocalAws


def main() -> int:
    """Do what the command line says, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m local_aws")
    parser.add_argument("action", nargs="?", choices=["run", "exports", "stop"], default="run")
    action = parser.parse_args().action
    return {"run": _run, "exports": _exports, "stop": _stop}[action]()


def _run() -> int:
    # SIGINT too: a shell ignores it for what runs behind `&`, and Python then leaves it at that.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        with LocalAws() as aws:
            _print_exports(aws.environment)
            print("The embedded AWS is running; stop it with Ctrl-C.", file=sys.stderr, flush=True)
            aws.wait()
    except KeyboardInterrupt:
        return 0
    print("The embedded AWS has ended by itself.", file=sys.stderr)
    return 1


def _exports() -> int:
    server = DetachedServer.load()
    if server is None or not server.is_running():
        print("No detached embedded AWS is running.", file=sys.stderr)
        return 1
    _print_exports(server.place.client_environment())
    return 0


def _stop() -> int:
    server = DetachedServer.load()
    stopped = server is not None and server.stop()
    print("Stopped." if stopped else "No detached embedded AWS is running.", file=sys.stderr)
    return 0


def _print_exports(environment: Mapping[str, str]) -> None:
    for name, value in environment.items():
        print(f"export {name}={shlex.quote(value)}", flush=True)
    if "AWS_PROFILE" in os.environ:
        print("AWS_PROFILE is set: unset it before you use these.", file=sys.stderr)


def _interrupt(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
