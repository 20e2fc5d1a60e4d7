"""The rules of Amazon Cognito for a CSV file of users, checked before a job is made.

``check`` reads a file once, block by block, and reports every line that breaks a rule: an error
where Cognito fails the row or the job, a warning where AWS does not say. No message holds a cell of
the file. Only the standard library is needed.

``csv_rules.rows.read`` gives the rows of a file, and ``csv_rules.writer.write`` makes one; the
function needs neither, and its asset leaves them out.
"""

from cognito_user_import.csv_rules.check import CsvCheck, check
from cognito_user_import.csv_rules.file_summary import FileSummary
from cognito_user_import.csv_rules.issues import Issue, Rule
from cognito_user_import.csv_rules.pool_profile import PoolAttribute, PoolProfile
from cognito_user_import.csv_rules.report import Report

__all__ = [
    "CsvCheck",
    "FileSummary",
    "Issue",
    "PoolAttribute",
    "PoolProfile",
    "Report",
    "Rule",
    "check",
]
