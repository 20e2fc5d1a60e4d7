"""What a user does with the workflow: start an execution, wait for it, read its report."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from examples.demo.errors import DemoError
from local_aws import LocalAws

_NAME = "first-night"
_SECONDS = 120.0
_POLL_SECONDS = 0.2


class Part(NamedTuple):
    """A part of the file, as the table shows it."""

    number: str
    lines: str
    job_id: str
    imported: str
    failed: str


class Report(NamedTuple):
    """What an execution leaves in the report bucket."""

    url: str
    counts: str
    parts: list[Part]
    failed_lines: list[str]


class Migration:
    """An execution of a stack's workflow.

    :param outputs: Of the stack.
    """

    def __init__(self, aws: LocalAws, outputs: Mapping[str, str]) -> None:
        self._aws = aws
        self._outputs = outputs

    def run(self, show: Callable[[str], None]) -> str:
        """Run it to its end, and return its status.

        :raises DemoError: It failed, or didn't end in time.
        """
        step_functions = self._aws.client("stepfunctions")
        arn = step_functions.start_execution(
            stateMachineArn=self._outputs["StateMachineArn"], name=_NAME
        )["executionArn"]
        end = time.monotonic() + _SECONDS
        while (execution := step_functions.describe_execution(executionArn=arn))[
            "status"
        ] == "RUNNING":
            show(f"{self._jobs()} import jobs so far")
            if time.monotonic() > end:
                raise DemoError(f"the execution still runs after {_SECONDS:.0f} s")
            time.sleep(_POLL_SECONDS)
        if execution["status"] != "SUCCEEDED":
            raise DemoError(f"the execution {execution['status']}: {execution.get('cause')}")
        return f"{execution['status']} with {self._jobs()} import jobs"

    def report(self) -> Report:
        """Return its report."""
        key = f"executions/{_NAME}/report.json"
        told = json.loads(self._content(key))
        failed = csv.DictReader(io.StringIO(self._content(f"executions/{_NAME}/failed.csv")))
        return Report(
            f"s3://{self._outputs['ReportBucket']}/{key}",
            f"{told['ImportedUsers']} imported, {told['SkippedUsers']} skipped, "
            f"{told['FailedUsers']} failed",
            [_part(part) for part in told["Parts"]],
            [f"line {row['Line']}: {row['Reason']}" for row in failed],
        )

    def _jobs(self) -> int:
        listed = self._aws.client("cognito-idp").list_user_import_jobs(
            UserPoolId=self._outputs["UserPoolId"], MaxResults=60
        )
        return len(listed["UserImportJobs"])

    def _content(self, key: str) -> str:
        found = self._aws.client("s3").get_object(Bucket=self._outputs["ReportBucket"], Key=key)
        content: bytes = found["Body"].read()
        return content.decode()


def _part(part: Mapping[str, Any]) -> Part:
    last = part["FirstLine"] + part["Lines"] - 1
    return Part(
        str(part["Number"]),
        f"{part['FirstLine']}-{last}",
        part["JobId"],
        str(part["ImportedUsers"]),
        str(part["FailedUsers"]),
    )
