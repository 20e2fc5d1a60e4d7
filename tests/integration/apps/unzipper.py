"""Unpacks archives of one bucket into another, for Custom::CDKBucketDeployment."""

import io
import json
import urllib.request
import zipfile
from typing import Any

import boto3


def handler(event: dict[str, Any], _context: object) -> None:
    """Carry out a request, and respond."""
    properties = event["ResourceProperties"]
    keys = properties["SourceObjectKeys"]
    if event["RequestType"] != "Delete":
        for bucket, key in zip(properties["SourceBucketNames"], keys, strict=True):
            _unpack(bucket, key, properties)
    answer = {
        "Status": "SUCCESS",
        "PhysicalResourceId": event.get("PhysicalResourceId", "deployment"),
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "Data": {"SourceObjectKeys": keys},
    }
    body = json.dumps(answer).encode()
    request = urllib.request.Request(  # noqa: S310 - CloudFormation's own
        event["ResponseURL"], body, {"Content-Type": ""}, method="PUT"
    )
    urllib.request.urlopen(request)  # noqa: S310 - as above


def _unpack(bucket: str, key: str, properties: dict[str, Any]) -> None:
    s3 = boto3.client("s3")
    content = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            s3.put_object(
                Bucket=properties["DestinationBucketName"],
                Key=f"{properties['DestinationBucketKeyPrefix']}/{name}",
                Body=archive.read(name),
            )
