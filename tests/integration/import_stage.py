"""The real handler in this process, importing from the embedded AWS's S3 into one of its pools."""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any
from unittest import mock

from cognito_user_import.aws.clients import Clients, cognito_client
from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.handler import user_import_resource
from local_aws.import_scenario import ImportScenario
from tests.cloudformation import events
from tests.fakes.lambda_context import FakeContext

Answer = dict[str, Any]
KEY = "users.csv"
SECONDS = 180.0


def bucket_of(pool: ImportScenario) -> str:
    """Return the name of an account's bucket: no two accounts can have one of a name."""
    return f"files-{pool.aws.account}"


class ImportStage:
    """One pool, one bucket, and the handler between them.

    :param make: What the handler is made with, besides its client.
    """

    def __init__(self, pool: ImportScenario, **make: Any) -> None:
        self.pool = pool
        self.aws = pool.aws
        self.s3 = pool.aws.client("s3")
        self.bucket = bucket_of(pool)
        with suppress(self.s3.exceptions.BucketAlreadyOwnedByYou):
            self.s3.create_bucket(
                Bucket=self.bucket,
                CreateBucketConfiguration={"LocationConstraint": self.aws.region},
            )
        self.stack_id = events.STACK_ID
        self.answers: list[Answer] = []
        self._numbers = itertools.count(1)
        client = cognito_client()
        self.resource = user_import_resource(
            lambda: Clients(client), deliver=self._deliver, **{"propagation": 1, **make}
        )

    def put(self, content: bytes, key: str = KEY) -> None:
        """Store a file."""
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=content)

    def create(self, **changes: Any) -> Answer:
        """Send Create."""
        return self.send(self.event("Create", **changes))

    def update(self, physical_resource_id: str, **changes: Any) -> Answer:
        """Send Update."""
        return self.send(
            self.event("Update", physical_resource_id=physical_resource_id, old={}, **changes)
        )

    def delete(self, physical_resource_id: str, **changes: Any) -> Answer:
        """Send Delete."""
        return self.send(self.event("Delete", physical_resource_id=physical_resource_id, **changes))

    def event(self, request_type: str, **changes: Any) -> dict[str, Any]:
        """Return a request that is sent now."""
        number = next(self._numbers)
        given = {
            "UserPoolId": self.pool.pool_id,
            "CloudWatchLogsRoleArn": self.pool.role_arn,
            "SourceBucket": self.bucket,
            "SourceKey": KEY,
            **changes,
        }
        event = events.request(
            request_type,
            f"{self.aws.environment['AWS_ENDPOINT_URL']}/answer/{number}"
            f"?X-Amz-Date={datetime.now(UTC):%Y%m%dT%H%M%SZ}",
            request_id=f"request-{number}",
            **given,
        )
        return {**event, "StackId": self.stack_id}

    def send(self, event: dict[str, Any], seconds: float = SECONDS) -> Answer:
        """Deliver a request, and return the one answer that it got."""
        before = len(self.answers)
        self.resource(event, FakeContext(seconds))
        (answer,) = self.answers[before:]
        return answer

    def users(self) -> int:
        """Count the users of the pool."""
        pages = self.pool.cognito.get_paginator("list_users")
        return sum(len(page["Users"]) for page in pages.paginate(UserPoolId=self.pool.pool_id))

    def jobs(self) -> list[dict[str, Any]]:
        """Return the pool's jobs, newest first."""
        listed = self.pool.cognito.list_user_import_jobs(
            UserPoolId=self.pool.pool_id, MaxResults=60
        )
        jobs: list[Any] = listed["UserImportJobs"]
        return jobs

    def _deliver(self, _url: str, body: bytes, _deadline: Deadline) -> None:
        self.answers.append(json.loads(body))


@contextmanager
def import_stage(pool: ImportScenario, **make: Any) -> Iterator[ImportStage]:
    """Yield a stage whose handler calls the embedded AWS."""
    with mock.patch.dict("os.environ", pool.aws.environment):
        yield ImportStage(pool, **make)
