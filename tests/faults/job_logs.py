"""Faults of the log that explains a failed import: it must not hide the failure."""

from tests.fakes.cognito import answer_lost, refused
from tests.fakes.import_run import ImportSettings
from tests.fakes.service import Fault
from tests.faults.answering import raising
from tests.faults.catalogue import fault, fault_for_each
from tests.faults.imported import failed
from tests.faults.lab import Lab

READ = "FilterLogEvents"
WITHOUT_LINES = "1 row failed, allowed: 0 (2 imported, 0 skipped, 1 failed)"


def explained(lab: Lab, *texts: str) -> str:
    """Have one row of three fail, and return the reason."""
    lab.plant(3, 2)
    return failed(lab.create(), WITHOUT_LINES, "Log: /aws/cognito/userpools/", *texts)


@fault_for_each(
    {
        "denied": refused("AccessDeniedException"),
        "throttled": refused("ThrottlingException"),
        "answered 500": refused("InternalFailure", status=500),
        "missing": refused("ResourceNotFoundException"),
        "refused": refused("InvalidParameterException"),
        "unanswered": answer_lost,
        "a RuntimeError": raising(RuntimeError("interrupted")),
        "answered without events": lambda _perform: {},
        "answered with empty events": lambda _perform: {"events": [{}]},
    }
)
def log_is(lab: Lab, case: Fault) -> str:
    """Reading the log is {}, for ever."""
    lab.plant()
    lab.world.logs.always_fail(READ, case)
    reason = explained(lab)
    assert "Line Number" not in reason
    return f"FAILED after {lab.clock.now():.0f} s with the counts and the log's name"


@fault_for_each({"5 s": 5, "a minute": 60})
def log_shows_lines_after(lab: Lab, case: int) -> str:
    """The log shows what was written after {}."""
    lab.plant()
    lab.world.logs.lag = case
    reason = explained(lab)
    assert ("[FAILED] Line Number 3 - " in reason) == (case == 5)
    return f"FAILED after {lab.clock.now():.0f} s: {reason[:60]}"


@fault_for_each({error.__name__: error for error in (MemoryError, SystemExit)})
def interrupted_by(lab: Lab, case: type[BaseException]) -> str:
    """{} while the log is read."""
    lab.plant(3, 2)
    lab.world.logs.fail(READ, raising(case("interrupted")))
    reason = failed(lab.create())
    return f"FAILED: {reason[:80]}"


@fault
def time_is_short(lab: Lab) -> str:
    """The job ends when no time is left to wait for its log."""
    lab.plant(3, 2)
    lab.cognito.settings = ImportSettings(import_seconds=775)
    lab.world.logs.lag = 1e6
    # No longer than Lambda's 15 minutes and the time for a retry: nothing is continued.
    failed(lab.create(ServiceTimeout="1140"), WITHOUT_LINES)
    assert lab.clock.now() <= 840
    return f"FAILED after {lab.clock.now():.0f} s, in time"
