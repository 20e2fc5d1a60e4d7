"""AWS CDK constructs for Amazon Cognito user import jobs.

``UserImportJob`` creates an import job while a stack is deployed, and gives its JobId and
PreSignedUrl as attributes to this stack and to others.
"""

from cdk_cognito_user_import.user_import_job import UserImportJob
from cdk_cognito_user_import.user_import_logs_role import UserImportLogsRole
from cognito_user_import.service_model import PasswordHashingAlgorithm

__all__ = ["PasswordHashingAlgorithm", "UserImportJob", "UserImportLogsRole"]
