"""What a check of `doctor` found."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from cognito_user_import.errors import ServiceError, UserImportError
from cognito_user_import_cli.aws_advice import DENIALS
from cognito_user_import_cli.command_errors import CommandError


class Health(StrEnum):
    """How good what a check found is for an import."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found.

    :param check: The name of the check.
    :param text: What was found and, if it isn't good, what to do.
    """

    check: str
    health: Health
    text: str

    @property
    def document(self) -> dict[str, str]:
        """The finding as JSON."""
        return {"check": self.check, "result": self.health, "text": self.text}


def good(check: str, text: str) -> Finding:
    """Return a finding that is as it should be."""
    return Finding(check, Health.OK, text)


def doubtful(check: str, text: str) -> Finding:
    """Return a finding that may keep an import from working."""
    return Finding(check, Health.WARNING, text)


def bad(check: str, text: str) -> Finding:
    """Return a finding that keeps imports from working."""
    return Finding(check, Health.FAILED, text)


def looked(check: str, service: str, look: Callable[[], Finding]) -> Finding:
    """Return what a look found, or why it wasn't possible.

    :param service: The prefix of the service's permissions, such as ``iam``.
    """
    try:
        return look()
    except ServiceError as error:
        # A missing permission of this person says nothing about the import.
        if error.code in DENIALS:
            return doubtful(check, f"couldn't look: needs {service}:{error.operation}")
        return bad(check, str(error))
    except (CommandError, UserImportError) as error:
        return bad(check, str(error))
