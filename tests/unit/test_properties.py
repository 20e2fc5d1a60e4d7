"""Resource properties as CloudFormation sends them."""

from typing import Any

import pytest

from cognito_user_import.errors import InvalidPropertyError
from cognito_user_import.properties.import_properties import ImportProperties
from tests.cloudformation.events import properties
from tests.fakes.cognito import POOL, ROLE


def test_properties_are_read() -> None:
    """What is not given is empty."""
    assert ImportProperties.of(properties(Trigger="2")) == ImportProperties(
        user_pool_id=POOL,
        base_name="seed",
        logs_role_arn=ROLE,
        password_hashing_algorithm="",
        trigger="2",
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"UserPoolId": None}, "UserPoolId must be a string. Received: nothing"),
        ({"UserPoolId": ["a"]}, "UserPoolId must be a string. Received: list"),
        ({"UserPoolId": "x"}, r"UserPoolId must match [\w-]+_[0-9a-zA-Z]+. Received: 'x'"),
        ({"JobName": ""}, "JobName must have 1 to 93 characters, has 0. Received: ''"),
        (
            {"JobName": "n" * 94},
            f"JobName must have 1 to 93 characters, has 94. Received: '{'n' * 94}'",
        ),
        (
            {"CloudWatchLogsRoleArn": "arn"},
            "CloudWatchLogsRoleArn must have 20 to 2048 characters, has 3. Received: 'arn'",
        ),
        (
            {"PasswordHashingAlgorithm": "MD5"},
            "PasswordHashingAlgorithm must be one of ARGON2ID, BCRYPT, PBKDF2_SHA256, SCRYPT. "
            "Received: 'MD5'",
        ),
        ({"Trigger": 2}, "Trigger must be a string. Received: int"),
    ],
)
def test_bad_properties_are_refused(change: dict[str, Any], message: str) -> None:
    """What was a token at synth is checked here, before Cognito is called."""
    with pytest.raises(InvalidPropertyError) as raised:
        ImportProperties.of({**properties(), **change})
    assert str(raised.value) == message
