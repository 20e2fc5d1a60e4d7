"""The states that an import enters, counted while moto's interpreter runs the definition.

The steps answer without work: a job imports 34 users a second on a clock whose waits take no time.
"""

import io
import json
import logging
import threading
import time
from dataclasses import dataclass
from typing import Any, Final
from unittest import mock

from benchmarks.children import MeasurementError

_RATE: Final = 34.0
_ACCOUNT: Final = "111122223333"
_LIMIT: Final = 120.0


@dataclass
class States:
    """What an execution took.

    :param seconds: On the clock, from the first job to the end.
    """

    invocations: int = 0
    transitions: int = 0
    seconds: float = 0.0

    @property
    def hours(self) -> float:
        """The same in hours."""
        return self.seconds / 3600


class _Services:
    """The function and S3, as the interpreter calls them."""

    def __init__(self, parts: int, users_a_part: int) -> None:
        self.states = States()
        self._parts, self._seconds = parts, users_a_part / _RATE
        self._started = 0.0
        self._lock = threading.Lock()

    def invoke(self, *, Payload: bytes, **_: Any) -> dict[str, Any]:  # noqa: N803
        with self._lock:
            self.states.invocations += 1
            answer = self._answer(json.loads(Payload)["Step"])
        return {"StatusCode": 200, "Payload": io.BytesIO(json.dumps(answer).encode())}

    def get_object(self, **_: Any) -> dict[str, Any]:
        items = [{"Number": number + 1} for number in range(self._parts)]
        return {"Body": io.BytesIO(json.dumps(items).encode())}

    def wait(self, *_: Any, wait_seconds: int, **__: Any) -> None:
        self.states.seconds += wait_seconds

    def _answer(self, step: str) -> dict[str, Any]:
        from cognito_user_import.workflow.part_import import wait_of

        if step == "begin":
            self._started = self.states.seconds
        age = self.states.seconds - self._started
        is_over = step == "look" and age >= self._seconds
        following = "DONE" if step == "judge" else "JUDGE" if is_over else "WAIT"
        return {
            "Problem": "",
            "Status": "SUCCEEDED",
            "Next": following,
            "JobId": "import-0123456789",
            "Seconds": wait_of(age),
        }


def count_states(parts: int, users_a_part: int) -> States:
    """Run an execution of so many parts to its end.

    :raises MeasurementError: It didn't succeed.
    """
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

    logging.getLogger("moto.stepfunctions").setLevel(logging.ERROR)
    services = _Services(parts, users_a_part)
    add_event = EventManager.add_event

    def counted(manager: Any, context: Any, event_type: Any, **details: Any) -> Any:
        services.states.transitions += str(event_type.value).endswith("StateEntered")
        return add_event(manager, context, event_type, **details)

    clients = mock.Mock(return_value=services)
    definition = workflow_definition(
        function_arn=f"arn:aws:lambda:eu-central-1:{_ACCOUNT}:function:steps",
        report_bucket="reports",
        properties={},
        part_limits=None,
    )
    with (
        mock.patch.object(lambda_eval_utils, "boto_client_for", clients),
        mock.patch.object(resource_eval_s3, "boto_client_for", clients),
        mock.patch.object(WaitFunction, "_wait_interval", services.wait),
        mock.patch.object(EventManager, "add_event", counted),
    ):
        backend = StepFunctionsParserBackend("eu-central-1", _ACCOUNT)
        machine = backend.create_state_machine(
            name="Migration",
            definition=json.dumps(definition),
            roleArn=f"arn:aws:iam::{_ACCOUNT}:role/Machine",
        )
        arn = backend.start_execution(machine.arn, "bench", "{}").execution_arn
        end = time.monotonic() + _LIMIT
        while (ended := backend.describe_execution(arn)).status == "RUNNING":
            if time.monotonic() > end:
                raise MeasurementError("the execution still runs")
            time.sleep(0.05)
    if ended.status != "SUCCEEDED":
        raise MeasurementError(f"the execution {ended.status}", str(ended.cause))
    return services.states
