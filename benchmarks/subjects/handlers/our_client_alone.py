"""A client of Cognito as our handler makes it, from a model of seven operations."""

from cognito_user_import.cognito_client import cognito_client

client = cognito_client()
