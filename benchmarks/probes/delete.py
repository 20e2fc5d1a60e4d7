"""Has a handler answer the event on standard input: `delete.py ROOT ASSET MODULE`."""

import importlib
import json
import sys


def main(root: str, asset: str, module: str) -> None:
    """Import the handler with its asset, if it has one, first on the path, and invoke it."""
    sys.path[:0] = [asset, root] if asset else [root]
    from benchmarks.probes.lambda_context import Context

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
