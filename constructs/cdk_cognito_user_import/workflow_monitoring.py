"""How people follow the executions of a workflow."""

from typing import TYPE_CHECKING, Any

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from cdk_cognito_user_import.execution_events import tell_at_the_end
from cognito_user_import.workflow.part_metrics import DIMENSION, NAMESPACE, USERS_PER_SECOND

if TYPE_CHECKING:
    # Every app with a workflow would load it, and only apps that notify need it.
    from aws_cdk import aws_sns as sns


class WorkflowMonitoring(Construct):
    """Messages about the executions of a workflow, and metrics of their parts.

    A part's metrics are written when its job ends, and once, whichever execution looks at it again.
    """

    _function: lambda_.Function
    _machine: sfn.StateMachine
    _reports: s3.Bucket

    def notify(self, topic: "sns.ITopic") -> None:
        """Publish a message to a topic when an execution ends, however it does.

        The message names the status, the execution, and its report. There can be several topics. If
        a topic is imported or encrypted, allow events.amazonaws.com to publish to it and to use its
        key.

        :param topic: The topic.
        :raises ValueError: It isn't a topic.
        """
        tell_at_the_end(self, self._machine, self._reports, topic)

    def metric_imported_users(
        self, *, statistic: str = "Sum", period: Duration | None = None, label: str | None = None
    ) -> cloudwatch.Metric:
        """Return the number of users that were imported.

        :param statistic: Of the values in a period. Default: Sum
        :param period: How long a period is. Default: - 5 minutes
        :param label: What a graph shows. Default: - the name of the metric
        """
        return self._metric("ImportedUsers", statistic=statistic, period=period, label=label)

    def metric_skipped_users(
        self, *, statistic: str = "Sum", period: Duration | None = None, label: str | None = None
    ) -> cloudwatch.Metric:
        """Return the number of rows that were skipped because their users already existed.

        :param statistic: Of the values in a period. Default: Sum
        :param period: How long a period is. Default: - 5 minutes
        :param label: What a graph shows. Default: - the name of the metric
        """
        return self._metric("SkippedUsers", statistic=statistic, period=period, label=label)

    def metric_failed_users(
        self, *, statistic: str = "Sum", period: Duration | None = None, label: str | None = None
    ) -> cloudwatch.Metric:
        """Return the number of rows that failed.

        :param statistic: Of the values in a period. Default: Sum
        :param period: How long a period is. Default: - 5 minutes
        :param label: What a graph shows. Default: - the name of the metric
        """
        return self._metric("FailedUsers", statistic=statistic, period=period, label=label)

    def metric_users_per_second(
        self,
        *,
        statistic: str = "Average",
        period: Duration | None = None,
        label: str | None = None,
    ) -> cloudwatch.Metric:
        """Return the rows that jobs read in a second.

        :param statistic: Of the values in a period. Default: Average
        :param period: How long a period is. Default: - 5 minutes
        :param label: What a graph shows. Default: - the name of the metric
        """
        return self._metric(USERS_PER_SECOND, statistic=statistic, period=period, label=label)

    def _metric(self, name: str, **options: Any) -> cloudwatch.Metric:
        dimensions = {DIMENSION: self._function.function_name}
        return cloudwatch.Metric(
            namespace=NAMESPACE, metric_name=name, dimensions_map=dimensions, **options
        )
