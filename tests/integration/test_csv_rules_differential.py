"""The rules against the embedded AWS: what they pass is imported, what they refuse is not."""

from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest

from cognito_user_import.csv_rules import Issue, PoolProfile, Report, check
from cognito_user_import.csv_rules.rules import ERROR, RULES
from local_aws import LocalAws
from local_aws.csv_file import CsvError, Dialect, read_csv
from local_aws.guesses import FIRST_USER_LINE, GiveUpRule
from local_aws.import_run import ImportRun, _Batch
from local_aws.import_scenario import ImportScenario
from local_aws.ministack_access.users import KnownUsers, make_pool, pool_settings
from local_aws.pools import PoolKey, PoolSettings
from local_aws.row_rules import RowRules
from tests.csv_files.pool_shapes import POOL_SHAPES
from tests.csv_files.random_files import RandomFile, random_file
from tests.seeds import SEED

pytestmark = pytest.mark.integration

FILES_PER_SHAPE = 500
FILES_PER_SHAPE_OVER_HTTP = 3
# Of these, files of more than a handful of rows are needed.
TOO_BIG_TO_DRAW = {"CUI-001", "CUI-002", "CUI-102"}
SHAPES = pytest.mark.parametrize(
    "number", range(len(POOL_SHAPES)), ids=[f"pool{n}" for n in range(len(POOL_SHAPES))]
)


@dataclass(frozen=True)
class Outcome:
    """What became of a file.

    :param lines: The outcome of each line; None if the job failed as a whole.
    """

    lines: dict[int, str] | None

    @property
    def is_clean(self) -> bool:
        """Whether every row was imported."""
        return self.lines is not None and set(self.lines.values()) <= {"SUCCEEDED"}

    def refuses(self, issue: Issue) -> bool:
        """Say whether the service refused what an issue is about."""
        if self.lines is None:
            return True
        lines = [issue.line]
        if issue.rule.code.startswith("CUI-3"):
            # Of two rows with one name either can be the one that is not imported.
            lines.append(int(issue.detail))
        return any(self.lines.get(line, "SUCCEEDED") != "SUCCEEDED" for line in lines)


def imported_in_process(file: RandomFile, key: PoolKey, pool: PoolSettings) -> Outcome:
    """Import a file as the embedded AWS does, without a job."""
    if not pool.auto_verified:
        return Outcome(None)
    algorithm = file.algorithm or None
    try:
        csv = read_csv(file.content, pool, algorithm, Dialect())
    except CsvError:
        return Outcome(None)
    rules, known, batch = RowRules(pool, algorithm), KnownUsers(key, pool), _Batch()
    for number, values in enumerate(csv.rows(), FIRST_USER_LINE):
        ImportRun._decide(number, csv.columns, values, rules, known, batch)
    return Outcome(outcomes(batch.lines))


def outcomes(log: list[str]) -> dict[int, str]:
    """Return the outcome of each line that a log tells of."""
    words = [line.split(" ", 4) for line in log]
    return {int(line[3]): line[0].strip("[]") for line in words}


def require_agreement(report: Report, outcome: Outcome, file: RandomFile) -> None:
    """Compare; warnings promise nothing."""
    if not report.issues:
        assert outcome.is_clean, (outcome, file)
    for issue in report.issues:
        if issue.rule.severity == ERROR:
            assert outcome.refuses(issue), (str(issue), outcome, file)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", sorted({0, SEED}))
def test_the_rules_and_the_embedded_aws_agree_on_thousands_of_files(seed: int) -> None:
    """What is passed is imported to the last row, and every error is a row or a job that fails."""
    found: Counter[str] = Counter()
    passed = 0
    for number, shape in enumerate(POOL_SHAPES):
        key, described = make_pool(shape)
        pool = pool_settings(key)
        assert pool is not None
        profile = PoolProfile.of_service(described, pool.csv_header)
        random = Random(seed + number)  # noqa: S311 - files to test with
        for _ in range(FILES_PER_SHAPE):
            file = random_file(random, shape, pool.csv_header)
            report = check(
                [file.content], profile, password_hashing_algorithm=file.algorithm, limit=None
            )
            require_agreement(report, imported_in_process(file, key, pool), file)
            found.update({rule.code for rule in report.counts})
            passed += not report.issues

    files = FILES_PER_SHAPE * len(POOL_SHAPES)
    assert files >= 5_000
    assert passed >= files / 3
    if seed == 0:
        # Other seeds may miss a rule that few files break.
        assert {rule.code for rule in RULES} - found.keys() == TOO_BIG_TO_DRAW


@pytest.fixture
def embedded_aws(aws: LocalAws) -> LocalAws:
    """Have jobs go on however many rows fail."""
    aws.configure(give_up_rule=GiveUpRule.NEVER, pending_seconds=0)
    return aws


@SHAPES
def test_they_agree_when_files_are_really_imported(embedded_aws: LocalAws, number: int) -> None:
    """By jobs of a pool that was made, described and asked for its header over HTTP."""
    shape = POOL_SHAPES[number]
    pool = _scenario(embedded_aws, shape)
    described = pool.cognito.describe_user_pool(UserPoolId=pool.pool_id)["UserPool"]
    profile = PoolProfile.of_service(described, pool.header)
    random = Random(SEED + 1000 + number)  # noqa: S311 - files to test with
    for _ in range(FILES_PER_SHAPE_OVER_HTTP):
        file = random_file(random, shape, pool.header)
        report = check(
            [file.content], profile, password_hashing_algorithm=file.algorithm, limit=None
        )
        require_agreement(report, _imported(pool, file, shape), file)


def _scenario(aws: LocalAws, shape: dict[str, Any]) -> ImportScenario:
    return ImportScenario(aws, **{"AutoVerifiedAttributes": [], **shape})


def _imported(pool: ImportScenario, file: RandomFile, shape: dict[str, Any]) -> Outcome:
    if not shape.get("AutoVerifiedAttributes"):
        return Outcome(None)
    # Users of an earlier file would be in the way.
    for user in pool.cognito.list_users(UserPoolId=pool.pool_id)["Users"]:
        pool.cognito.admin_delete_user(UserPoolId=pool.pool_id, Username=user["Username"])
    options = {"PasswordHashingAlgorithm": file.algorithm} if file.algorithm else {}
    job = pool.run(file.content, **options)
    if job["Status"] == "Failed":
        return Outcome(None)
    lines = outcomes(pool.log_lines(job))
    counted = Counter(lines.values())
    assert job["ImportedUsers"] == counted["SUCCEEDED"]
    assert (job["SkippedUsers"], job["FailedUsers"]) == (counted["SKIPPED"], counted["FAILED"])
    return Outcome(lines)
