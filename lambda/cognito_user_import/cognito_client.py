"""The boto3 client of Amazon Cognito, made for one cold start and few calls."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.session import get_session

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

# The six operations of user import alone, without documentation: a Lambda runtime's own model has
# 132 of them, takes longer to read than the rest of the cold start, and in 2026 does not know
# PasswordHashingAlgorithm yet, which came with botocore 1.43.51.
# In the asset the package is in an archive, and the models lie beside that.
_PACKAGE: Final = Path(__file__).parent
_MODELS: Final = _PACKAGE / "models" if _PACKAGE.is_dir() else _PACKAGE.parent.with_name("models")

# botocore's own retries would repeat CreateUserImportJob, which has no idempotency token: with two
# answers lost the service ran it three times. import_job.py retries, with a look-up in between.
_CONFIG: Final = Config(
    retries={"total_max_attempts": 1},
    connect_timeout=5,
    read_timeout=20,
)


def cognito_client() -> "CognitoIdentityProviderClient":
    """Return a client that makes each call once."""
    session = get_session()
    session.get_component("data_loader").search_paths.insert(0, str(_MODELS))
    return boto3.Session(botocore_session=session).client("cognito-idp", config=_CONFIG)
