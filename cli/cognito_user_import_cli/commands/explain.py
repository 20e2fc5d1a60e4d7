"""Explains a rule."""

from cognito_user_import.csv_rules.rules import RULES, Rule
from cognito_user_import_cli.checking.rule_texts import RULE_TEXTS
from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.options import OutputOptions
from cognito_user_import_cli.output import Output

_OUTPUT = OutputOptions()


def explain(rule: str | None = None, /, *, options: OutputOptions = _OUTPUT) -> None:
    """Explain a rule of the check, and how to fix a file that breaks it.

    :param rule: Code of the rule, such as CUI-106. Default: list all rules.
    """
    out = Output(options)
    if rule is None:
        listed = "\n".join(f"{one.code} {one.severity:<7} {one.slug}" for one in RULES)
        out.result({"rules": [_document(one) for one in RULES]}, listed)
        return
    code = f"CUI-{rule.upper().removeprefix('CUI-'):0>3}"
    found = next((one for one in RULES if code == one.code or rule == one.slug), None)
    if not found:
        raise UsageError(
            f"There is no rule {rule[:32]!r}. Example: CUI-106. Without a code, explain lists all "
            "rules."
        )
    why, fix = (text.replace("`", "") for text in RULE_TEXTS[found.code])
    severity = found.severity.capitalize()
    allowed = found.allowed.format("…")
    text = f"{found.code} {found.slug}\n\n{severity}. Expected: {allowed}.\n{why}\n\nFix: {fix}"
    out.result(_document(found), text)


def _document(rule: Rule) -> dict[str, str]:
    why, fix = RULE_TEXTS[rule.code]
    return {
        "code": rule.code,
        "slug": rule.slug,
        "severity": rule.severity,
        "expected": rule.allowed.format("…"),
        "why": why,
        "fix": fix,
    }
