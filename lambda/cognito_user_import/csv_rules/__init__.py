"""The rules of Amazon Cognito for a CSV file of users, checked before a job exists.

``check`` reads a file once, block by block, and reports every line that breaks a rule: an error
where it breaks what AWS documents, else a warning. No message contains
a value from the file. It needs only the standard library.

A file can be checked in parts, each in its own process: ``check_part`` returns plain data, and
``merge`` creates the report.

``csv_rules.reader.read`` reads the rows of a file, and ``csv_rules.writer.write`` writes them.
"""

from cognito_user_import.csv_rules.csv_check import check, check_part, merge
from cognito_user_import.csv_rules.pool_profile import PoolAttribute, PoolProfile
from cognito_user_import.csv_rules.report import FileSummary, PartReport, Report
from cognito_user_import.csv_rules.rules import Issue, Rule

__all__ = [
    "FileSummary",
    "Issue",
    "PartReport",
    "PoolAttribute",
    "PoolProfile",
    "Report",
    "Rule",
    "check",
    "check_part",
    "merge",
]
