"""python -m tests.live: asks a real account what AWS doesn't document, and records its answers."""

import os
import sys

import boto3
import pytest

from tests.live.record import RECORDED

_PLAN = """\
Creates in the account of your AWS credentials, and removes in the end, even after a failure:
  - user pools cognito-user-import-live-..., one for all jobs and two for a moment
  - about 40 import jobs, one after another, and about 1,500 users without passwords in the pools
  - two IAM roles, one for the jobs' logs and one that Cognito can't assume
  - the log group /aws/cognito/userpools/... of the pool
While it runs, about 10 minutes, nobody else can import in this account: it has one slot for jobs.
Cost: cents at most. The users never sign in, and the log has a few hundred kilobytes.
"""
_HOW = """\
This needs an account for tests and credentials that may create pools and roles. Start it with:
  COGNITO_USER_IMPORT_LIVE=1 make live
"""


def main() -> int:
    """Run the checks if the switch is on, and return the exit code."""
    print(_PLAN)
    if os.environ.get("COGNITO_USER_IMPORT_LIVE") != "1":
        print(_HOW)
        print("live: nothing was asked, nothing was created")
        return 0
    if boto3.session.Session().get_credentials() is None:
        print("live: no AWS credentials found, nothing was created")
        return 2
    code = int(pytest.main(["tests/live", "-p", "no:cacheprovider", "-p", "no:xdist"]))
    how = "every answer is one that the code copes with" if code == 0 else "see the failures above"
    print(f"live: {how}; answers are in {RECORDED.relative_to(RECORDED.parents[2])}/")
    return code


if __name__ == "__main__":
    sys.exit(main())
