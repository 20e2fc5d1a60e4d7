"""The boto3 clients of an execution environment."""

import pytest

from cognito_user_import.aws.clients import Clients


@pytest.fixture(scope="module")
def clients() -> Clients:
    """Make clients that need no Cognito."""
    return Clients(None)  # type: ignore[arg-type]


def test_s3s_own_checksums_are_not_computed(clients: Clients) -> None:
    """The setting takes effect, although Config doesn't have it: botocore 1.35 refuses it there."""
    validation = [
        vars(client.meta.config)["response_checksum_validation"]
        for client in (clients.s3, clients.logs)
    ]
    assert validation == ["when_required", "when_supported"]


@pytest.mark.parametrize("name", ["s3", "logs"])
def test_each_call_is_tried_once(clients: Clients, name: str) -> None:
    """ServiceCalls repeats it."""
    config = getattr(clients, name).meta.config
    assert config.retries["total_max_attempts"] == 1
    assert (config.connect_timeout, config.read_timeout) == (5, 20)
