"""The rules of Amazon Cognito for a CSV file of users, checked before a job is made.

``check`` reads a file once, block by block, and reports every line that Cognito would fail; no
message holds a cell of the file. ``write`` makes a file from rows. Only the standard library is
needed.
"""

from cognito_user_import.csv_rules.check import CsvCheck, check
from cognito_user_import.csv_rules.file_summary import FileSummary
from cognito_user_import.csv_rules.issues import Issue, Rule
from cognito_user_import.csv_rules.pool_profile import PoolAttribute, PoolProfile
from cognito_user_import.csv_rules.reader import read
from cognito_user_import.csv_rules.report import Report
from cognito_user_import.csv_rules.writer import write

__all__ = [
    "CsvCheck",
    "FileSummary",
    "Issue",
    "PoolAttribute",
    "PoolProfile",
    "Report",
    "Rule",
    "check",
    "read",
    "write",
]
