"""Runs the handler in processes of its own, which may be killed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from local_aws import LocalAws
from local_aws.import_scenario import ImportScenario, good_row
from tests.cloudformation.response_server import SILENCE
from tests.faults.child_handler import UPLOAD
from tests.faults.lab import Answer, Event, Lab

_ROOT = Path(__file__).parents[2]
_SECONDS = 60.0
_BUCKET, _KEY = "files", "users.csv"

__all__ = ["UPLOAD", "KilledHandler", "end", "grown_to", "start"]


class KilledHandler:
    """A resource whose handler runs against an embedded AWS, in processes that may be killed."""

    def __init__(self, aws: LocalAws, lab: Lab) -> None:
        self._aws = aws
        self._lab = lab
        self.pool = ImportScenario(aws)

    def jobs(self) -> list[dict[str, Any]]:
        """Return the jobs that were made, the newest first."""
        listed = self.pool.cognito.list_user_import_jobs(
            UserPoolId=self.pool.pool_id, MaxResults=60
        )
        jobs: list[dict[str, Any]] = listed["UserImportJobs"]
        return jobs

    def users(self) -> int:
        """Count the users of the pool."""
        listed = self.pool.cognito.list_users(UserPoolId=self.pool.pool_id)
        return len(listed["Users"])

    def create_and_kill(self) -> Event:
        """Send Create, kill its handler when the job is made and no answer taken."""
        event = self._create()
        self._lab.server.behave(SILENCE)
        process = self._start(event)
        self._lab.server.wait_for_bodies(1)
        process.kill()
        process.communicate(timeout=10)
        # What arrived was never taken.
        self._lab.server.bodies.clear()
        return event

    def import_and_kill(self, step: str) -> Event:
        """Send Create with a source, and have its handler be killed after a step."""
        s3 = self._aws.client("s3")
        s3.create_bucket(
            Bucket=_BUCKET, CreateBucketConfiguration={"LocationConstraint": self._aws.region}
        )
        s3.put_object(Bucket=_BUCKET, Key=_KEY, Body=self.pool.csv(map(good_row, range(1, 4))))
        event = self._create(SourceBucket=_BUCKET, SourceKey=_KEY)
        process = self._start(event, killed_after=step)
        process.communicate(timeout=_SECONDS)
        assert process.returncode == -signal.SIGKILL
        return event

    def retry(self, event: Event) -> Answer:
        """Send an event once more, as Lambda does, and return the answer."""
        self._lab.output.write(end(self._start(event, killed_after="never")))
        return self._lab.answer_to(event)

    def _create(self, **changes: Any) -> Event:
        return self._lab.request(
            "Create",
            UserPoolId=self.pool.pool_id,
            CloudWatchLogsRoleArn=self.pool.role_arn,
            **changes,
        )

    def _start(self, event: Event, **instruction: Any) -> "subprocess.Popen[str]":
        server = self._lab.server
        environment = {
            "AWS_ENDPOINT_URL": server.endpoint_url,
            "AWS_ENDPOINT_URL_S3": self._aws.endpoint_url,
            "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS": self._aws.endpoint_url,
            "SSL_CERT_FILE": str(server.certificates.authority),
        }
        return start(
            {"event": event, "environment": environment, **instruction}, self._aws.environment
        )


def start(instruction: dict[str, Any], environment: dict[str, str]) -> "subprocess.Popen[str]":
    """Start a process that handles the event of an instruction."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.child_handler"],
        cwd=_ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(instruction) + "\n")
    process.stdin.flush()
    return process


def end(process: "subprocess.Popen[str]") -> str:
    """Return what a process printed that ends well."""
    try:
        output, _ = process.communicate(timeout=_SECONDS)
    finally:
        process.kill()
    assert process.returncode == 0, output
    return output


def grown_to(process: "subprocess.Popen[str]", size: int) -> bool:
    """Kill a process as soon as it holds more memory than it may, as Lambda does; say if it did."""
    deadline = time.monotonic() + _SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
        if pages * os.sysconf("SC_PAGESIZE") > size:
            process.kill()
            process.communicate(timeout=10)
            return True
        time.sleep(0.002)
    end(process)
    return False
