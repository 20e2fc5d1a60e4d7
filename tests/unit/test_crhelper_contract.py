"""What the subclass relies on in the pinned crhelper."""

import inspect
import logging
import os
from importlib.metadata import version
from unittest import mock

import pytest
from crhelper import CfnResource, resource_helper

from cognito_user_import.cloudformation import custom_resource
from cognito_user_import.cloudformation.custom_resource import UserImportResource

OVERRIDDEN = sorted(
    name
    for name, member in vars(UserImportResource).items()
    if name in vars(CfnResource) and callable(member) and name != "__init__"
)


def test_crhelper_is_the_pinned_release() -> None:
    """Another release needs a new review of this contract."""
    assert version("crhelper") == "2.0.12"


def test_every_override_is_required_at_import() -> None:
    """So that a crhelper without it fails at once, and says so."""
    assert sorted(custom_resource._OVERRIDDEN) == OVERRIDDEN


@pytest.mark.parametrize("name", OVERRIDDEN)
def test_what_is_overridden_is_there_with_the_same_parameters(name: str) -> None:
    """A name that crhelper gave up would leave our code uncalled, and the stack without answer."""
    theirs, ours = getattr(CfnResource, name), getattr(UserImportResource, name)
    assert list(inspect.signature(theirs).parameters) == list(inspect.signature(ours).parameters)
    assert ours is not theirs


@pytest.mark.parametrize(
    ("caller", "called"),
    [
        ("__call__", "_send("),
        ("__call__", "_timer.cancel("),
        ("_cfn_response", "generate_physical_id("),
        ("_cfn_response", "_send("),
        ("_crhelper_init", "_set_timeout("),
        ("_crhelper_init", "_init_failed"),
        ("_timeout", "_send("),
    ],
)
def test_crhelper_calls_what_is_overridden(caller: str, called: str) -> None:
    """An override that nothing calls would be dead."""
    assert called in inspect.getsource(getattr(CfnResource, caller))


def test_the_sender_is_bound_as_a_default_so_only_the_override_replaces_it() -> None:
    """Patching the module would change nothing; that is why _send is overridden."""
    send = inspect.signature(CfnResource.__dict__["_send"])
    assert send.parameters["send_response"].default is vars(resource_helper)["_send_response"]


def test_no_boto3_client_is_made_for_polling() -> None:
    """Crhelper's three clients would cost a tenth of a second of each cold start."""
    with mock.patch("boto3.client") as client:
        UserImportResource()
    assert client.call_count == 0


def test_the_environment_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """The switch that keeps crhelper from making clients is set for that moment only."""
    monkeypatch.setenv("AWS_SAM_LOCAL", "before")
    UserImportResource()
    with monkeypatch.context() as unset:
        unset.delenv("AWS_SAM_LOCAL")
        UserImportResource()
        assert "AWS_SAM_LOCAL" not in os.environ
    assert os.environ["AWS_SAM_LOCAL"] == "before"


def test_crhelper_logs_at_warning_and_waits_for_nothing() -> None:
    """Its defaults are DEBUG, which logs the ResponseURL, and 120 s of sleep at each Delete."""
    resource = UserImportResource()
    assert logging.getLogger().level == logging.WARNING
    assert vars(resource)["_sleep_on_delete"] == 0
