"""What is checked before a release."""

from importlib.metadata import distribution

import pytest

from scripts.release_check import (
    NotReleasableError,
    licenses_of,
    registry_addresses,
    release_notes,
)

CHANGELOG = """\
# Changelog

## Unreleased

### Added

- Next.

## 0.2.0 - 2026-11-29

- This.

## 0.1.0

"""


def test_release_notes_are_the_section_of_the_version() -> None:
    """With or without a date, up to the next one."""
    assert release_notes("0.2.0", CHANGELOG) == "- This."
    assert release_notes("Unreleased", CHANGELOG) == "### Added\n\n- Next."


@pytest.mark.parametrize("version", ["0.1.0", "0.2", "0.3.0"])
def test_a_version_without_notes_is_not_released(version: str) -> None:
    """Its section is missing or empty, or that of another version."""
    with pytest.raises(NotReleasableError, match=f"nothing to say about {version}$"):
        release_notes(version, CHANGELOG)


@pytest.mark.parametrize(
    "line",
    [
        "--extra-index" + "-url https://example.com/",
        "index-" + 'url = "https://example.com/x"',
        '"resolved' + '": "https://example.com/a.tgz"',
        "https://example.com" + "/simple/boto3",
    ],
)
def test_a_registry_is_found(line: str) -> None:
    """Whoever installs has one of their own."""
    assert list(registry_addresses(f"a\n{line}\n")) == ["line 2"]


def test_other_addresses_are_not_registries() -> None:
    """Those of documents and licenses."""
    assert list(registry_addresses("see https://example.com/simple\n")) == []


def test_the_license_of_a_distribution_is_found() -> None:
    """As an expression, a classifier, or a text."""
    assert "Apache" in licenses_of(distribution("aws-cdk-lib"))
    assert "MIT" in licenses_of(distribution("rich"))
