"""Ways a Lambda function can start: the work is the import of its handler, with its clients."""

from collections.abc import Callable
from importlib import import_module


def module(name: str) -> Callable[[], None]:
    """Import a handler's module."""

    def work() -> None:
        import_module(name)

    return work


def cognito_client() -> Callable[[], None]:
    """Make a client of Cognito as boto3 makes it by default: the least that a handler needs."""

    def work() -> None:
        import boto3

        boto3.client("cognito-idp")

    return work


def naive_handler() -> Callable[[], None]:
    """Begin as crhelper's README shows it, and make boto3's client."""

    def work() -> None:
        import boto3
        from crhelper import CfnResource

        CfnResource()
        boto3.client("cognito-idp")

    return work
