"""Imports modules, and prints what that cost: `cold_start.py ROOT PATH MODULE...`."""

import importlib
import os
import sys
import time

# Nothing else before the clock starts: what is imported here costs the modules nothing any more.


def main(root: str, path: str, *modules: str) -> None:
    """Import the modules with the folders of a path first, as Lambda has those of its asset."""
    folders = path.split(os.pathsep) if path else []
    sys.path[:0] = [*folders, root]
    importlib.import_module("benchmarks.subjects.handlers")
    before = time.process_time()
    for module in modules:
        importlib.import_module(module)
    seconds = time.process_time() - before

    import json

    from benchmarks.probes.process import foreign_modules, peak_mebibytes

    print(
        json.dumps(
            {
                "seconds": seconds,
                "peak_mebibytes": peak_mebibytes(),
                "foreign_modules": foreign_modules(folders[0]) if folders else [],
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
