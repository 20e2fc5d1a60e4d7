"""Refusals that pass by themselves, compared with botocore's own lists."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.loaders import create_loader
from botocore.retries import standard

from cognito_user_import.aws.passing import PASSING_CODES, error_code, passes

_QUOTA = "LimitExceededException"


def botocores_conditions() -> Iterator[dict[str, Any]]:
    """Yield the responses that botocore's legacy mode repeats for every service."""
    retries = create_loader().load_data("_retry")
    for policy in retries["retry"]["__default__"]["policies"].values():
        condition = retries["definitions"][policy["$ref"]]["applies_when"]
        if "response" in condition:
            yield condition["response"]


def test_the_codes_are_those_of_botocores_standard_mode() -> None:
    """Except for a code that is a quota in Cognito."""
    botocores = {
        *vars(standard.TransientRetryableChecker)["_TRANSIENT_ERROR_CODES"],
        *vars(standard.ThrottledRetryableChecker)["_THROTTLED_ERROR_CODES"],
    }
    assert botocores - {_QUOTA} == PASSING_CODES


def test_what_botocores_legacy_mode_repeats_passes() -> None:
    """For any service."""
    conditions = list(botocores_conditions())
    refused = [
        condition
        for condition in conditions
        if not passes(condition["http_status_code"], condition.get("service_error_code", ""))
    ]
    assert len(conditions) > 8
    assert refused == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<Error><Code>SlowDown</Code><Message>why</Message></Error>", "SlowDown"),
        (b"<Error><Code>not a code</Code></Error>", ""),
        (b"", ""),
    ],
)
def test_s3_names_the_code_in_its_body(body: bytes, code: str) -> None:
    """Nothing else of a body is safe to repeat."""
    assert error_code(body) == code
