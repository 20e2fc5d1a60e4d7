"""The naive handler with its sleep before the answer to a Delete noted down, not slept."""

from crhelper import CfnResource

from benchmarks.subjects.handlers.naive_handler import helper, lambda_handler

__all__ = ["lambda_handler", "slept"]

slept: list[float] = []
# crhelper has no other way to have it sleep elsewhere.
helper._wait_for_cwlogs = lambda: CfnResource._wait_for_cwlogs(  # type: ignore[attr-defined]
    helper, sleep=slept.append
)
