"""Why a file isn't imported, and what helps."""

from pathlib import Path

from cognito_user_import.csv_rules import rules
from cognito_user_import.judgement.of_file import DOCUMENTED_ENDS, FileVerdict, of_line
from cognito_user_import_cli.checking.convert_command import convert_command


def refusal(path: Path, verdict: FileVerdict, user_pool_id: str, *, can_skip_check: bool) -> str:
    """Return why a file isn't imported, and what to do. Its issues are printed already.

    :param can_skip_check: Whether the rows were checked, so that --no-check may help.
    """
    broken = {issue.rule for issue in verdict.refused}
    why = verdict.excess or of_line(verdict.refused[0])
    if rules.HASH_WITHOUT_ALGORITHM in broken:
        ways = ["Use a job that names the algorithm: run has --password-hashing-algorithm"]
    elif verdict.excess and all(rule.code >= rules.VALUE_COUNT.code for rule in broken):
        ways = ["Fix the lines", "allow some to fail with --max-failed-users"]
    elif rules.CONVERT in why:
        command = convert_command(path, verdict.refused, user_pool_id=user_pool_id)
        # The issue names the command without the names. Nothing follows it, so it can be pasted.
        cause = why.partition(". Run: ")[0]
        return f"{path} can't be imported, and nothing was uploaded: {cause}. Convert it: {command}"
    else:
        ways = ["Fix the file"]
    if can_skip_check and broken.isdisjoint(DOCUMENTED_ENDS):
        ways.append("use --no-check to let Cognito decide")
    ways[1:] = [*ways[1:-1], *(f"or {way}" for way in ways[1:][-1:])]
    return f"{path} can't be imported, and nothing was uploaded: {why}. {', '.join(ways)}."
