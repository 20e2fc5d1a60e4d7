"""A night of a large import, on a clock whose waits take no time, with faults of each kind.

`python -m tests.unit.workflow.night`: the real steps and the real definition, by moto's
interpreter; Cognito imports 34 users a second. What happens follows from the seed.
"""

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cognito_user_import.cognito.service_model import JobStatus
from local_aws import guesses
from local_aws.pools import USERNAME, ImportedUser
from tests.fakes.cognito import POOL, FakeCognito, FakeServiceError
from tests.fakes.import_run import ROLE_NOT_ASSUMABLE, ImportRun
from tests.unit.workflow.dates import dates_by_clock
from tests.unit.workflow.interpreter import Interpreter, InvocationError
from tests.unit.workflow.machine import Json, Killed, Machine, running_machine

RATE: Final = 34.0
"""Users a second, the only rate that AWS has published."""
_REFUSED_SECONDS: Final = 300.0
_ROLE_SECONDS: Final = 240.0
_REAL_SECONDS: Final = 900.0


class NightRun(ImportRun):
    """A job that only reads user names, and that may give up at a row."""

    luck: Callable[[int], int | None] = lambda _rows: None
    """Given the number of rows, returns the row at which the job gives up, or None."""

    def _import(self, elapsed: float) -> None:
        if self._outcome:
            super()._import(elapsed)
            return
        if not hasattr(self, "_names"):
            header, *lines = self._content.decode().splitlines()
            place = header.split(",").index(USERNAME)
            self._names = [line.split(",")[place] for line in lines]
            self._gives_up = type(self).luck(len(lines))
        end = len(self._names) if self._gives_up is None else self._gives_up
        due = min(int(elapsed * RATE), end)
        for name in self._names[self._done : due]:
            kind = "Skipped" if name in self._place.users else "Imported"
            self._job[f"{kind}Users"] += 1
            self._place.users.setdefault(name, ImportedUser(name, {}, False))
        self._done = due
        if due == end and self._gives_up is not None:
            self._end(JobStatus.FAILED, guesses.TOO_MANY_UNSUCCESSFUL)
        elif due == end:
            self._end(JobStatus.SUCCEEDED, guesses.COMPLETED)


class NightCognito(FakeCognito):
    """Lists many users in little time."""

    def _ListUsers(  # noqa: N802
        self,
        UserPoolId: str,  # noqa: N803
        Limit: int,  # noqa: N803
        PaginationToken: str = "0",  # noqa: N803
        **_: Any,
    ) -> dict[str, Any]:
        self.clock.sleep(0.05)
        users = self.users[UserPoolId]
        if PaginationToken == "0":
            self._names = list(users)
        start, end = int(PaginationToken), int(PaginationToken) + Limit
        page = [{"Username": name} for name in self._names[start:end]]
        further = {"PaginationToken": str(end)} if end < len(self._names) else {}
        return {"Users": page, **further}


@dataclass
class Night:
    """What happened.

    :param chance: Of each kind of fault, in each invocation or at each start of a job.
    """

    machine: Machine
    users: int
    seed: int
    chance: float = 0.05
    faults: Counter[str] = field(default_factory=Counter)
    _described: dict[str, Json] = field(default_factory=dict)
    _cognito_until: float = 0.0
    _s3_until: float = 0.0
    _slot_until: float = 0.0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - reproducible, not secret
        world = self.machine.world
        row = {"email_verified": "true", "email": "u{0}@example.com", USERNAME: "u{0}"}
        header = world.header()
        line = ",".join(row.get(column, "") for column in header)
        lines = [",".join(header), *(line.format(number) for number in range(self.users))]
        world.s3.put("".join(f"{line}\n" for line in lines).encode())
        world.cognito.around = self._around_cognito
        world.s3.around = self._around_s3
        self.interpreter = Interpreter(
            self.machine, before_step=self._before, after_step=self._after
        )

    def run(self) -> Any:
        """Run the execution to its end."""
        run = type("SeededRun", (NightRun,), {"luck": staticmethod(self._gives_up)})
        self.machine.world.cognito.make_run = run
        with dates_by_clock(self.machine):
            return self.interpreter.run("night", _REAL_SECONDS)

    def _has(self, fault: str, factor: float = 1.0) -> bool:
        if self._random.random() >= self.chance * factor:
            return False
        self.faults[fault] += 1
        return True

    def _before(self, _step: str) -> None:
        if self._has("killed"):
            raise Killed
        if self._has("throttled by Lambda"):
            raise InvocationError("Lambda.TooManyRequestsException")
        now = self.machine.clock.now()
        if self._has("Cognito throttles"):
            self._cognito_until = now + _REFUSED_SECONDS
        if self._has("S3 slows down"):
            self._s3_until = now + _REFUSED_SECONDS

    def _after(self, _step: str) -> None:
        if self._has("timed out, answer lost"):
            raise InvocationError("Sandbox.Timedout")

    def _around_cognito(self, operation: str, perform: Callable[[], Any]) -> Any:
        now = self.machine.clock.now()
        if now < self._cognito_until:
            raise FakeServiceError("TooManyRequestsException")
        cognito = self.machine.world.cognito
        if operation == "StartUserImportJob":
            if now >= self._slot_until and self._has("slot taken", 4):
                self._slot_until = now + self._random.uniform(60, 7200)
            cognito.slots = int(now >= self._slot_until)
            if cognito.slots and now < _ROLE_SECONDS and self._has("role not known", 10):
                cognito.force(ROLE_NOT_ASSUMABLE)
        answer = perform()
        if operation == "DescribeUserImportJob":
            job = answer["UserImportJob"]
            earlier = self._described.get(job["JobId"])
            self._described[job["JobId"]] = dict(job)
            if earlier and self._has("late status"):
                return {"UserImportJob": earlier}
        return answer

    def _around_s3(self, _operation: str, perform: Callable[[], Any]) -> Any:
        if self.machine.clock.now() < self._s3_until:
            raise FakeServiceError("SlowDown", status=503)
        return perform()

    def _gives_up(self, rows: int) -> int | None:
        return self._random.randrange(1, rows) if self._has("job gave up", 4) else None


def require_good(night: Night, ended: Any) -> None:
    """Require that the night ended with its report, and that nobody is lost or there twice."""
    machine, seed = night.machine, f"seed {night.seed}"
    assert ended.status == "SUCCEEDED", (seed, ended.status, ended.cause)
    report = machine.document("night", "report.json")
    counts = [report[name] for name in ("ImportedUsers", "SkippedUsers", "FailedUsers")]
    assert counts == [night.users, 0, 0], (seed, counts)
    jobs = machine.world.cognito.jobs
    assert sum(job["ImportedUsers"] for job in jobs) == night.users, seed
    assert len(machine.world.cognito.users[POOL]) == night.users, seed
    assert "X-Amz" not in machine.left + "".join(night.interpreter.history), seed


def spend(folder: Path, users: int, rows_a_part: int, seed: int) -> tuple[Night, Any]:
    """Spend a night, and return it with its execution."""
    with running_machine(folder, NightCognito) as machine:
        machine.rows_a_part = rows_a_part
        machine.changes = {"MaxFailedUsers": "0"}
        night = Night(machine, users, seed)
        return night, night.run()


def main() -> None:
    """Spend a night and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=1_000_000)
    parser.add_argument("--rows-a-part", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        night, ended = spend(Path(folder), options.users, options.rows_a_part, options.seed)
    jobs = night.machine.world.cognito.jobs
    figures = {
        "status": ended.status,
        "users": len(night.machine.world.users()),
        "jobs": len(jobs),
        "jobs started": sum("StartDate" in job for job in jobs),
        "invocations": len(night.interpreter.invocations),
        "transitions": night.interpreter.transitions,
        "events": night.interpreter.events.total(),
        "hours": round(night.machine.clock.now() / 3600, 2),
        **dict(sorted(night.faults.items())),
    }
    for name, figure in figures.items():
        print(f"{name}: {figure:,}" if isinstance(figure, (int, float)) else f"{name}: {figure}")
    require_good(night, ended)


if __name__ == "__main__":
    main()
