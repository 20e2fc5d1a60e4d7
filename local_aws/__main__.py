"""Starts, finds, or ends a detached embedded AWS.

python -m local_aws          starts one, and prints its `export` lines
python -m local_aws exports  prints the `export` lines of the detached server
python -m local_aws stop     ends the detached server
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys

from local_aws.detached import DetachedServer
from local_aws.process import LocalAws


def main() -> int:
    """Run the command, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m local_aws")
    parser.add_argument("action", nargs="?", choices=["exports", "stop"])
    action = parser.parse_args().action
    return {None: _start, "exports": _exports, "stop": _stop}[action]()


def _start() -> int:
    try:
        LocalAws(detached=True).start()
    except RuntimeError as error:
        print(f"{error}", file=sys.stderr)
        return 1
    print("To end it: python -m local_aws stop", file=sys.stderr)
    return _exports()


def _exports() -> int:
    server = DetachedServer.load()
    if server is None or not server.is_running():
        print("No detached embedded AWS is running.", file=sys.stderr)
        return 1
    for name, value in server.place.client_environment().items():
        print(f"export {name}={shlex.quote(value)}")
    if "AWS_PROFILE" in os.environ:
        print("AWS_PROFILE is set: unset it before you use these.", file=sys.stderr)
    return 0


def _stop() -> int:
    server = DetachedServer.load()
    stopped = server is not None and server.stop()
    print("Stopped." if stopped else "No detached embedded AWS is running.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
