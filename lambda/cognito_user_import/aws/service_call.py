"""Calls to AWS operations, retried as long as a retry can help."""

import copy
import logging
from collections.abc import Callable, Collection, Mapping
from typing import Final, TypeVar

from botocore import exceptions as botocore_errors

from cognito_user_import.aws.backoff import pauses
from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.passing import passes
from cognito_user_import.errors import ServiceError
from cognito_user_import.logs import redact

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

_DENIALS: Final = frozenset({"AccessDeniedException", "NotAuthorizedException"})
_PATIENCE: Final = 120.0

ANY_CODE: Final = ""
"""The key of the advice for a code without its own advice."""
_DEFAULT_ADVICE: Final = (
    "Deploy again. If it fails again, look up the error code in the service's API reference."
)
# A truncated response is retried like a missing one.
_UNANSWERED: Final = (
    botocore_errors.ConnectionError,
    botocore_errors.HTTPClientError,
    botocore_errors.IncompleteReadError,
)


class ServiceCalls:
    """Calls operations on one subject with jittered pauses, until a deadline.

    :param subject: The resource concerned, such as ``user pool eu-central-1_AbCdEf``.
    :param deadline: No retry starts after it. Its clock measures all pauses.
    :param propagation: Seconds from now during which a denial may come from a new role or policy
        that hasn't reached all of AWS yet. Usually, 2 to 30 seconds are enough.
    :param advice: What to do about an error, by its code. ANY_CODE covers all other codes.
    :param patience: Seconds for which one operation is retried. Default: - 120
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
        """Return calls about another subject, with the same deadline."""
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
        """Make the call; retry on throttling, no response, a server error, or an early denial.

        :param attempt: Makes the call once.
        :param before_repeat: Finds out whether an earlier attempt succeeded although its response
            was lost. If it returns anything but None, that is the result.
        :param propagating: Error codes that a new role or policy can cause.
        :raises ServiceError: The service refused, or all retries failed.
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
                if not spreads and not passes(status, failure.code):
                    raise failure from error
            except _UNANSWERED as error:
                failure, spreads = self._unanswered(operation, error), False
            except botocore_errors.BotoCoreError as error:
                raise self._unanswered(operation, error) from error
            # Starts at the first failure, because an attempt can be the upload of a large file.
            patience = patience or Deadline(self._patience, self.deadline.clock)
            limit = self._propagation if spreads else patience
            pause = next(waits)
            if min(limit.remaining, self.deadline.remaining) < pause:
                raise failure
            logger.info("%s: %s, retrying in %.1f s", operation, failure.code, pause)
            self.deadline.clock.sleep(pause)
            if (found := before_repeat()) is not None:
                return found

    @property
    def is_propagating(self) -> bool:
        """Whether a role or policy of this deployment may not have reached all of AWS yet."""
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
