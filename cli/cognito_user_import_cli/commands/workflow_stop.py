"""Stops an execution of a workflow."""

from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output
from cognito_user_import_cli.workflows.chosen_execution import ChosenWorkflow
from cognito_user_import_cli.workflows.execution_document import execution_document, sums
from cognito_user_import_cli.workflows.workflow_options import ExecutionName, WorkflowPlace

_PLACE = WorkflowPlace()
_AWS = AwsOptions()
_OUTPUT = OutputOptions()


def workflow_stop(
    *,
    place: WorkflowPlace = _PLACE,
    execution: ExecutionName = None,
    no_wait: bool = False,
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> None:
    """Stop an execution of a workflow and wait until it has stopped.

    Its job is stopped, too, within five minutes. Imported users stay.

    :param execution: Name of the execution. Default: the one that runs.
    :param no_wait: Exit when the stop is requested.
    """
    out = Output(options)
    out.tell_steps()
    chosen = ChosenWorkflow.of(Aws(aws, place.region_of), place)
    stopped = chosen.execution(chosen.executions.chosen_running(execution))
    state = stopped.state
    if state.is_running:
        stopped.look.folder.stop()
        out.say(f"execution {state.name} and its job will stop within five minutes")
        state = state if no_wait else stopped.watch(out)
    else:
        out.say("the execution ended before it could be stopped")
    out.result(execution_document(state), f"execution {state.name} is {sums(state)}")
