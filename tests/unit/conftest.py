"""The real handler, warm, with Cognito in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cognito_user_import.aws import backoff
from local_aws.guesses import GiveUpRule
from tests.cloudformation.harness import Handler, running_handler
from tests.fakes.cognito import FakeCognito
from tests.unit.running_import import RunningImport, running_import


@pytest.fixture
def cognito() -> FakeCognito:
    """Make a Cognito with one user pool."""
    return FakeCognito()


@pytest.fixture
def handler(tmp_path: Path, cognito: FakeCognito) -> Iterator[Handler]:
    """Run a handler on it."""
    with running_handler(tmp_path, cognito) as handler:
        yield handler


@pytest.fixture(autouse=True)
def no_jitter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have pauses be the longest, which a test can name."""
    monkeypatch.setattr(backoff, "random", lambda: 1.0)


@pytest.fixture(
    params=[
        GiveUpRule.AT_END,
        pytest.param(GiveUpRule.NEVER, marks=pytest.mark.thorough),
        pytest.param(GiveUpRule.EARLY, marks=pytest.mark.thorough),
    ]
)
def each_give_up_rule(request: pytest.FixtureRequest, cognito: FakeCognito) -> None:
    """Have jobs end as Failed by each rule that Cognito may have."""
    cognito.settings.give_up_rule = request.param


@pytest.fixture
def import_(tmp_path: Path, cognito: FakeCognito) -> Iterator[RunningImport]:
    """Run a handler in a world whose file has three good rows."""
    with running_import(tmp_path, cognito) as import_:
        yield import_
