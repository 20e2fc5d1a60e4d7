"""Every rule: a file that breaks it, and one that just does not."""

from cognito_user_import.csv_rules import check
from cognito_user_import.csv_rules.rules import RULES
from tests.unit.csv_rules.cases import ALL, CASES, DATA, Case


def test_every_rule_has_a_case() -> None:
    """And no case is of a rule that does not exist."""
    assert [case.code for case in CASES] == [rule.code for rule in RULES]
    assert {path.name for path in DATA.iterdir()} == {case.code for case in CASES[2:]}


def test_codes_and_slugs_are_unique() -> None:
    """A code that is in somebody's log names one rule."""
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert len({rule.slug for rule in RULES}) == len(RULES)


@ALL
def test_a_file_that_breaks_one_rule_has_one_issue(case: Case) -> None:
    """Under its code, its line and its column, and nothing else is found."""
    with case.quotas.apply():
        report = check(case.breaking(), case.pool, password_hashing_algorithm=case.algorithm)

    [issue] = report.issues
    assert (issue.rule.code, (issue.line, issue.column)) == (case.code, case.place)
    assert report.counts == {issue.rule: 1}


@ALL
def test_a_file_that_just_keeps_the_rule_has_none(case: Case) -> None:
    """Its neighbour passes all rules."""
    pool = case.keeping_pool or case.pool

    with case.quotas.apply():
        report = check(case.keeping(), pool, password_hashing_algorithm=case.algorithm)

    assert report.issues == ()
    assert report.is_complete
