"""AWS CDK constructs for Amazon Cognito user import jobs.

``UserImportJob`` creates an import job when a stack is deployed. With a ``UserImportSource``, it
also imports the users, and the deployment fails if rows fail. Without one, it gives JobId and
PreSignedUrl to this stack and to others as attributes.
"""

from cdk_cognito_user_import.user_import_handler_options import UserImportHandlerOptions
from cdk_cognito_user_import.user_import_job import UserImportJob
from cdk_cognito_user_import.user_import_logs_role import UserImportLogsRole
from cdk_cognito_user_import.user_import_source import UserImportSource, UserImportSourceConfig
from cognito_user_import.cognito.service_model import PasswordHashingAlgorithm

__all__ = [
    "PasswordHashingAlgorithm",
    "UserImportHandlerOptions",
    "UserImportJob",
    "UserImportLogsRole",
    "UserImportSource",
    "UserImportSourceConfig",
]
