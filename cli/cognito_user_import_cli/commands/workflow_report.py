"""Shows the report of an execution of a workflow."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.command_errors import UnsuccessfulImport, UsageError
from cognito_user_import_cli.local_files.new_files import new_files, require_new
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output
from cognito_user_import_cli.workflows.chosen_execution import ChosenWorkflow
from cognito_user_import_cli.workflows.report_document import report_lines
from cognito_user_import_cli.workflows.workflow_options import ExecutionName, WorkflowPlace

_PLACE = WorkflowPlace()
_AWS = AwsOptions()
_OUTPUT = OutputOptions()


def workflow_report(
    *,
    place: WorkflowPlace = _PLACE,
    execution: ExecutionName = None,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    force: bool = False,
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> None:
    """Show the report of an execution, and the first lines that failed.

    :param execution: Name of the execution. Default: the newest.
    :param output: CSV file for all rows that failed: line of the file, reason, and job.
    :param force: Overwrite an existing file.
    """
    out = Output(options)
    out.tell_steps()
    if output and not force:
        require_new(output, otherwise="use --force")
    chosen = ChosenWorkflow.of(Aws(aws, place.region_of), place)
    shown = chosen.execution(chosen.executions.chosen(execution))
    name, folder = shown.state.name, shown.look.folder
    if shown.state.is_running:
        raise UsageError(
            f"Execution {name} is still {shown.state.stage}. Its report is written when it ends. "
            f"To watch it: {shown.command('watch')}"
        )
    report = folder.get("report.json")
    if report is None:
        raise UnsuccessfulImport(f"Execution {name} is {shown.state.status} and has no report.")
    out.result(report, "" if out.is_json else "\n".join(report_lines(report, folder)))
    if output is None:
        return
    if not report["FailedUsers"]:
        out.say(f"no row failed, so {output} isn't written")
        return
    with new_files(output) as [file]:
        folder.copy_failed(file)
    number = report["FailedUsers"]
    out.say(f"{output}: {number:,} row{'' if number == 1 else 's'} that failed")
