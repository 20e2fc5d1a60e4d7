"""Checks a file in a way, and prints what that cost: `csv_rules.py ROOT PATH CORES MODULE FILE`."""

import importlib
import json
import os
import sys
import time


def main(root: str, path: str, cores: str, module: str, file: str) -> None:
    """Import the subject with the folders of a path first, and have it check the file."""
    sys.path[:0] = [*filter(None, path.split(os.pathsep)), root]
    if hasattr(os, "sched_setaffinity"):
        # The same number for all, whatever threads a subject starts.
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-int(cores) :])
    from benchmarks.probes.process import peak_mebibytes, peak_mebibytes_of_child

    empty = peak_mebibytes()
    before = time.perf_counter()
    subject = importlib.import_module(module)
    imported = time.perf_counter()
    told = {}
    if hasattr(subject, "first_issue"):
        subject.first_issue(file)
        told["first_issue_seconds"] = time.perf_counter() - before
    aside_seconds = time.perf_counter() - imported
    start, cpu_start = time.perf_counter(), time.process_time()
    found = subject.check(file)
    child = peak_mebibytes_of_child()
    print(
        json.dumps(
            {
                **told,
                "aside_seconds": aside_seconds,
                "import_seconds": imported - before,
                "seconds": time.perf_counter() - start,
                "cpu_seconds": time.process_time() - cpu_start,
                "mebibytes": peak_mebibytes() - empty + (child - empty if child else 0),
                "found": found,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
