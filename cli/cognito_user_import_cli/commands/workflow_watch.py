"""Watches an execution of a workflow until it ends."""

from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output
from cognito_user_import_cli.workflows.chosen_execution import ChosenWorkflow
from cognito_user_import_cli.workflows.workflow_options import ExecutionName, WorkflowPlace

_PLACE = WorkflowPlace()
_AWS = AwsOptions()
_OUTPUT = OutputOptions()


def workflow_watch(
    *,
    place: WorkflowPlace = _PLACE,
    execution: ExecutionName = None,
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> None:
    """Watch an execution of a workflow until it ends.

    Ctrl-C leaves the execution running.

    :param execution: Name of the execution. Default: the newest.
    """
    out = Output(options)
    out.tell_steps()
    chosen = ChosenWorkflow.of(Aws(aws, place.region_of), place)
    watched = chosen.execution(chosen.executions.chosen(execution))
    watched.show_end(out, watched.watch(out))
