"""Starts and kills the handler in a process of its own, against the embedded AWS."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.cloudformation.response_server import SILENCE
from tests.faults.lab import Answer, Event, Lab
from tests.local_aws import LocalAws
from tests.local_aws.import_scenario import ImportScenario

_ROOT = Path(__file__).parents[2]
_MORE_MEMORY = 64 << 20


class KilledHandler:
    """A resource whose handler runs in processes that may be killed."""

    def __init__(self, aws: LocalAws, lab: Lab) -> None:
        self._aws = aws
        self._lab = lab
        self._pool = ImportScenario(aws)

    def job_ids(self) -> list[str]:
        """Return the ids of the jobs that were made, newest first."""
        client = self._aws.client("cognito-idp")
        listed = client.list_user_import_jobs(UserPoolId=self._pool.pool_id, MaxResults=60)
        return [job["JobId"] for job in listed["UserImportJobs"]]

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

    def retry(self, event: Event) -> Answer:
        """Send an event once more, as Lambda does, and return the answer."""
        self._finish(self._start(event))
        return self._lab.answer_to(event)

    def create_with_100_mb(self) -> Event:
        """Send Create to a handler with 64 MiB of memory that reads a file of 100 MB."""
        event = self._create()
        self._finish(self._start(event, _MORE_MEMORY))
        return event

    def _create(self) -> Event:
        return self._lab.request(
            "Create", UserPoolId=self._pool.pool_id, CloudWatchLogsRoleArn=self._pool.role_arn
        )

    def _start(self, event: Event, more_memory: int = 0) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.child_handler"],
            cwd=_ROOT,
            env={**os.environ, **self._aws.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        server = self._lab.server
        instruction = {
            "event": event,
            "more_memory": more_memory,
            "environment": {
                "AWS_ENDPOINT_URL": server.endpoint_url,
                "SSL_CERT_FILE": str(server.certificates.authority),
            },
        }
        assert process.stdin is not None
        process.stdin.write(json.dumps(instruction) + "\n")
        process.stdin.flush()
        return process

    def _finish(self, process: "subprocess.Popen[str]") -> None:
        try:
            output, _ = process.communicate(timeout=60)
        finally:
            process.kill()
        self._lab.output.write(output)
        assert process.returncode == 0, output
