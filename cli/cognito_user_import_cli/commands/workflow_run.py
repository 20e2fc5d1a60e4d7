"""Starts an execution of a workflow."""

from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output
from cognito_user_import_cli.workflows.chosen_execution import ChosenWorkflow
from cognito_user_import_cli.workflows.execution_document import execution_document
from cognito_user_import_cli.workflows.workflow_options import WorkflowPlace

_PLACE = WorkflowPlace()
_AWS = AwsOptions()
_OUTPUT = OutputOptions()


def workflow_run(
    *,
    place: WorkflowPlace = _PLACE,
    no_wait: bool = False,
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> None:
    """Start an execution of a workflow, and watch it until it ends.

    If one already runs, watch that one. Ctrl-C leaves it running.

    :param no_wait: Exit when the execution has started.
    """
    out = Output(options)
    out.tell_steps()
    chosen = ChosenWorkflow.of(Aws(aws, place.region_of), place)
    running = chosen.executions.running()
    name = running[0] if running else chosen.executions.start()
    out.say(f"execution {name} {'is already running' if running else 'started'}")
    execution = chosen.execution(name)
    if no_wait:
        out.say(f"to watch it: {execution.command('watch')}")
        state = execution.state
        out.result(execution_document(state), f"execution {name} is {state.status}")
        return
    execution.show_end(out, execution.watch(out))
