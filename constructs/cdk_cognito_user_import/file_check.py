"""Checks the users of an import at synth, by what the app knows of their pool."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

import jsii
from aws_cdk import Annotations, AspectPriority, Aspects, IAspect, Token
from aws_cdk import aws_cognito as cognito
from constructs import Construct, IConstruct

from cdk_cognito_user_import.pool_profile import pool_profile
from cognito_user_import.csv_rules import Issue, PoolProfile, rules
from cognito_user_import.errors import InvalidFileError
from cognito_user_import.judgement.of_file import FileVerdict, judge_file

_WARNING_ID: Final = "cdk-cognito-user-import"
_LINES_SHOWN: Final = 10


class LocalUsers(Protocol):
    """Users that are known at synth.

    :param name: What an error calls them.
    """

    name: str

    def blocks(self, profile: PoolProfile) -> Iterator[bytes]:
        """Yield the bytes of their CSV file, as it is for a pool.

        :raises OSError: They can't be read.
        """
        ...

    def describe(self, issue: Issue) -> str:
        """Return one line that says what is wrong and where."""
        ...


@dataclass(frozen=True, kw_only=True)
class FileCheck:
    """What an import's users are checked by besides the rules.

    :param algorithm: Of their password hashes; a token if only the deployment knows it.
    :param max_failed_users: May be a token.
    :param row_rules: Whether the rows are judged, or only the file as a whole.
    """

    user_pool: cognito.IUserPool
    algorithm: str | None
    max_failed_users: int
    row_rules: bool

    def verdict(self, users: LocalUsers) -> FileVerdict:
        """Check and judge users.

        :raises OSError: They can't be read.
        """
        profile = pool_profile(self.user_pool)
        is_known = not Token.is_unresolved(self.max_failed_users)
        return judge_file(
            users.blocks(profile),
            profile,
            algorithm=self._known_algorithm or "",
            max_failed_rows=self.max_failed_users if is_known else None,
            row_rules=self.row_rules,
            # Perhaps the deployment names the algorithm.
            unknown=() if self._known_algorithm is not None else (rules.HASH_WITHOUT_ALGORITHM,),
        )

    @property
    def _known_algorithm(self) -> str | None:
        return None if Token.is_unresolved(self.algorithm) else self.algorithm or ""


def check_at_synth(job: Construct, users: LocalUsers, file_check: FileCheck) -> None:
    """Let the synth fail if users can't be imported, and warn of what AWS is silent on."""
    # When all is defined: the pool may still be changed.
    Aspects.of(job).add(_Checking(job, users, file_check), priority=AspectPriority.READONLY)


@jsii.implements(IAspect)
class _Checking:
    def __init__(self, job: Construct, users: LocalUsers, file_check: FileCheck) -> None:
        self._job = job
        self._users = users
        self._check = file_check

    def visit(self, node: IConstruct) -> None:
        if node is not self._job:
            return
        annotations = Annotations.of(self._job)
        try:
            found = self._check.verdict(self._users)
        except OSError as error:
            annotations.add_error(f"{self._users.name} can't be read: {error.strerror}")
            return
        except InvalidFileError as error:
            # An exception would reach nobody through jsii but as the text of its own.
            annotations.add_error(str(error))
            return
        if found.refused:
            lines = found.first_lines(self._users.describe, _LINES_SHOWN)
            heading = f"{self._users.name} can't be imported:"
            annotations.add_error("\n".join([heading, *lines, found.summary]))
        for rule, text in found.warnings(self._users.describe).items():
            annotations.add_warning_v2(f"{_WARNING_ID}:{rule.code}", text)
