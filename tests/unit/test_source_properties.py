"""The resource properties of a source, as CloudFormation sends them."""

import pytest

from cognito_user_import.errors import InvalidPropertyError
from cognito_user_import.properties.import_properties import ImportProperties
from cognito_user_import.properties.source_properties import SourceFormat, SourceProperties
from tests.cloudformation.events import properties

SOURCE = {"SourceBucket": "files", "SourceKey": "users.csv"}


def test_without_a_source_there_is_none() -> None:
    """The limits alone make none."""
    assert SourceProperties.of({"MaxFailedUsers": "0", "Wait": "true"}) is None
    assert ImportProperties.of(properties()).source is None


def test_a_source_has_defaults() -> None:
    """A CSV file with a wait, in which no row may fail and any may be skipped."""
    assert SourceProperties.of(SOURCE) == SourceProperties(
        bucket="files",
        key="users.csv",
        version="",
        digest="",
        format=SourceFormat.CSV,
        max_failed_users=0,
        max_skipped_users=None,
        wait=True,
        validate=True,
    )


def test_a_source_is_read() -> None:
    """Every property has its place."""
    given = {
        "SourceVersion": "v1",
        "SourceDigest": "ab" * 32,
        "SourceFormat": "JSON",
        "MaxFailedUsers": "3",
        "MaxSkippedUsers": "0",
        "Wait": "false",
        "Validate": "false",
    }
    assert SourceProperties.of({**SOURCE, **given}) == SourceProperties(
        bucket="files",
        key="users.csv",
        version="v1",
        digest="ab" * 32,
        format=SourceFormat.JSON,
        max_failed_users=3,
        max_skipped_users=0,
        wait=False,
        validate=False,
    )


def test_many_files_have_a_prefix_in_place_of_a_key() -> None:
    """They are other content than an object whose key is the prefix."""
    many = SourceProperties.of({"SourceBucket": "files", "SourcePrefix": "2026/"})
    one = SourceProperties.of({"SourceBucket": "files", "SourceKey": "2026/"})
    assert many
    assert one
    assert (many.key, many.prefix, many.url) == ("", "2026/", "s3://files/2026/*")
    assert (one.key, one.prefix, one.url) == ("2026/", "", "s3://files/2026/")
    assert many.content != one.content


@pytest.mark.parametrize(
    ("change", "is_versioned"),
    [({}, True), ({"SourceVersion": "v1"}, False), ({"SourceDigest": "ab" * 32}, False)],
)
def test_an_object_that_can_be_overwritten_is_versioned_at_run_time(
    change: dict[str, str], is_versioned: bool
) -> None:
    """A named version and a digest stand for one content for ever."""
    source = SourceProperties.of({**SOURCE, **change})
    assert source
    assert source.is_versioned is is_versioned


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"SourceBucket": "files"}, "SourceKey must be a string. Received: nothing"),
        ({"SourceKey": "users.csv"}, "SourceBucket must be a string. Received: nothing"),
        ({**SOURCE, "SourceKey": ""}, "SourceKey must not be empty"),
        ({**SOURCE, "SourceDigest": "AB"}, "SourceDigest must be 64 hexadecimal digits"),
        (
            {**SOURCE, "SourceFormat": "YAML"},
            "SourceFormat must be one of CSV, JSON. Received: 'YAML'",
        ),
        ({**SOURCE, "Wait": "yes"}, "Wait must be one of true, false. Received: 'yes'"),
        ({**SOURCE, "Validate": "0"}, "Validate must be one of true, false. Received: '0'"),
        (
            {**SOURCE, "MaxFailedUsers": "-1"},
            "MaxFailedUsers must be a whole number of up to nine digits. Received: '-1'",
        ),
        (
            {**SOURCE, "MaxSkippedUsers": "many"},
            "MaxSkippedUsers must be a whole number of up to nine digits. Received: 'many'",
        ),
        ({**SOURCE, "Wait": True}, "Wait must be a string. Received: bool"),
    ],
)
def test_bad_properties_are_refused(given: dict[str, object], message: str) -> None:
    """What was a token at synth is checked here, before anything is called."""
    with pytest.raises(InvalidPropertyError) as raised:
        SourceProperties.of(given)
    assert str(raised.value) == message
