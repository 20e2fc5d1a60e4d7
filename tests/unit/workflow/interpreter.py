"""The state machine's definition, run by moto's interpreter, an engine of other authors.

Its steps run in this process, and its waits take no time.
"""

import io
import json
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from unittest import mock

from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_map.item_reader.eval import (
    resource_eval_s3,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import (
    WaitFunction,
)
from moto.stepfunctions.parser.asl.eval.event.event_manager import EventManager
from moto.stepfunctions.parser.models import StepFunctionsParserBackend

from cdk_cognito_user_import.workflow_definition import workflow_definition
from tests.unit.workflow.machine import REPORTS, Killed, Machine

Json = dict[str, Any]

FUNCTION = "arn:aws:lambda:eu-central-1:111122223333:function:steps"
_SECONDS = 60.0

# It says of each definition that it doesn't count the failures of a map.
logging.getLogger("moto.stepfunctions").setLevel(logging.ERROR)


class InvocationError(Exception):
    """An invocation fails with an error of this name, which Lambda or its runtime gives."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass
class Interpreter:
    """Runs executions of a machine's definition.

    :param before_step: Called in an invocation of the function, before the step; may raise.
    :param after_step: Called when the step has done its work; if it raises, the answer is lost.
    :param invocations: The steps of all invocations, in their order.
    :param events: The types of all events, those of parts included.
    :param history: The events' details as text.
    """

    machine: Machine
    before_step: Callable[[str], None] = lambda _step: None
    after_step: Callable[[str], None] = lambda _step: None
    invocations: list[str] = field(default_factory=list)
    events: Counter[str] = field(default_factory=Counter)
    history: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._backend = StepFunctionsParserBackend("eu-central-1", "111122223333")
        self._lock = threading.RLock()
        event = self.machine.event("plan", "any")
        definition = workflow_definition(
            function_arn=FUNCTION,
            report_bucket=REPORTS,
            properties=event["Properties"],
            part_limits=event["Limits"],
        )
        self._arn = self._backend.create_state_machine(
            name="Migration",
            definition=json.dumps(definition),
            roleArn="arn:aws:iam::111122223333:role/Machine",
        ).arn

    def run(self, execution: str = "first", seconds: float = _SECONDS) -> Any:
        """Run an execution to its end, and return its description.

        :param seconds: Real ones, after which it is an error.
        """
        patches = (
            mock.patch.object(lambda_eval_utils, "boto_client_for", return_value=self),
            mock.patch.object(
                resource_eval_s3,
                "boto_client_for",
                return_value=self.machine.world.s3.client(),
            ),
            mock.patch.object(WaitFunction, "_wait_interval", self._wait),
            mock.patch.object(EventManager, "add_event", self._recorded(EventManager.add_event)),
            mock.patch.object(
                retrier_decl, "time", SimpleNamespace(sleep=self.machine.clock.sleep)
            ),
        )
        for patch in patches:
            patch.start()
        try:
            started = self._backend.start_execution(self._arn, execution, "{}")
            self._current = started
            return self._ended(started.execution_arn, seconds)
        finally:
            for patch in patches:
                patch.stop()

    def stop(self) -> None:
        """Stop the execution that runs, as the console does."""
        self._backend.stop_execution(self._current.execution_arn)

    def invoke(self, *, Payload: Any, **_: Any) -> Json:  # noqa: N803 - as Lambda's client has it
        """Invoke the function, as Lambda's client does."""
        event = json.loads(Payload)
        # Parts are checked at the same time, and the world is for one at a time.
        with self._lock:
            self.invocations.append(event["Step"])
            try:
                self.before_step(event["Step"])
                answer: Json = self.machine.handle(event, self.machine.context())
                self.after_step(event["Step"])
            except (Exception, Killed) as error:
                name = getattr(error, "name", type(error).__name__)
                failed = {"errorMessage": str(error), "errorType": name}
                return {
                    "StatusCode": 200,
                    "FunctionError": "Unhandled",
                    "Payload": io.BytesIO(json.dumps(failed).encode()),
                }
        self.machine.answers.append(answer)
        return {"StatusCode": 200, "Payload": io.BytesIO(json.dumps(answer).encode())}

    @property
    def transitions(self) -> int:
        """How many states were entered. AWS also charges for retries."""
        return sum(count for name, count in self.events.items() if name.endswith("StateEntered"))

    def _recorded(self, add_event: Callable[..., Any]) -> Callable[..., Any]:
        def add(manager: Any, context: Any, event_type: Any, **details: Any) -> Any:
            self.events[str(event_type.value)] += 1
            self.history.append(json.dumps(details, default=vars))
            return add_event(manager, context, event_type, **details)

        return add

    def _wait(self, *_: Any, wait_seconds: int, **__: Any) -> None:
        self.machine.clock.sleep(wait_seconds)

    def _ended(self, arn: str, seconds: float) -> Any:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            described = self._backend.describe_execution(arn)
            if described.status != "RUNNING":
                return described
            time.sleep(0.01)
        raise AssertionError(f"the execution still runs after {self.invocations}")
