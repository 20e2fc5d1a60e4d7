"""The example app whose workflow divides a small file: an import job takes 4 rows, not 500,000."""

import runpy
from pathlib import Path

ROWS = 4
_APP = Path(__file__).parents[2] / "app.py"


def main() -> None:
    """Synthesise the app."""
    # The demo itself needs no CDK.
    from cdk_cognito_user_import import UserImportWorkflow

    UserImportWorkflow._part_limits = {"Rows": ROWS, "Bytes": 100_000_000}
    runpy.run_path(str(_APP), run_name="__main__")


if __name__ == "__main__":
    main()
