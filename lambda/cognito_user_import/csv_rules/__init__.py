"""The rules of Amazon Cognito for a CSV file of users, checked before a job is made.

``check`` reads a file once, block by block, and reports every line that breaks a rule: an error
where Cognito fails the row or the job, a warning where AWS does not say. No message holds a cell of
the file. Only the standard library is needed.

A file can be checked in parts, in processes or functions of their own: ``check_part`` returns plain
data, and ``merge`` makes the report of the parts.

``csv_rules.reader.read`` gives the rows of a file, and ``csv_rules.writer.write`` makes one.
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
