"""Calls of AWS operations: what is repeated, for how long, and what an error says."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    EndpointConnectionError,
    IncompleteReadError,
    NoCredentialsError,
    ReadTimeoutError,
    ResponseStreamingError,
)

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.passing import PASSING_CODES
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.errors import ServiceError, UserImportError
from tests.fakes.clock import FakeClock

URL = "https://bucket.s3.eu-central-1.amazonaws.com/key?X-Amz-Signature=planted"


def refusal(code: str, status: int = 400, message: str = "The service says why.") -> ClientError:
    """Return what boto3 raises for an error that was answered."""
    answer: Any = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return ClientError(answer, "Operate")


class Caller:
    """Calls that fail, by a clock."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.attempts = 0

    def calls(self, seconds: float = 840, propagation: float = 60) -> ServiceCalls:
        """Return calls that have these times."""
        deadline = Deadline(seconds, self.clock)
        advice = {"KnownException": "Do this."}
        return ServiceCalls("it", deadline, propagation, advice=advice)

    def failing(self, *errors: Exception, takes: float = 0) -> Callable[[], int]:
        """Return an attempt that fails by one error after the other, and then succeeds."""
        left = list(errors)

        def attempt() -> int:
            self.attempts += 1
            self.clock.sleep(takes) if takes else None
            if left:
                raise left.pop(0)
            return self.attempts

        return attempt

    def always(self, error: Exception, takes: float = 0) -> Callable[[], int]:
        """Return an attempt that always fails."""
        return self.failing(*[error] * 1000, takes=takes)


@pytest.fixture
def caller() -> Caller:
    """Make a caller."""
    return Caller()


@pytest.mark.parametrize(
    "error",
    [
        *map(refusal, sorted(PASSING_CODES)),
        refusal("Unknown", 429),
        refusal("408", 408),
        refusal("SlowDown", 503),
        refusal("InternalErrorException", 500),
        refusal("AccessDeniedException"),
        refusal("NotAuthorizedException"),
        EndpointConnectionError(endpoint_url=URL),
        ReadTimeoutError(endpoint_url=URL),
        ResponseStreamingError(error="broken"),
        IncompleteReadError(actual_bytes=1, expected_bytes=2),
    ],
)
def test_what_can_pass_is_repeated(caller: Caller, error: Exception) -> None:
    """A throttle, a failure inside, an answer that did not come, a right that still spreads."""
    assert caller.calls()("Operate", caller.failing(error, error)) == 3
    assert caller.clock.sleeps == [0.5, 1]


@pytest.mark.parametrize(
    "error",
    [
        refusal("InvalidParameterException"),
        # A quota of Cognito's: more time doesn't help.
        refusal("LimitExceededException"),
        refusal("404", 404),
        NoCredentialsError(),
    ],
)
def test_what_cannot_pass_is_final(caller: Caller, error: Exception) -> None:
    """At once."""
    with pytest.raises(ServiceError):
        caller.calls()("Operate", caller.failing(error))
    assert caller.attempts == 1


@pytest.mark.parametrize("error", [UserImportError("Why."), MemoryError(), ValueError()])
def test_errors_of_other_kinds_pass(caller: Caller, error: Exception) -> None:
    """An attempt may be more than a call."""
    with pytest.raises(type(error)):
        caller.calls()("Operate", caller.failing(error))
    assert caller.attempts == 1


def test_the_pauses_grow_to_eight_seconds(caller: Caller) -> None:
    """So that a service that is overloaded is left alone."""
    with pytest.raises(ServiceError):
        caller.calls()("Operate", caller.always(refusal("ThrottlingException")))
    assert caller.clock.sleeps[:7] == [0.5, 1, 2, 4, 8, 8, 8]
    assert 110 < caller.clock.now() <= 120


def test_the_two_minutes_begin_with_the_first_failure(caller: Caller) -> None:
    """An attempt can be the upload of a large file, which may take longer than that."""
    error = ResponseStreamingError(error="broken")
    assert caller.calls()("Operate", caller.failing(error, takes=200)) == 2


def test_a_denial_is_waited_out_from_the_first_call_on(caller: Caller) -> None:
    """Whatever the number of operations: what is not known after a minute never will be."""
    calls = caller.calls()
    assert calls.is_propagating
    with pytest.raises(ServiceError):
        calls("One", caller.always(refusal("AccessDeniedException")))
    assert 50 < caller.clock.now() <= 60
    before = caller.clock.now()
    with pytest.raises(ServiceError):
        calls("Two", caller.always(refusal("AccessDeniedException")))
    assert caller.clock.now() - before <= 5
    caller.clock.sleep(5)
    assert not calls.is_propagating


def test_nothing_is_repeated_past_the_deadline(caller: Caller) -> None:
    """There must be time left to answer."""
    with pytest.raises(ServiceError):
        caller.calls(seconds=10)("Operate", caller.always(refusal("ThrottlingException")))
    assert caller.clock.now() <= 10


def test_an_operation_names_what_a_role_that_spreads_can_cause(caller: Caller) -> None:
    """Create's error for a role that is not known yet is another one."""
    attempt = caller.failing(refusal("Other"))
    assert caller.calls()("Operate", attempt, propagating=("Other",)) == 2


def test_a_look_before_the_repeat_can_be_the_answer(caller: Caller) -> None:
    """An attempt was carried out, and its answer was lost."""
    attempt = caller.always(ReadTimeoutError(endpoint_url=URL))
    found = iter([None, 7])
    assert caller.calls()("Operate", attempt, before_repeat=lambda: next(found)) == 7
    assert caller.attempts == 2


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (
            refusal("KnownException"),
            "KnownException",
            "Operate failed for it: KnownException: The service says why. Do this.",
        ),
        (
            refusal("OtherException", message=""),
            "OtherException",
            "Operate failed for it: OtherException: no message. Deploy again. If it fails again, "
            "look up the error code in the service's API reference.",
        ),
        (
            refusal("KnownException", message=f"Look at {URL} for why"),
            "KnownException",
            "Operate failed for it: KnownException: Look at "
            "https://bucket.s3.eu-central-1.amazonaws.com/key?<redacted> for why. Do this.",
        ),
        (
            NoCredentialsError(),
            "NoCredentialsError",
            "Operate failed for it: NoCredentialsError: Unable to locate credentials. Deploy "
            "again. If it fails again, look up the error code in the service's API reference.",
        ),
    ],
)
def test_an_error_says_what_failed_why_and_what_to_do(
    caller: Caller, error: Exception, code: str, text: str
) -> None:
    """Without a secret that the service repeats."""
    with pytest.raises(ServiceError) as raised:
        caller.calls()("Operate", caller.failing(error))
    assert (raised.value.code, raised.value.operation) == (code, "Operate")
    assert str(raised.value) == text


def test_another_advice_can_be_given() -> None:
    """By what knows more of the error."""
    error = ServiceError("Operate", "Code", "Why.", "it", "Do this.")
    assert str(error.advised("Do that.")) == "Operate failed for it: Code: Why. Do that."


def test_each_repeat_is_logged_without_the_url(
    caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    """With operation, code and pause."""
    caplog.set_level("DEBUG")
    caller.calls()("Operate", caller.failing(ReadTimeoutError(endpoint_url=URL)))
    assert caplog.messages == ["Operate: ReadTimeoutError, retrying in 0.5 s"]
