"""A deployed workflow in the embedded AWS, whose parts have two rows."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from local_aws import LocalAws
from tests.emf import metrics_in

Json = dict[str, Any]
_SECONDS = 120.0
_ENDED = ("SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT")


@dataclass
class WorkflowStage:
    """The state machine, its pool, its file, and its reports.

    :param outputs: Of the stack.
    """

    aws: LocalAws
    bucket: str
    key: str
    outputs: Mapping[str, str]

    @property
    def pool_id(self) -> str:
        """The user pool."""
        return self.outputs["UserPoolId"]

    def put(self, names: Iterable[str], bad: Iterable[str] = ()) -> None:
        """Store the file with these users. The bad ones fail in Cognito."""
        header = self.aws.client("cognito-idp").get_csv_header(UserPoolId=self.pool_id)["CSVHeader"]
        bad_ones = set(bad)
        lines = [",".join(header)]
        for name in names:
            row = {
                "cognito:username": name,
                "email": f"{name}@example.com",
                "email_verified": str(name not in bad_ones).lower(),
            }
            lines.append(",".join(row.get(column, "") for column in header))
        content = "".join(f"{line}\n" for line in lines).encode()
        self.aws.client("s3").put_object(Bucket=self.bucket, Key=self.key, Body=content)

    def start(self, name: str) -> str:
        """Start an execution, and return its ARN."""
        started = self.aws.client("stepfunctions").start_execution(
            stateMachineArn=self.outputs["StateMachineArn"], name=name
        )
        arn: str = started["executionArn"]
        return arn

    def ended(self, arn: str, meanwhile: Callable[[], object] = lambda: None) -> Json:
        """Return an execution once it has ended."""
        end = time.monotonic() + _SECONDS
        while time.monotonic() < end:
            meanwhile()
            described: Json = self.aws.client("stepfunctions").describe_execution(executionArn=arn)
            if described["status"] in _ENDED:
                return described
            time.sleep(0.05)
        raise AssertionError(f"the execution still runs: {self.history()[-5000:]}")

    def until(self, is_there: Callable[[], bool]) -> None:
        """Wait until something is so."""
        end = time.monotonic() + _SECONDS
        while not is_there():
            assert time.monotonic() < end, self.history()[-5000:]
            time.sleep(0.05)

    def run(self, name: str) -> Json:
        """Run an execution to its end."""
        return self.ended(self.start(name))

    def report(self, name: str) -> Json:
        """Return the report of an execution."""
        report: Json = json.loads(self.content(f"executions/{name}/report.json"))
        return report

    def content(self, key: str) -> bytes:
        """Return an object of the report bucket."""
        answer = self.aws.client("s3").get_object(Bucket=self.outputs["ReportBucket"], Key=key)
        content: bytes = answer["Body"].read()
        return content

    def metrics(self, execution: str) -> list[dict[str, float]]:
        """Return the metrics that CloudWatch finds in the log of the steps, by part."""
        logs = self.aws.client("logs")
        events = [
            event["message"]
            for group in logs.describe_log_groups()["logGroups"]
            for page in logs.get_paginator("filter_log_events").paginate(
                logGroupName=group["logGroupName"]
            )
            for event in page["events"]
        ]
        return [found for line in events if execution in line and (found := metrics_in(line))]

    def has(self, key: str) -> bool:
        """Return whether the report bucket has an object."""
        listed = self.aws.client("s3").list_objects_v2(
            Bucket=self.outputs["ReportBucket"], Prefix=key
        )
        return bool(listed.get("Contents"))

    def stop(self, name: str) -> None:
        """Stop an execution by its marker."""
        self.aws.client("s3").put_object(
            Bucket=self.outputs["ReportBucket"], Key=f"executions/{name}/stop", Body=b""
        )

    def users(self) -> list[str]:
        """Return the names of the pool's users."""
        pages = self.aws.client("cognito-idp").get_paginator("list_users")
        found = [
            user["Username"]
            for page in pages.paginate(UserPoolId=self.pool_id)
            for user in page["Users"]
        ]
        return sorted(found)

    def jobs(self) -> list[Json]:
        """Return the pool's jobs, the oldest first."""
        listed = self.aws.client("cognito-idp").list_user_import_jobs(
            UserPoolId=self.pool_id, MaxResults=60
        )
        jobs: list[Json] = listed["UserImportJobs"]
        return jobs[::-1]

    def history(self) -> str:
        """Return all that the executions' histories hold, those of parts included."""
        client = self.aws.client("stepfunctions")
        executions = client.list_executions(stateMachineArn=self.outputs["StateMachineArn"])
        arns = [execution["executionArn"] for execution in executions["executions"]]
        for arn in list(arns):
            for run in client.list_map_runs(executionArn=arn)["mapRuns"]:
                parts = client.list_executions(mapRunArn=run["mapRunArn"])["executions"]
                arns += [part["executionArn"] for part in parts]
        texts = []
        for arn in arns:
            pages = client.get_paginator("get_execution_history").paginate(executionArn=arn)
            texts += [json.dumps(page["events"], default=str) for page in pages]
            texts.append(json.dumps(client.describe_execution(executionArn=arn), default=str))
        return "\n".join(texts)
