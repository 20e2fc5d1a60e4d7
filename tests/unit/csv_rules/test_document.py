"""The document of the rules is that of these rules."""

from cognito_user_import.csv_rules.rules import RULES
from cognito_user_import_cli.checking.rule_texts import RULE_TEXTS
from scripts.csv_rules import DOCUMENT, document


def test_the_document_is_not_stale() -> None:
    """`make rules` writes it again."""
    assert DOCUMENT.read_text(encoding="utf-8") == document()


def test_every_rule_has_a_text() -> None:
    """And every text a rule."""
    assert list(RULE_TEXTS) == [rule.code for rule in RULES]
