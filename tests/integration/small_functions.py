"""Small Lambda functions in the embedded AWS, with roles of their own."""

import io
import itertools
import json
import zipfile
from typing import Any

from local_aws import LocalAws
from local_aws.import_scenario import eventually, make_role

_NUMBERS = itertools.count(1)


class SmallFunction:
    """A function of one module, and a bucket that it writes to.

    :param code: Defines `handler`. The bucket's name is in BUCKET.
    :param actions: That the function's role allows, on everything.
    """

    def __init__(self, aws: LocalAws, code: str, *actions: str, timeout: int = 60) -> None:
        number = next(_NUMBERS)
        self.name = f"function-{number}"
        self.bucket = f"function-{number}-{aws.account}"
        self.aws = aws
        self._s3 = aws.client("s3")
        location = {"LocationConstraint": aws.region}
        self._s3.create_bucket(Bucket=self.bucket, CreateBucketConfiguration=location)
        role = make_role(aws, "lambda.amazonaws.com", ("s3:PutObject", *actions))
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("function.py", code)
        made = aws.client("lambda").create_function(
            FunctionName=self.name,
            Role=role,
            Runtime="python3.13",
            Handler="function.handler",
            Timeout=timeout,
            Code={"ZipFile": archive.getvalue()},
            Environment={"Variables": {"BUCKET": self.bucket}},
        )
        self.arn: str = made["FunctionArn"]

    def invoke(self, event: Any = None) -> Any:
        """Invoke the function, and return its answer."""
        answer = self.aws.client("lambda").invoke(
            FunctionName=self.name, Payload=json.dumps(event or {})
        )
        return json.load(answer["Payload"])

    def invoke_later(self, event: Any) -> None:
        """Invoke the function asynchronously."""
        self.aws.client("lambda").invoke(
            FunctionName=self.name, InvocationType="Event", Payload=json.dumps(event)
        )

    def written(self, count: int) -> dict[str, Any]:
        """Return the objects that the function wrote, once there are so many."""
        keys = eventually(self._keys, lambda keys: len(keys) >= count)
        bodies = (self._s3.get_object(Bucket=self.bucket, Key=key)["Body"] for key in keys)
        return {key: json.load(body) for key, body in zip(keys, bodies, strict=True)}

    def _keys(self) -> list[str]:
        listed = self._s3.list_objects_v2(Bucket=self.bucket).get("Contents", [])
        return [item["Key"] for item in listed]
