"""Handles one event as a function of some memory would: `create.py ROOT ASSET MODULE MEBIBYTES`.

A line on standard output says when the handler is imported; the event is one line of standard
input.
"""

import importlib
import json
import resource
import sys
from time import monotonic, process_time
from typing import Final

_MEBIBYTE: Final = 1 << 20


def main(root: str, asset: str, module: str, memory_size: str) -> None:
    """Import the handler with its asset first on the path, and invoke it within the memory."""
    # Not RLIMIT_AS: an address space is mostly never used. This one counts what a process writes.
    limit = int(memory_size) * _MEBIBYTE
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    sys.path[:0] = [asset, root]
    handler = importlib.import_module(module)

    from benchmarks.probes.lambda_context import Context
    from benchmarks.probes.process import foreign_modules, peak_mebibytes

    print("ready", flush=True)
    event = json.loads(sys.stdin.readline())
    start, cpu_start = monotonic(), process_time()
    handler.lambda_handler(event, Context())
    print(
        json.dumps(
            {
                "seconds": monotonic() - start,
                "cpu_seconds": process_time() - cpu_start,
                "peak_mebibytes": peak_mebibytes(),
                "foreign_modules": foreign_modules(asset),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
