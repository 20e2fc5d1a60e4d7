"""The state machine in Python: the steps in the order in which Step Functions calls them."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from cognito_user_import.aws.clients import Clients
from cognito_user_import.cloudformation.lambda_context import Context
from cognito_user_import.workflow_handler import StepError, workflow_steps
from tests.cloudformation.events import properties
from tests.fakes.clock import FakeClock
from tests.fakes.cognito import FakeCognito
from tests.fakes.import_world import SOURCE, ImportWorld, import_world
from tests.fakes.lambda_context import FakeContext

REPORTS = "reports"
Json = dict[str, Any]


class Killed(BaseException):
    """The function's process was killed. No code may catch it."""


@dataclass
class Machine:
    """Executions in a world whose clock waits take no time.

    :param rows_a_part: The limit that cuts the file.
    :param changes: Of the properties.
    """

    world: ImportWorld
    clock: FakeClock
    rows_a_part: int = 2
    changes: Json = field(default_factory=dict)
    before_step: Callable[[str, Json], None] = lambda _name, _event: None
    answers: list[Json] = field(default_factory=list)
    """What the steps returned, and so what an execution's history holds."""
    attempts: int = 3

    clients: Callable[[], Clients] | None = None
    """Those of the steps. Default: - those of the world"""

    def handle(self, event: Any, context: Context) -> Json:
        """Invoke the function."""
        return self._function(event, context)

    @cached_property
    def _function(self) -> Callable[[Any, Context], Json]:
        """The function, whose clients are those of the first invocation."""
        return workflow_steps(self.clients or self.world.clients, clock=self.clock)

    def context(self) -> Context:
        """Return the context of an invocation by the machine's clock."""
        return FakeContext(900, self.clock)

    def run(self, execution: str = "first") -> Json:
        """Run an execution to its end and return its output."""
        planned = self.step("plan", execution)
        if not planned["Problem"]:
            items = self.document(execution, "parts.json")
            for item in items:
                self.step("check", execution, Part=item)
            if not self.step("judge-file", execution)["Problem"]:
                for item in items:
                    self.import_part(execution, item)
        return self.step("summarize", execution)

    def import_part(self, execution: str, item: Json, answer: Json | None = None) -> None:
        """Do what a child execution does for a part.

        :param answer: That of the step which it has come to. Default: - it begins
        """
        answer = answer or self.step("begin", execution, Part=item)
        while answer["Next"] in ("WAIT", "AGAIN"):
            self.clock.sleep(answer["Seconds"])
            name = "look" if answer["Next"] == "WAIT" else "begin"
            answer = self.step(name, execution, Part=item, JobId=answer["JobId"])
        if answer["Next"] == "JUDGE":
            answer = self.step("judge", execution, Part=item, JobId=answer["JobId"])
        assert answer["Next"] == "DONE"

    def step(self, name: str, execution: str, **more: Any) -> Json:
        """Run a step; repeat it if it fails, and then give up, as the state machine does."""
        event = self.event(name, execution, **more)
        for _ in range(self.attempts):
            self.before_step(name, event)
            try:
                answer = self.handle(json.loads(json.dumps(event)), self.context())
            except (StepError, Killed):
                continue
            self.answers.append(answer)
            return answer
        names = {"begin": "give-up-part", "look": "give-up-part", "judge": "give-up-part"}
        return self.step(names.get(name, f"give-up-{name}"), execution, **more)

    def event(self, name: str, execution: str, **more: Any) -> Json:
        """Return what a step is asked."""
        return {
            "Step": name,
            "Execution": execution,
            "ReportBucket": REPORTS,
            "Properties": properties(**{**SOURCE, **self.changes}),
            "Limits": {"Rows": self.rows_a_part, "Bytes": 100_000_000},
            **more,
        }

    def document(self, execution: str, name: str) -> Any:
        """Return a document of an execution."""
        return json.loads(self.content(f"executions/{execution}/{name}"))

    def content(self, key: str) -> bytes:
        """Return an object of the report bucket."""
        content = self.world.s3.objects[REPORTS, key][-1].content
        assert content is not None
        return content

    def stop(self, execution: str = "first") -> None:
        """Stop an execution as a person does."""
        self.world.s3.put(b"", f"executions/{execution}/stop", REPORTS)

    @property
    def left(self) -> str:
        """All that the executions left anywhere: answers, and the report bucket's objects."""
        stored = [
            versions[-1].content or b""
            for (bucket, _), versions in self.world.s3.objects.items()
            if bucket == REPORTS
        ]
        return json.dumps(self.answers) + b"\n".join(stored).decode(errors="replace")


@contextmanager
def running_machine(
    folder: Path, make_cognito: type[FakeCognito] = FakeCognito
) -> Iterator[Machine]:
    """Yield a machine in a world whose file has five good rows: three parts."""
    clock = FakeClock()
    cognito = make_cognito(clock=clock)
    with import_world(folder, cognito) as world:
        world.put_rows(5)
        world.s3.put(b"", "something", REPORTS)
        yield Machine(world, clock)
