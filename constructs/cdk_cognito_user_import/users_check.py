"""Checks the users of an import at synth, by what the app knows of their pool."""

from collections.abc import Iterator
from typing import Final, Protocol

from aws_cdk import Annotations, Token
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from cdk_cognito_user_import.at_synth import at_synth
from cdk_cognito_user_import.defined_pool import defined_pool
from cdk_cognito_user_import.known_profile import known_profile
from cognito_user_import.csv_rules import Issue, PoolProfile, rules
from cognito_user_import.errors import InvalidFileError
from cognito_user_import.judgement.duration import DEPLOYMENT_MINUTES, estimate
from cognito_user_import.judgement.of_file import FileVerdict, judge_file

_WARNING_ID: Final = "cdk-cognito-user-import"
_LONG: Final = 100_000
"""Users. The import of more may take longer than a deployment waits."""
_LINES_SHOWN: Final = 10


class LocalUsers(Protocol):
    """Users that are known at synth: a file, or rows in code.

    :param name: What an error calls them.
    :param size: Of their file in bytes, if it exists.
    """

    name: str
    size: int | None

    def blocks(self, profile: PoolProfile) -> Iterator[bytes]:
        """Yield the bytes of their CSV file for a pool.

        :raises OSError: They can't be read.
        """
        ...

    def describe(self, issue: Issue) -> str:
        """Return one line that says what is wrong and where."""
        ...


def check_users(
    job: Construct,
    users: LocalUsers,
    user_pool: cognito.IUserPool,
    *,
    algorithm: str | None,
    max_failed_users: int,
    row_rules: bool,
    wait: bool,
    of_any_size: bool,
) -> None:
    """Fail the synth if users can't be imported, and warn of what AWS doesn't document.

    :param algorithm: Of their password hashes; may be a token.
    :param max_failed_users: May be a token.
    :param row_rules: Whether to check the rows, too; if not, only what AWS documents as the end of
        a job is an error.
    :param wait: Whether the deployment waits for the import to end.
    :param of_any_size: Whether there may be more users than one job imports.
    """

    def judge() -> FileVerdict:
        profile = known_profile(defined_pool(user_pool))
        # The deployment may yet name an algorithm.
        may_be_named = Token.is_unresolved(algorithm)
        return judge_file(
            users.blocks(profile),
            profile,
            algorithm="" if algorithm is None or may_be_named else algorithm,
            max_failed_rows=None if Token.is_unresolved(max_failed_users) else max_failed_users,
            size=users.size,
            of_any_size=of_any_size,
            row_rules=row_rules,
            unknown=(rules.HASH_WITHOUT_ALGORITHM,) if may_be_named else (),
        )

    def annotate() -> None:
        annotations = Annotations.of(job)
        try:
            found = judge()
        except OSError as error:
            # The app doesn't stage its assets, so the file can be gone.
            annotations.add_error(f"Can't read {users.name}: {error.strerror}")
            return
        except InvalidFileError as error:
            # jsii would pass on only the text of an exception.
            annotations.add_error(str(error))
            return
        if found.refused:
            lines = found.first_lines(users.describe, _LINES_SHOWN)
            heading = f"{users.name} can't be imported:"
            annotations.add_error("\n".join([heading, *lines, found.summary]))
        elif wait and (rows := found.report.file.rows) > _LONG:
            annotations.add_warning_v2(
                f"{_WARNING_ID}:long-import",
                f"{users.name} has {rows:,} users. Their import takes {estimate(rows)}. A "
                f"deployment waits at most {DEPLOYMENT_MINUTES} minutes for it, and then fails. "
                "Set wait=False to end the deployment when the job reads rows, or import the "
                "file with the command line: cognito-user-import run.",
            )
        for rule, text in found.warnings(users.describe).items():
            annotations.add_warning_v2(f"{_WARNING_ID}:{rule.code}", text)

    at_synth(job, annotate)
