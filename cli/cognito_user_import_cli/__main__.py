"""The entry point. It imports the program in a block that handles Ctrl-C."""

import sys


def main() -> None:
    """Run the command from the process's arguments, and exit with its code."""
    try:
        from cognito_user_import_cli.program import run

        code = int(run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.stderr.write("cognito-user-import: interrupted\n")
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
