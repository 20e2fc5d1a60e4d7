"""What a process of `make faults` does: one fault, or one share of a property."""

import faulthandler
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests import conftest  # noqa: F401 - the environment of the tests, before botocore reads it
from tests.faults.every_fault import FAULTS
from tests.faults.properties import PROPERTIES, Share
from tests.faults.trial import Outcome, try_fault

_LONGEST = 180
"""Seconds after which a fault that hangs ends its process, with a traceback."""
_LONGEST_EXAMPLE = 0.1
"""Seconds of one of the examples asked for, on average, also on a busy machine."""


def try_number(number: int) -> Outcome:
    """Return what came of a fault; by number, since its function can't be sent to a process."""
    with _ended_after(_LONGEST):
        return try_fault(FAULTS[number])


def try_share(number: int, share: int, asked: int) -> Share:
    """Return what came of one share of a property."""
    property_ = PROPERTIES[number]
    examples = property_.examples(asked)
    with _ended_after(_LONGEST + examples * property_.per * _LONGEST_EXAMPLE):
        return property_.check(examples, share)


@contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    assert sys.__stderr__ is not None
    faulthandler.dump_traceback_later(seconds, exit=True, file=sys.__stderr__)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
