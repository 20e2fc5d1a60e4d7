"""The example app whose workflow divides a small file: an import job takes 4 rows, not 500,000."""

from app import main
from cdk_cognito_user_import import UserImportWorkflow

ROWS = 4

if __name__ == "__main__":
    UserImportWorkflow._part_limits = {"Rows": ROWS, "Bytes": 100_000_000}
    main()
