"""Has a handler answer the event on standard input: `delete.py ROOT ASSET MODULE`."""

import importlib
import json
import sys
from time import monotonic
from typing import Final

_INVOCATION_SECONDS: Final = 900


class Context:
    """Lambda's context object of an invocation that has just begun."""

    function_name = "handler"
    aws_request_id = "invocation"

    def __init__(self) -> None:
        self._end = monotonic() + _INVOCATION_SECONDS

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds left to the invocation."""
        return round((self._end - monotonic()) * 1000)


def main(root: str, asset: str, module: str) -> None:
    """Import the handler with its asset, if it has one, first on the path, and invoke it."""
    sys.path[:0] = [asset, root] if asset else [root]
    handler = importlib.import_module(module)
    handler.lambda_handler(json.load(sys.stdin), Context())

    from benchmarks.probes.process import foreign_modules

    print(
        json.dumps(
            {
                "slept": sum(getattr(handler, "slept", [])),
                "foreign_modules": foreign_modules(asset) if asset else [],
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
