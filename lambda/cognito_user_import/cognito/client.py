"""The boto3 client of Amazon Cognito, designed for a fast cold start and few calls."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import boto3
from botocore.loaders import Loader
from botocore.session import get_session

from cognito_user_import.aws.clients import ONE_ATTEMPT

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

_SERVICE: Final = "cognito-idp"

_MODELS: Final = Path(__file__).with_name("models")


class _OneService(Loader):
    """Loads a model of the import operations instead of botocore's model of all of Cognito.

    botocore's model has 132 operations and takes longer to read than the rest of the cold start. In
    Lambda's runtimes of 2026, it lacks PasswordHashingAlgorithm, which botocore 1.43.51 added.
    """

    def list_available_services(self, type_name: str) -> list[str]:
        """Name the one service instead of searching the folders of 450."""
        del type_name
        return [_SERVICE]


def cognito_client() -> "CognitoIdentityProviderClient":
    """Return a client that tries each call once."""
    session = get_session()
    session.register_component("data_loader", _OneService(extra_search_paths=[str(_MODELS)]))
    return boto3.Session(botocore_session=session).client(_SERVICE, config=ONE_ATTEMPT)
