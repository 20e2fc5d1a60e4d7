"""AWS CDK constructs for Amazon Cognito user import jobs.

``UserImportJob`` creates an import job when a stack is deployed. With a ``UserImportSource``, it
also imports the users, and the deployment fails if rows fail. Without one, it gives JobId and
PreSignedUrl to this stack and to others as attributes.

``UserImportWorkflow`` imports a file of any size by a Step Functions state machine, outside a
deployment.
"""

from typing import TYPE_CHECKING

from cdk_cognito_user_import.user_import_handler_options import UserImportHandlerOptions
from cdk_cognito_user_import.user_import_job import UserImportJob
from cdk_cognito_user_import.user_import_logs_role import UserImportLogsRole
from cdk_cognito_user_import.user_import_source import UserImportSource, UserImportSourceConfig
from cognito_user_import.cognito.service_model import PasswordHashingAlgorithm

if TYPE_CHECKING:
    from cdk_cognito_user_import.user_import_workflow import UserImportWorkflow
    from cdk_cognito_user_import.workflow_life_cycle import WorkflowStart

__all__ = [
    "PasswordHashingAlgorithm",
    "UserImportHandlerOptions",
    "UserImportJob",
    "UserImportLogsRole",
    "UserImportSource",
    "UserImportSourceConfig",
    "UserImportWorkflow",
    "WorkflowStart",
]


def __getattr__(name: str) -> object:
    # Every app would load Step Functions and Amazon S3, and only apps with a workflow need them.
    if name in ("UserImportWorkflow", "WorkflowStart"):
        from cdk_cognito_user_import import user_import_workflow

        return getattr(user_import_workflow, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
