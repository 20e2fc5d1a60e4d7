"""Checks a file in a way, and prints what that cost: `csv_rules.py ROOT PATH MODULE FILE`."""

import importlib
import json
import os
import sys
import time


def main(root: str, path: str, module: str, file: str) -> None:
    """Import the subject with the folders of a path first, and have it check the file."""
    sys.path[:0] = [*filter(None, path.split(os.pathsep)), root]
    if hasattr(os, "sched_setaffinity"):
        # One core for all, whatever threads a subject starts.
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    from benchmarks.probes.process import peak_mebibytes

    empty = peak_mebibytes()
    before = time.perf_counter()
    subject = importlib.import_module(module)
    imported = time.perf_counter()
    told = {}
    if hasattr(subject, "first_issue"):
        subject.first_issue(file)
        told["first_issue_seconds"] = time.perf_counter() - before
    start, cpu_start = time.perf_counter(), time.process_time()
    found = subject.check(file)
    print(
        json.dumps(
            {
                **told,
                "import_seconds": imported - before,
                "seconds": time.perf_counter() - start,
                "cpu_seconds": time.process_time() - cpu_start,
                "mebibytes": peak_mebibytes() - empty,
                "found": found,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
