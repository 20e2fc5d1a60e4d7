"""Rules for the end of an execution: its job is stopped, and people are told."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from cdk_cognito_user_import.acknowledgment import acknowledge_wildcard
from cdk_cognito_user_import.workflow_resources import allow, executions_arn, role_of
from cdk_cognito_user_import.wrong_value import attribute_of

if TYPE_CHECKING:
    # Every app with a workflow would load it, and only apps that notify need it.
    from aws_cdk import aws_sns as sns

_UNSUCCESSFUL: Final = ("ABORTED", "FAILED", "TIMED_OUT")
_TOPIC: Final = "an ITopic, such as a Topic"


def stop_job_after_the_end(
    scope: Construct,
    machine: sfn.StateMachine,
    steps: lambda_.Function,
    reports: s3.Bucket,
    properties: Mapping[str, str | None],
) -> events.Rule:
    """Stop the job of an execution that doesn't succeed: no step runs then that could.

    Return the rule, without which an execution's end goes unnoticed.
    """
    executions = executions_arn(machine, ":*")
    policy = iam.CfnRolePolicy(
        scope,
        "EndPolicy",
        role_name=role_of(steps).role_name,
        policy_name="End",
        policy_document=iam.PolicyDocument(
            statements=[
                allow(machine.state_machine_arn, "states:ListExecutions"),
                allow(executions, "states:DescribeExecution"),
            ]
        ),
    )
    acknowledge_wildcard(policy, executions, "Only an event knows the name of its execution.")
    rule = _rule(scope, "EndRule", machine, _UNSUCCESSFUL, "stops its job")
    given = {
        "Step": "after-the-end",
        "StateMachineArn": machine.state_machine_arn,
        "ReportBucket": reports.bucket_name,
        "Properties": {name: value for name, value in properties.items() if value is not None},
    }
    of_event = {
        "Execution": events.EventField.from_path("$.detail.name"),
        "Status": events.EventField.from_path("$.detail.status"),
    }
    rule.add_target(
        targets.LambdaFunction(steps, event=events.RuleTargetInput.from_object(of_event))
    )
    # To EventBridge, <...> is a field of the event, also in a key or a trigger.
    literal = json.dumps(given, ensure_ascii=False).replace("<", "\\u003c")
    template = f'{{"Execution":<detail-name>,"Status":<detail-status>,{literal[1:]}'
    resource = cast("events.CfnRule", rule.node.default_child)
    resource.add_property_override("Targets.0.InputTransformer.InputTemplate", template)
    rule.node.add_dependency(policy)
    return rule


def tell_at_the_end(
    scope: Construct, machine: sfn.StateMachine, reports: s3.Bucket, topic: "sns.ITopic"
) -> None:
    """Publish a text to a topic at the end of each execution. A second call changes nothing.

    :raises ValueError: It isn't a topic.
    """
    attribute_of("topic", topic, "topic_arn", _TOPIC)
    id_ = f"EndRule{topic.node.addr[:8]}"
    if scope.node.try_find_child(id_):
        return
    rule = _rule(scope, id_, machine, (*_UNSUCCESSFUL, "SUCCEEDED"), "a message")
    name = events.EventField.from_path("$.detail.name")
    report = f"s3://{reports.bucket_name}/executions/{name}/report.json"
    text = (
        f"The user import {name} of the workflow {scope.node.path} ended as "
        f"{events.EventField.from_path('$.detail.status')}. Report: {report}"
    )
    rule.add_target(targets.SnsTopic(topic, message=events.RuleTargetInput.from_text(text)))


def _rule(
    scope: Construct, id_: str, machine: sfn.StateMachine, statuses: Sequence[str], what: str
) -> events.Rule:
    """Create a rule for the end of an execution of the machine, and not of a part's."""
    return events.Rule(
        scope,
        id_,
        description=f"The end of an Amazon Cognito user import: {what}",
        event_pattern=events.EventPattern(
            source=["aws.states"],
            detail_type=["Step Functions Execution Status Change"],
            detail={
                # A part's ARN has a slash behind the machine's name.
                "executionArn": events.Match.prefix(executions_arn(machine, ":")),
                "status": list(statuses),
            },
        ),
    )
