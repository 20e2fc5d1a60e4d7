"""Measures one way to do something, from inside its process, by its path and `python -I`.

`probe.py ROOT PATH CORES MODULE:FUNCTION ARGUMENT...`: the function gets the arguments and returns
the work. Only the work is timed.
"""

import importlib
import os
import sys
import time

# Nothing else before the work: what is imported here costs the work nothing any more.


def main(root: str, path: str, cores: str, way: str, *arguments: str) -> None:
    """Do the work, and print what it cost."""
    sys.path[:0] = [*filter(None, path.split(os.pathsep)), root]
    if int(cores) and hasattr(os, "sched_setaffinity"):
        # The same for all, whatever threads a subject starts.
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-int(cores) :])
    empty = _peak_mebibytes()
    module, _, function = way.partition(":")
    work = getattr(importlib.import_module(module), function)(*arguments)
    start, cpu_start = time.perf_counter(), time.process_time()
    result = work()
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu_start
    peak = _peak_mebibytes()

    import json
    import resource

    # Of the largest one; 0 without any.
    child = _mebibytes(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    print(
        json.dumps(
            {
                "seconds": seconds,
                "cpu_seconds": cpu_seconds,
                "peak_mebibytes": peak,
                "mebibytes": peak - empty + (child - empty if child else 0),
                "result": result,
            }
        )
    )


def _peak_mebibytes() -> float:
    """Return the most memory that this process has held.

    Not by getrusage on Linux, whose peak a process inherits from the one that started it.
    """
    try:
        with open("/proc/self/status") as status:  # noqa: PTH123 - no import before the work
            [peak] = [line for line in status if line.startswith("VmHWM:")]
        return int(peak.split()[1]) / 1024
    except FileNotFoundError:  # not on Linux
        import resource

        return _mebibytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _mebibytes(peak: int) -> float:
    return peak / 1024 ** (2 if sys.platform == "darwin" else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
