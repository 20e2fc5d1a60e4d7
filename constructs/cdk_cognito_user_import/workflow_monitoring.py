"""How people follow the executions of a workflow."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from cdk_cognito_user_import.execution_events import tell_at_the_end

if TYPE_CHECKING:
    # Every app with a workflow would load it, and only apps that notify need it.
    from aws_cdk import aws_sns as sns


class WorkflowMonitoring(Construct):
    """Messages about the executions of a workflow."""

    _machine: sfn.StateMachine
    _reports: s3.Bucket
    _properties: Mapping[str, str | None]

    def notify(self, topic: "sns.ITopic") -> None:
        """Publish a message to a topic when an execution ends, however it does.

        The message names the status, the execution, and its report. There can be several topics. If
        a topic is imported or encrypted, allow events.amazonaws.com to publish to it and to use its
        key.

        :raises ValueError: It isn't a topic.
        """
        tell_at_the_end(self, self._machine, self._reports, topic)
