"""What a stack does with a workflow: a deployment can start an execution, and its end stops all."""

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, cast

from aws_cdk import (
    CfnResource,
    CfnWaitCondition,
    CfnWaitConditionHandle,
    CustomResource,
    Duration,
    Fn,
    Names,
    Stack,
)
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct, IConstruct

from cdk_cognito_user_import.acknowledgment import acknowledge_wildcard
from cdk_cognito_user_import.handler_asset import WORKFLOW_DEPLOYMENT
from cdk_cognito_user_import.handler_functions import HandlerFunctions, may_invoke
from cdk_cognito_user_import.handler_timing import checked_service_timeout
from cdk_cognito_user_import.pool_dependencies import start_after_imports
from cdk_cognito_user_import.user_import_handler_options import UserImportHandlerOptions
from cdk_cognito_user_import.workflow_resources import (
    allow,
    executions_arn,
    role_of,
    workflow_function,
)
from cognito_user_import.cognito.service_model import USER_POOL_ID
from cognito_user_import.fingerprint import fingerprint
from cognito_user_import.workflow.resource_types import EXECUTION_RESOURCE, MACHINE_RESOURCE

_TIMEOUT: Final = Duration.minutes(5)
"""Of one invocation. A job takes a moment to stop."""
_MAX_BASE_NAME: Final = 128 - len("-Stop-") - USER_POOL_ID.maximum
_COUNT: Final = 3
"""The place of the count in the condition's data, ``{"ImportedUsers":"5"}``, between quotes."""


class WorkflowStart(StrEnum):
    """What starts an execution of a workflow."""

    ON_REQUEST = "ON_REQUEST"
    """A person, an EventBridge rule, or another program."""
    ON_DEPLOY = "ON_DEPLOY"
    """A deployment in which the source, the pool, or the trigger is new."""


class WorkflowLifeCycle(Construct):
    """Stops all executions before their state machine is deleted, and can start one.

    :param import_properties: What is imported: those of a custom resource of an import.
    :param requirements: What executions can't work without.
    :param options: Of the function that starts and stops them, and of its responder.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - the name that all constructs have
        *,
        machine: sfn.StateMachine,
        reports: s3.Bucket,
        user_pool: cognito.IUserPool,
        import_properties: Mapping[str, str | None],
        requirements: Iterable[IConstruct],
        options: UserImportHandlerOptions,
    ) -> None:
        super().__init__(scope, id)
        self._machine = machine
        functions = HandlerFunctions(self, options, of_workflow=True)
        self._function, permissions = self._new_function(functions, machine, reports, user_pool)
        self._given = {
            **import_properties,
            "StateMachineArn": machine.state_machine_arn,
            "ReportBucket": reports.bucket_name,
        }
        self._requirements = [
            *(machine, reports),
            *requirements,
            *permissions,
            *functions.requirements,
        ]
        self._started: CustomResource | None = None
        self._condition: CfnWaitCondition | None = None
        self._resource("Machine", MACHINE_RESOURCE, {})

    def start(
        self, source_trigger: str | None, steps: lambda_.Function, wait: Duration | None
    ) -> None:
        """Start an execution in a deployment with another content.

        :param source_trigger: What is new if the content of the source is.
        :param steps: The function of the steps, which tells the deployment the result.
        :param wait: How long the deployment waits for the execution to end. Default: - it doesn't
        """
        given = {"SourceTrigger": source_trigger}
        handle, content = None, ""
        dependencies: list[IConstruct] = [self._allow_start()]
        if wait is not None:
            # A condition can't wait again, so another content has another one.
            resolved = Stack.of(self).resolve({**self._given, **given})
            content = fingerprint(json.dumps(resolved, sort_keys=True))
            handle = CfnWaitConditionHandle(self, f"Handle{content}")
            given["WaitHandle"] = Stack.of(self).get_logical_id(handle)
            dependencies += [handle, self._allow_signal(steps)]
        self._started = self._resource("Resource", EXECUTION_RESOURCE, given)
        self._started.node.add_dependency(*dependencies)
        if wait is not None and handle is not None:
            self._condition = CfnWaitCondition(
                self,
                f"Condition{content}",
                count=1,
                handle=handle.ref,
                timeout=str(wait.to_seconds()),
            )
            self._condition.node.add_dependency(self._started)
        end = self._condition or cast("CfnResource", self._started.node.default_child)
        start_after_imports(self, self._started, end)

    @property
    def execution_arn(self) -> str | None:
        """The execution that the last deployment started; None if deployments start none."""
        return self._started.ref if self._started else None

    @property
    def imported_users(self) -> str | None:
        """The number of imported users; None if the deployment doesn't wait."""
        if self._condition is None:
            return None
        return Fn.select(_COUNT, Fn.split('"', self._condition.attr_data.to_string()))

    def _resource(
        self,
        id_: str,
        resource_type: str,
        more: Mapping[str, str | None],
    ) -> CustomResource:
        resource = CustomResource(
            self,
            id_,
            resource_type=resource_type,
            service_token=self._function.function_arn,
            service_timeout=checked_service_timeout(_TIMEOUT, None, waits=False),
            properties={**self._given, **more},
        )
        resource.node.add_dependency(*self._requirements)
        return resource

    def _new_function(
        self,
        functions: HandlerFunctions,
        machine: sfn.StateMachine,
        reports: s3.Bucket,
        user_pool: cognito.IUserPool,
    ) -> tuple[lambda_.Function, list[IConstruct]]:
        """Create the function, and return it with what it can't work without."""
        executions = executions_arn(machine, ":*")
        folders = reports.arn_for_objects("executions/*")
        responder = functions.create_responder(
            functions.new_role(
                "ResponderRole",
                "Cognito user import workflow: answers CloudFormation",
                functions.permissions(),
            )
        )
        function = workflow_function(
            functions,
            "Role",
            handler=WORKFLOW_DEPLOYMENT,
            description="Starts and stops executions of an Amazon Cognito user import workflow",
            role_description="Cognito user import workflow: starts and stops executions",
            memory_size=512,
            timeout=_TIMEOUT,
            permissions=[
                allow(machine.state_machine_arn, "states:ListExecutions"),
                allow(executions, "states:StopExecution"),
                allow(folders, "s3:GetObject", "s3:PutObject"),
                allow(reports.bucket_arn, "s3:ListBucket"),
                may_invoke(responder),
            ],
        )
        answering = functions.answer_for(function, responder, _TIMEOUT)
        role = role_of(function)
        acknowledge_wildcard(role, executions, "Only the deployment knows an execution's name.")
        acknowledge_wildcard(role, folders, "Each execution has a folder of its own.")
        # With the pool in its name, it stays until the job in an old pool has been stopped.
        base_name = Names.unique_resource_name(self, max_length=_MAX_BASE_NAME)
        may_stop = iam.CfnRolePolicy(
            self,
            "StopPolicy",
            role_name=role.role_name,
            policy_name=f"{base_name}-Stop-{user_pool.user_pool_id}",
            policy_document=iam.PolicyDocument(
                statements=[
                    allow(
                        user_pool.user_pool_arn,
                        "cognito-idp:DescribeUserImportJob",
                        "cognito-idp:ListUserImportJobs",
                        "cognito-idp:StopUserImportJob",
                    )
                ]
            ),
        )
        return function, [may_stop, answering]

    def _allow_start(self) -> IConstruct:
        """Allow the function to start executions, and to ask whether the stack still wants one."""
        return iam.CfnRolePolicy(
            self,
            "StartPolicy",
            role_name=role_of(self._function).role_name,
            policy_name="Start",
            policy_document=iam.PolicyDocument(
                statements=[
                    allow(self._machine.state_machine_arn, "states:StartExecution"),
                    allow(
                        Stack.of(self).stack_id,
                        "cloudformation:DescribeStackResource",
                        "cloudformation:DescribeStacks",
                    ),
                ]
            ),
        )

    def _allow_signal(self, steps: lambda_.Function) -> IConstruct:
        """Allow the last step to ask CloudFormation where the deployment waits."""
        return iam.CfnRolePolicy(
            self,
            "SignalPolicy",
            role_name=role_of(steps).role_name,
            policy_name="Signal",
            policy_document=iam.PolicyDocument(
                statements=[allow(Stack.of(self).stack_id, "cloudformation:DescribeStackResource")]
            ),
        )
