"""AWS CDK constructs for Amazon Cognito user import jobs.

``UserImportJob`` creates an import job while a stack is deployed. With a ``UserImportSource`` it
imports the users too, and the deployment fails when some of them could not be. Without one it gives
JobId and PreSignedUrl as attributes to this stack and to others.
"""

from cdk_cognito_user_import.user_import_job import UserImportJob
from cdk_cognito_user_import.user_import_logs_role import UserImportLogsRole
from cdk_cognito_user_import.user_import_source import UserImportSource, UserImportSourceConfig
from cognito_user_import.cognito.service_model import PasswordHashingAlgorithm

__all__ = [
    "PasswordHashingAlgorithm",
    "UserImportJob",
    "UserImportLogsRole",
    "UserImportSource",
    "UserImportSourceConfig",
]
