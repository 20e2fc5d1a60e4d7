"""The example app whose workflow divides a small file: an import job takes 4 rows, not 500,000."""

ROWS = 4


def main() -> None:
    """Synthesise the app."""
    # The demo itself needs no CDK.
    import app
    from cdk_cognito_user_import import UserImportWorkflow

    UserImportWorkflow._part_limits = {"Rows": ROWS, "Bytes": 100_000_000}
    app.main()


if __name__ == "__main__":
    main()
