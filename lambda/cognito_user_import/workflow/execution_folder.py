"""The folder of one execution in the report bucket: what its steps leave for each other."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.errors import ServiceError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Json = dict[str, Any]

_ADVICE: Final = {
    "AccessDenied": "Allow the function's role s3:GetObject, s3:PutObject, and s3:ListBucket.",
    "NoSuchBucket": "Check that the report bucket exists.",
}
_MISSING: Final = "NoSuchKey"


class ExecutionFolder:
    """Documents in JSON, and bytes. None contains a value from the file or a URL that is signed.

    :param execution: The execution's name.
    :param calls: Calls of this invocation.
    """

    def __init__(
        self, client: "S3Client", bucket: str, execution: str, calls: ServiceCalls
    ) -> None:
        self._client, self._bucket, self.execution = client, bucket, execution
        self._calls = calls.about(f"report bucket {bucket}", _ADVICE)

    @property
    def url(self) -> str:
        """The folder's place in Amazon S3."""
        return f"s3://{self._bucket}/executions/{self.execution}"

    def put(self, name: str, document: Json | list[Json]) -> None:
        """Store a document of the execution."""
        self.put_bytes(f"executions/{self.execution}/{name}", _text(document).encode())

    def get(self, name: str) -> Json | None:
        """Return a document of the execution, or None if it doesn't exist."""
        content = self.get_bytes(f"executions/{self.execution}/{name}")
        if content is None:
            return None
        document: Json = json.loads(content)
        return document

    def part_results(self, parts: int) -> Iterator[Json]:
        """Yield the results of the parts that have one."""
        for number in range(1, parts + 1):
            if result := self.get(f"parts/{number}.json"):
                yield result

    def put_bytes(self, key: str, content: bytes) -> None:
        """Store an object of the bucket."""
        self._calls(
            "PutObject",
            lambda: self._client.put_object(Bucket=self._bucket, Key=key, Body=content),
            propagating=("AccessDenied",),
        )

    def get_bytes(self, key: str) -> bytes | None:
        """Return an object of the bucket, or None if it doesn't exist."""
        try:
            return self._calls(
                "GetObject",
                lambda: self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read(),
                propagating=("AccessDenied",),
            )
        except ServiceError as error:
            if error.code != _MISSING:
                raise
            return None

    def stop(self) -> None:
        """Leave the marker that ends the import."""
        self.put_bytes(f"executions/{self.execution}/stop", b"")

    @property
    def is_stopped(self) -> bool:
        """Whether someone has stopped the import, by an object named ``stop``."""
        return self.get_bytes(f"executions/{self.execution}/stop") is not None


def _text(document: Json | list[Json]) -> str:
    return json.dumps(document, indent=1)
