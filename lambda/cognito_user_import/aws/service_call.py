"""Calls of AWS operations, repeated as long as repeating can help."""

import copy
import logging
from collections.abc import Callable, Collection, Mapping
from typing import Final, TypeVar

from botocore import exceptions as botocore_errors

from cognito_user_import.aws.backoff import pauses
from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.errors import ServiceError
from cognito_user_import.logs import redact

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

_THROTTLES: Final = frozenset({"TooManyRequestsException", "ThrottlingException", "SlowDown"})
_DENIALS: Final = frozenset({"AccessDeniedException", "NotAuthorizedException"})
_PATIENCE: Final = 120.0

ANY_CODE: Final = ""
"""The key of the advice for a code that has none of its own."""
_DEFAULT_ADVICE: Final = "Deploy again; if it fails again, look the code up in the service's API."
# An answer that is cut off is repeated as one that never came.
_UNANSWERED: Final = (
    botocore_errors.ConnectionError,
    botocore_errors.HTTPClientError,
    botocore_errors.IncompleteReadError,
)


class ServiceCalls:
    """Calls operations on one subject with jittered pauses, until a deadline.

    :param subject: What the operations are for, such as ``user pool eu-central-1_AbCdEf``.
    :param deadline: No call is repeated past it; its clock is the one to wait by.
    :param propagation: Seconds from now for which a denial may come from a role or a policy that
        was made moments ago and that not all of AWS knows yet; 2 to 30 s are usual.
    :param advice: What to do about an error, by its code; ANY_CODE stands for all others.
    :param patience: Seconds for which one operation is repeated before its failure counts.
        Default: - 120
    """

    def __init__(
        self,
        subject: str,
        deadline: Deadline,
        propagation: float,
        *,
        advice: Mapping[str, str],
        patience: float = _PATIENCE,
    ) -> None:
        self.deadline = deadline
        self.subject = subject
        self._advice = advice
        self._patience = patience
        self._propagation = Deadline(propagation, deadline.clock)

    def about(self, subject: str, advice: Mapping[str, str]) -> "ServiceCalls":
        """Return calls about another subject, which have the same time."""
        other = copy.copy(self)
        other.subject, other._advice = subject, advice
        return other

    def __call__(
        self,
        operation: str,
        attempt: Callable[[], Answer],
        *,
        before_repeat: Callable[[], Answer | None] = lambda: None,
        propagating: Collection[str] = _DENIALS,
    ) -> Answer:
        """Make the call; repeat it when throttled, unanswered, failed inside, or denied too early.

        :param attempt: Makes the call once.
        :param before_repeat: Looks whether an earlier attempt was carried out although its answer
            was lost; what it returns is the answer, unless it is None.
        :param propagating: Error codes that a role or policy made moments ago can cause.
        :raises ServiceError: The service refused, or kept failing for as long as it is repeated.
        """
        patience: Deadline | None = None
        waits = pauses()
        while True:
            try:
                return attempt()
            except botocore_errors.ClientError as error:
                failure = self._refusal(operation, error)
                status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
                spreads = failure.code in propagating
                if not spreads and failure.code not in _THROTTLES and status < 500:
                    raise failure from error
            except _UNANSWERED as error:
                failure, spreads = self._unanswered(operation, error), False
            except botocore_errors.BotoCoreError as error:
                raise self._unanswered(operation, error) from error
            # From the first failure: an attempt can be the upload of a large file.
            patience = patience or Deadline(self._patience, self.deadline.clock)
            limit = self._propagation if spreads else patience
            pause = next(waits)
            if min(limit.remaining, self.deadline.remaining) < pause:
                raise failure
            logger.info("%s: %s, again in %.1f s", operation, failure.code, pause)
            self.deadline.clock.sleep(pause)
            if (found := before_repeat()) is not None:
                return found

    @property
    def is_propagating(self) -> bool:
        """Whether a role or policy of this deployment may still be unknown to part of AWS."""
        return self._propagation.remaining > 0

    def _refusal(self, operation: str, error: botocore_errors.ClientError) -> ServiceError:
        code = error.response.get("Error", {}).get("Code", "Unknown")
        detail = error.response.get("Error", {}).get("Message", "") or "no message"
        return self._failure(operation, code, detail)

    def _unanswered(self, operation: str, error: botocore_errors.BotoCoreError) -> ServiceError:
        return self._failure(operation, type(error).__name__, str(error))

    def _failure(self, operation: str, code: str, detail: str) -> ServiceError:
        advice = self._advice.get(code) or self._advice.get(ANY_CODE, _DEFAULT_ADVICE)
        return ServiceError(operation, code, redact(detail), self.subject, advice)
