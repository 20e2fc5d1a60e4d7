"""The types of a workflow's custom resources. The constructs need them, and load nothing else."""

from typing import Final

EXECUTION_RESOURCE: Final = "Custom::CognitoUserImportWorkflow"
MACHINE_RESOURCE: Final = "Custom::CognitoUserImportStateMachine"
