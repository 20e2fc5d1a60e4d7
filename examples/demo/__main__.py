"""`python -m examples.demo`: deploy, import users, deploy again, destroy, on an embedded AWS."""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from pathlib import Path

from examples.demo.cdk import ROOT
from examples.demo.demonstration import STEPS, STEPS_WHEN_KEPT, Demonstration, to_try_next
from examples.demo.errors import DemoError
from examples.demo.interruption import Interrupted, Interruption
from examples.demo.run_log import RunLog, redacted
from examples.demo.screen import Screen, is_alive
from local_aws.detached import STATE_FOLDER

_USERS = ROOT / "examples/users.csv"
_RUNS = STATE_FOLDER / "demo"


def main() -> int:
    """Run the demo as the command line says, and return the exit code."""
    options = _options()
    started = time.monotonic()
    steps = STEPS_WHEN_KEPT if options.keep else STEPS
    screen = Screen(steps, alive=is_alive(sys.stdout, os.environ))
    with Interruption() as interruption:
        log = RunLog(_RUNS)
        screen.say(f"demo: {steps} steps, about a minute, log: {log.shown_path}")
        try:
            Demonstration(
                options.csv, keep=options.keep, screen=screen, log=log, interruption=interruption
            ).run()
        except Interrupted as interrupted:
            code = 128 + interrupted.number
            ending = f"interrupted by {interrupted} in {screen.place}; log: {log.shown_path}"
        except Exception as error:  # whatever it is, the last line says it
            log.write(traceback.format_exc())
            code = 1
            ending = f"failed in {screen.place}: {_reason(error)}; log: {log.shown_path}"
        else:
            code = 0
            ending = f"done in {time.monotonic() - started:.0f} s"
            screen.say(to_try_next(keep=options.keep))
            if options.keep:
                ending += ", left running"
        log.write(ending)
        log.close()
        screen.say(f"demo: {ending}")
    return code


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m examples.demo", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="keep everything running afterward")
    parser.add_argument(
        "--csv", type=_file, default=_USERS, help="users to import; default: examples/users.csv"
    )
    return parser.parse_args()


def _file(path: str) -> Path:
    file = Path(path)
    if not file.is_file():
        raise argparse.ArgumentTypeError(f"file not found: {path}")
    if not os.access(file, os.R_OK):
        raise argparse.ArgumentTypeError(f"{path} isn't readable")
    return file


def _reason(error: Exception) -> str:
    """Return the reason in one line, without a secret."""
    kind = "" if isinstance(error, DemoError) else f"{type(error).__name__}: "
    lines = redacted(f"{kind}{error}").split("\n")
    # What stands between them, such as the end of another log, is in ours.
    reason = lines[0] if len(lines) == 1 else f"{lines[0]} ... {lines[-1]}"
    return reason.rstrip(".")


if __name__ == "__main__":
    sys.exit(main())
