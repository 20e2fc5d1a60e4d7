"""The steps by the names that the state machine calls them. Each one is a function of JSON.

Expected errors are data: the step stores the problem where later steps read it, and returns it. An
error is raised only if another attempt can help, or if it is unexpected.
"""

import logging
from collections.abc import Callable
from typing import Final

from cognito_user_import.aws.passing import PASSING_CODES
from cognito_user_import.errors import ServiceError, UserImportError
from cognito_user_import.workflow.execution_end import end_execution
from cognito_user_import.workflow.execution_folder import Json
from cognito_user_import.workflow.execution_report import summarize
from cognito_user_import.workflow.file_judgement import judge_file
from cognito_user_import.workflow.part_check import check
from cognito_user_import.workflow.part_import import PartImport
from cognito_user_import.workflow.planning import plan
from cognito_user_import.workflow.step import Step

logger = logging.getLogger(__name__)

GAVE_UP: Final = "A step failed again and again. See the function's log."
_PASSING: Final = PASSING_CODES | {
    *("InternalError", "InternalErrorException", "InternalFailure", "ServiceUnavailable"),
    # Without an answer, the class of botocore's error is the code.
    *("ConnectionClosedError", "ConnectTimeoutError", "EndpointConnectionError"),
    *("HTTPClientError", "IncompleteReadError", "ReadTimeoutError", "ResponseStreamingError"),
    # Without a body, as that of HeadObject, the HTTP status is the code.
    *("408", "429", "500", "502", "503", "504"),
}
"""Codes of refusals that pass by themselves, perhaps later than a step can wait."""


def run(name: str, step: Step) -> Json:
    """Run a step.

    :param name: One of STEPS.
    :raises ServiceError: A service didn't answer in time, but may later.
    :raises KeyError: There is no such step.
    """
    perform, record = STEPS[name]
    try:
        return perform(step)
    except UserImportError as error:
        if may_pass(error):
            raise
        logger.warning("%s: %s", name, error)
        return record(step, str(error))


def may_pass(error: BaseException) -> bool:
    """Return whether another attempt can help, also after the retries within the step."""
    return isinstance(error, ServiceError) and error.code in _PASSING


def _refuse(step: Step, problem: str) -> Json:
    step.folder.put("plan.json", {"Problem": problem})
    return {"Problem": problem, "Parts": 0, "Lines": 0}


def _leave_unchecked(step: Step, problem: str) -> Json:
    step.folder.put(f"checks/{step.part.number}.json", {"Problem": problem})
    return {"Part": step.part.number}


def _refuse_file(step: Step, problem: str) -> Json:
    found = step.folder.get("check.json") or {"Rows": 0, "BlankLines": 0, "Warnings": []}
    step.folder.put("check.json", {**found, "Problem": problem})
    return {"Problem": problem}


def _end_part(step: Step, problem: str) -> Json:
    return PartImport(step).fail(problem)


def _not_summarized(step: Step, problem: str) -> Json:
    return {"Status": "FAILED", "Problem": problem, "Report": f"{step.folder.url}/report.json"}


def _give_up(record: Callable[[Step, str], Json]) -> Callable[[Step], Json]:
    return lambda step: record(step, GAVE_UP)


STEPS: Final[dict[str, tuple[Callable[[Step], Json], Callable[[Step, str], Json]]]] = {
    "plan": (plan, _refuse),
    "give-up-plan": (_give_up(_refuse), _refuse),
    "check": (check, _leave_unchecked),
    "give-up-check": (_give_up(_leave_unchecked), _leave_unchecked),
    "judge-file": (judge_file, _refuse_file),
    "give-up-judge-file": (_give_up(_refuse_file), _refuse_file),
    "begin": (lambda step: PartImport(step).begin(), _end_part),
    "look": (lambda step: PartImport(step).look(), _end_part),
    "judge": (lambda step: PartImport(step).judge(), _end_part),
    "give-up-part": (_give_up(_end_part), _end_part),
    "summarize": (summarize, _not_summarized),
    # No state calls it, but the event of an execution that didn't succeed.
    "after-the-end": (end_execution, _not_summarized),
}
"""By name, what a step does, and how it records a problem."""
