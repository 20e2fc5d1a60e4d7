"""What must hold however an import was disturbed."""

from tests.unit.workflow.interpreter import Interpreter
from tests.unit.workflow.machine import Machine

_SECRETS = ("X-Amz", "https://", "Planted", "user1", "@example.com")


def plant_secrets(machine: Machine, rows: int = 5) -> None:
    """Store a file whose values must not turn up anywhere."""
    machine.world.put_rows(rows, given_name="Planted")


def require_all_once(machine: Machine, rows: int = 5) -> None:
    """Require that all users are there, and that no job imported or skipped one again."""
    jobs = machine.world.cognito.jobs
    assert len(machine.world.users()) == rows
    assert sum(job["ImportedUsers"] for job in jobs) == rows
    assert sum(job["SkippedUsers"] for job in jobs) == 0


def started_jobs(machine: Machine) -> int:
    """Return how many jobs were started."""
    return sum("StartDate" in job for job in machine.world.cognito.jobs)


def require_no_secret(machine: Machine, log: str, interpreter: Interpreter | None = None) -> None:
    """Require that no URL and no value of the file is in a history, a log, or a report."""
    history = "\n".join(interpreter.history) if interpreter else ""
    for secret in _SECRETS:
        assert secret not in machine.left, secret
        assert secret not in log, secret
        assert secret not in history, secret
