"""What can go wrong in one invocation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from local_aws import guesses
from tests.fakes.cognito import Fault, answer_lost, refused
from tests.faults.memory_world import UPLOAD
from tests.faults.troubles import STACK_OPERATIONS


@dataclass(frozen=True)
class Plan:
    """What goes wrong in one invocation: its calls in their order, and its answer.

    :param then: Seconds until Lambda makes another attempt, where this one fails.
    :param canceled_at: The number of the call, from 1, before which CloudFormation gives the
        request up.
    :param opposed_at: The number of the call before which the Delete or the rollback that follows
        is answered.
    """

    calls: tuple[str, ...] = ()
    delivery: str = "taken"
    seconds: float = 900
    then: float = 0
    canceled_at: int = 0
    opposed_at: int = 0


SMOOTH = Plan()
PASSING = (
    "fine",
    "throttled",
    "unavailable",
    "answer lost",
    "killed before",
    "killed after",
    "url expired",
    "slot taken",
    "hangs",
)
"""After these the handler or its repeat can do its work."""
REFUSALS = ("limit", "denied")
DELIVERIES = ("taken", "taken and lost", "taken and killed", "killed", "interrupted", "refused")


def _fine(perform: Callable[[], Any]) -> Any:
    return perform()


_FAULTS: dict[str, Fault] = {
    "throttled": refused("TooManyRequestsException"),
    "unavailable": refused("ServiceUnavailable", status=503),
    "answer lost": answer_lost,
    "limit": refused("LimitExceededException"),
    "denied": refused("AccessDeniedException"),
}
_FAULTS_OF_S3: dict[str, Fault] = {
    **_FAULTS,
    "throttled": refused("SlowDown", status=503),
    "denied": refused("AccessDenied", status=403),
}
_REFUSED = refused("AccessDenied", status=403)
# The handler's own upload makes up for everything else, and is not what is tried here.
_FAULTS_OF_UPLOADS: dict[str, Fault] = dict.fromkeys(("url expired", *REFUSALS), _REFUSED)


_FAULTS_OF_STACKS: dict[str, Fault] = {
    "throttled": refused("Throttling"),
    "unavailable": refused("ServiceUnavailable", status=503),
}
_SLOT_TAKEN = refused(guesses.ANOTHER_JOB_ACTIVE_CODE, guesses.ANOTHER_JOB_ACTIVE)


def fault_of(operation: str, name: str) -> Fault:
    """Return what a call of an operation does; it is performed where the name means nothing."""
    if operation == UPLOAD:
        return _FAULTS_OF_UPLOADS.get(name, _fine)
    if operation in STACK_OPERATIONS:
        # What a denied question means is not tried here.
        return _FAULTS_OF_STACKS.get(name, _fine)
    if (operation, name) == ("StartUserImportJob", "slot taken"):
        return _SLOT_TAKEN
    of_s3 = operation in ("HeadObject", "GetObject")
    return (_FAULTS_OF_S3 if of_s3 else _FAULTS).get(name, _fine)
