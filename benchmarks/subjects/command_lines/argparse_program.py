"""A program of ten commands by argparse."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from commands import COMMANDS, PROGRAM, TEXT  # type: ignore[import-not-found] # beside this script

parser = argparse.ArgumentParser(prog=PROGRAM, description=TEXT)
subparsers = parser.add_subparsers()
for name, text in COMMANDS.items():
    command = subparsers.add_parser(name, help=text)
    command.add_argument("pool", help="Id of the user pool.")
    command.add_argument("--profile", help="Profile of the AWS configuration.")
    command.add_argument("--region", help="Region of the user pool.")
    command.add_argument("--json", action="store_true", help="Write the result as JSON.")
parser.parse_args()
