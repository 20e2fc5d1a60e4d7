"""The guards of the answer: that there is one, in time, of the right form, and only one."""

from typing import Final

from scripts.mutations.mutation import Mutation

_RESOURCE: Final = "lambda/cognito_user_import/custom_resource.py"
_DELIVERY: Final = "lambda/cognito_user_import/delivery.py"
_RESPONSE: Final = "lambda/cognito_user_import/response.py"
_RESPONDER: Final = "lambda/cognito_user_import/responder.py"
_RESOURCE_TESTS: Final = ("tests/unit/test_custom_resource_guards.py",)
_CRHELPER_TESTS: Final = ("tests/unit/test_crhelper_contract.py",)
_DELIVERY_TESTS: Final = ("tests/unit/test_delivery.py",)
_DELIVERY_GUARDS: Final = ("tests/unit/test_delivery_guards.py",)
_RESPONSE_TESTS: Final = ("tests/unit/test_response.py",)
_RESPONDER_TESTS: Final = ("tests/unit/test_responder_guards.py",)
_LIFE_CYCLE_TESTS: Final = (
    "tests/unit/test_life_cycle.py",
    "tests/unit/test_service_failures.py",
)

MUTATIONS: Final = (
    Mutation(
        "The latch: one answer to a request",
        _RESOURCE,
        "if not self._latch.acquire(blocking=False):",
        "if False:",
        _RESOURCE_TESTS,
    ),
    Mutation(
        "The timer answers before the invocation ends",
        _RESOURCE,
        "max(remaining - _TIMER_MARGIN, remaining / 2),",
        "remaining + 3600,",
        _RESOURCE_TESTS,
    ),
    Mutation(
        "An interruption (BaseException) is answered",
        _RESOURCE,
        "except BaseException as error:\n            # SystemExit",
        "except Exception as error:\n            # SystemExit",
        _RESOURCE_TESTS,
    ),
    Mutation(
        "An interruption of the sending is an error of the invocation",
        _RESOURCE,
        "except BaseException as error:  # raised",
        "except Exception as error:  # raised",
        _RESOURCE_TESTS,
    ),
    Mutation(
        "What the timer sends is waited for",
        _RESOURCE,
        "self._timer.join(self.seconds_left)",
        "pass",
        _RESOURCE_TESTS,
    ),
    Mutation(
        "An event that looks like one of crhelper's polls is carried out",
        _RESOURCE,
        ' if not name.startswith("CrHelper")',
        "",
        _RESOURCE_TESTS,
    ),
    Mutation(
        "An answer that was not taken is an error of the invocation",
        _RESOURCE,
        "if exchange.undelivered:",
        "if False:",
        _RESOURCE_TESTS,
    ),
    Mutation(
        "A request that CloudFormation has given up is let be",
        _RESOURCE,
        "if request.is_stale(datetime.now(UTC)):",
        "if False:",
        _RESOURCE_TESTS,
    ),
    Mutation(
        "Nothing of an earlier request sticks in a warm function",
        _RESOURCE,
        'self.Status = self.Reason = self.PhysicalResourceId = ""',
        "pass",
        _RESOURCE_TESTS,
    ),
    Mutation(
        "A Delete that fails is answered SUCCESS",
        _RESOURCE,
        "if status == FAILED and self.request.type == DELETE:",
        "if False:",
        _LIFE_CYCLE_TESTS,
    ),
    Mutation(
        "A failed Update keeps the id of its event",
        _RESOURCE,
        "own_id = request.physical_resource_id",
        'own_id = ""',
        _LIFE_CYCLE_TESTS,
    ),
    Mutation(
        "A failed Update keeps it when the id of a new job is known",
        _RESOURCE,
        "if request.type == CREATE or (request.type != DELETE and status == SUCCESS):",
        "if True:",
        _RESOURCE_TESTS,
    ),
    Mutation(
        "A failed Create has the same id at each delivery",
        _RESOURCE,
        'return no_job_id(event["StackId"], event["LogicalResourceId"])',
        "return super().generate_physical_id(event)",
        _LIFE_CYCLE_TESTS,
    ),
    Mutation(
        "crhelper logs at WARNING, not at DEBUG",
        _RESOURCE,
        'log_level="WARNING"',
        'log_level="DEBUG"',
        _CRHELPER_TESTS,
    ),
    Mutation(
        "crhelper does not sleep before it answers a Delete",
        _RESOURCE,
        "sleep_on_delete=0",
        "sleep_on_delete=120",
        _CRHELPER_TESTS,
    ),
    Mutation(
        "crhelper makes no clients for its polling",
        _RESOURCE,
        'os.environ["AWS_SAM_LOCAL"] = "true"',
        'os.environ["AWS_SAM_LOCAL"] = ""',
        _CRHELPER_TESTS,
    ),
    Mutation(
        "Only a status of 2xx is an answer taken",
        _DELIVERY,
        "if 200 <= status < 300:",
        "if True:",
        _DELIVERY_TESTS,
    ),
    Mutation(
        "A status of 5xx is repeated",
        _DELIVERY,
        "if status < 500 and status not in _PASSING:",
        "if True:",
        _DELIVERY_TESTS,
    ),
    Mutation(
        "A status of 403 is final",
        _DELIVERY,
        "if status < 500 and status not in _PASSING:",
        "if False:",
        _DELIVERY_TESTS,
    ),
    Mutation(
        "Sending ends with the invocation",
        _DELIVERY,
        "if deadline.remaining < wait:",
        "if False:",
        ("tests/unit/test_delivery_guards.py::test_sending_ends_when_the_time_is_up",),
    ),
    Mutation(
        "A whole attempt has a time limit (watchdog)",
        _DELIVERY,
        "        watchdog.start()\n",
        "",
        _DELIVERY_GUARDS,
    ),
    Mutation(
        "An answer cut off by the watchdog does not count",
        _DELIVERY,
        "if aborted.is_set():",
        "if False:",
        _DELIVERY_GUARDS,
    ),
    Mutation(
        "Connecting has a time limit",
        _DELIVERY,
        "timeout=min(_CONNECT_TIMEOUT, seconds)",
        "timeout=None",
        _DELIVERY_GUARDS,
    ),
    Mutation(
        "An answer has at most 4,096 bytes",
        _RESPONSE,
        "if attributes and (size := len(_encoded(answer)) + len(_DONE)) > MAX_BYTES:",
        "if False:",
        _RESPONSE_TESTS,
    ),
    Mutation(
        "An Update whose answer does not fit fails with its own id",
        _RESPONSE,
        'own_id = request.physical_resource_id if request.type == UPDATE else ""',
        'own_id = ""',
        _RESPONSE_TESTS,
    ),
    Mutation(
        "The role is left out where it does not fit",
        _RESPONSE,
        "attributes.pop(name, None)",
        "pass",
        _RESPONSE_TESTS,
    ),
    Mutation(
        "A reason is never empty",
        _RESPONSE,
        " or (_NO_REASON if status == FAILED else _DONE)",
        "",
        _RESPONSE_TESTS,
    ),
    Mutation(
        "A reason is cut to what fits",
        _RESPONSE,
        "_cut(reason, room)",
        "reason",
        _RESPONSE_TESTS,
    ),
    Mutation(
        "A reason is redacted",
        _RESPONSE,
        "_visible(redact(reason))",
        "_visible(reason)",
        _RESPONSE_TESTS,
    ),
    Mutation(
        "Every attribute is sent as a string",
        _RESPONSE,
        "_texts(data or {})",
        "dict(data or {})",
        _RESPONSE_TESTS,
    ),
    Mutation(
        "The responder answers SUCCESS to a Delete",
        _RESPONDER,
        "SUCCESS if request.type == DELETE else FAILED",
        "FAILED",
        _RESPONDER_TESTS,
    ),
    Mutation(
        "The responder lets a request be that was given up",
        _RESPONDER,
        "if request.is_stale(datetime.now(UTC)):",
        "if False:",
        _RESPONDER_TESTS,
    ),
)
