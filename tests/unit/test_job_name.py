"""Content-addressed job names."""

import re

import pytest

from cognito_user_import.job_name import MAX_BASE_NAME_LENGTH, fingerprint, job_name
from cognito_user_import.properties import ImportProperties
from cognito_user_import.service_model import JOB_NAME
from tests.cloudformation.events import LOGICAL_ID, STACK_ID, properties


def test_a_fingerprint_is_twelve_hexadecimal_digits() -> None:
    """Short enough for a name, long enough for the jobs of a pool."""
    assert re.fullmatch("[0-9a-f]{12}", fingerprint("a", "b"))


def test_the_same_content_has_the_same_fingerprint() -> None:
    """In any process, on any machine: a repeat must find what the first attempt made."""
    assert fingerprint("a", "b") == "3554d2b8a1e3"


@pytest.mark.parametrize("other", [("ab",), ("a", "b", ""), ("b", "a"), ("a", "B"), ('a", "b',)])
def test_other_content_has_another_fingerprint(other: tuple[str, ...]) -> None:
    """Where one string ends and the next begins counts too."""
    assert fingerprint(*other) != fingerprint("a", "b")


def test_the_longest_name_fits() -> None:
    """A base name of the greatest length makes a name that the API takes."""
    assert JOB_NAME.violation(job_name("n" * MAX_BASE_NAME_LENGTH, "content")) is None


@pytest.mark.parametrize(
    "change",
    [
        {"UserPoolId": "eu-central-1_Other1"},
        {"JobName": "other"},
        {"CloudWatchLogsRoleArn": "arn:aws:iam::111122223333:role/Other"},
        {"PasswordHashingAlgorithm": "BCRYPT"},
        {"Trigger": "2"},
    ],
)
def test_each_part_of_an_import_changes_its_name(change: dict[str, str]) -> None:
    """Pool, name, role, algorithm and trigger make an import what it is."""
    assert _name(**change) != _name()


@pytest.mark.parametrize("change", [{"MaxFailedUsers": "3"}, {"ServiceTimeout": "60"}])
def test_nothing_else_does(change: dict[str, str]) -> None:
    """A limit or a timeout is no reason for another job."""
    assert _name(**change) == _name()


def test_stacks_and_resources_do_not_share_jobs() -> None:
    """Two imports with the same properties are two imports."""
    import_ = ImportProperties.of(properties())
    names = {
        import_.job_name(STACK_ID, LOGICAL_ID),
        import_.job_name(STACK_ID, "Other"),
        import_.job_name(f"{STACK_ID}2", LOGICAL_ID),
    }
    assert len(names) == 3


def _name(**changes: str) -> str:
    return ImportProperties.of(properties(**changes)).job_name(STACK_ID, LOGICAL_ID)
