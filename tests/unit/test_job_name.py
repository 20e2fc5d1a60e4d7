"""Content-addressed job names."""

import re

import pytest

from cognito_user_import.cognito.job_name import MAX_BASE_NAME_LENGTH, job_names, left_out_of
from cognito_user_import.cognito.service_model import JOB_NAME
from cognito_user_import.fingerprint import fingerprint
from cognito_user_import.properties.import_properties import ImportProperties
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
    names = job_names("n" * MAX_BASE_NAME_LENGTH, "content", is_versioned=True)
    longest = names.of("version", 500_000)
    assert len(longest) == JOB_NAME.maximum
    assert JOB_NAME.violation(longest) is None


@pytest.mark.parametrize("name", ["users-100-skipped", "users-2-skipped-100-skipped"])
def test_a_name_that_people_give_says_nothing_about_rows(name: str) -> None:
    """Only one with a fingerprint does."""
    assert left_out_of(name) == 0
    assert left_out_of(job_names(name, "content").of(left_out=7)) == 7


def test_the_version_of_an_object_follows_the_fingerprint() -> None:
    """Another version is another import with the same stem; no other name has this stem."""
    names = job_names("seed", "content", is_versioned=True)
    first, second = names.of('"etag-1"'), names.of('"etag-2"')
    assert first != second
    assert re.fullmatch("seed-[0-9a-f]{12}-[0-9a-f]{6}", first)
    assert all(map(names.include, (first, second)))
    others = [names.stem, f"{first}0", f"more-{first}", job_names("seed", "content").of()]
    assert not any(map(names.include, others))


def test_an_import_without_versions_has_one_name() -> None:
    """The version that Cognito's list shows belongs to another import then."""
    names = job_names("seed", "content")
    assert names.include(names.of())
    assert not names.include(f"{names.of()}-123456")


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


SOURCE = {"SourceBucket": "files", "SourceKey": "users.csv"}
DIGEST = {"SourceDigest": "0" * 64}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, SOURCE),
        (SOURCE, {**SOURCE, "SourceBucket": "others"}),
        (SOURCE, {**SOURCE, "SourceKey": "others.csv"}),
        (SOURCE, {**SOURCE, "SourceVersion": "1"}),
        ({**SOURCE, **DIGEST}, {**SOURCE, "SourceDigest": "1" * 64}),
    ],
)
def test_the_content_of_a_source_is_part_of_an_import(
    one: dict[str, str], other: dict[str, str]
) -> None:
    """Where it is, which version, or what its digest is."""
    assert _name(**one) != _name(**other)


@pytest.mark.parametrize(
    "change",
    [
        {"SourceBucket": "others"},
        {"SourceKey": "others.csv"},
        {"CloudWatchLogsRoleArn": "arn:aws:iam::111122223333:role/Other"},
        {"MaxFailedUsers": "3", "MaxSkippedUsers": "4"},
        {"Wait": "false"},
    ],
)
def test_the_same_content_is_the_same_import(change: dict[str, str]) -> None:
    """Its place, the log's role, and the limits make no difference."""
    assert _name(**SOURCE, **DIGEST) == _name(**{**SOURCE, **DIGEST, **change})


@pytest.mark.parametrize("change", [{"MaxFailedUsers": "3"}, {"ServiceTimeout": "60"}])
def test_nothing_else_does(change: dict[str, str]) -> None:
    """A limit or a timeout is no reason for another job."""
    assert _name(**change) == _name()


def test_stacks_and_resources_do_not_share_jobs() -> None:
    """Two imports with the same properties are two imports."""
    import_ = ImportProperties.of(properties())
    names = {
        import_.job_names(STACK_ID, LOGICAL_ID),
        import_.job_names(STACK_ID, "Other"),
        import_.job_names(f"{STACK_ID}2", LOGICAL_ID),
    }
    assert len(names) == 3


def _name(**changes: str) -> str:
    return ImportProperties.of(properties(**changes)).job_names(STACK_ID, LOGICAL_ID).of()
