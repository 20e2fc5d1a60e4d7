"""Cognito's import jobs. The only room that calls the service."""
