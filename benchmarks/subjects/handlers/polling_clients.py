"""The three clients that crhelper makes by default, and that only its polling needs."""

import os

import boto3

clients = [
    boto3.client(service, region_name=os.environ["AWS_REGION"])
    for service in ("lambda", "events", "logs")
]
