"""A client of Cognito as boto3 makes it by default."""

import boto3

client = boto3.client("cognito-idp")
