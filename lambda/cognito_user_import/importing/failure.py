"""Why an import failed: its counts, and the lines that the job's log names."""

import logging
from collections.abc import Callable, Sequence

from cognito_user_import.aws.clients import Clients
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.cognito.advice import LOGS_ADVICE
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.job_log import FailedLine, JobLog, log_group
from cognito_user_import.errors import ServiceError
from cognito_user_import.judgement.of_job import JobVerdict

logger = logging.getLogger(__name__)

InFile = Callable[[ImportJob, Sequence[FailedLine]], tuple[Sequence[FailedLine], str]]
"""Returns the lines as they are numbered in the file, and a note."""


def why_it_failed(
    verdict: JobVerdict,
    clients: Clients,
    calls: ServiceCalls,
    *,
    pool_name: Callable[[], str],
    in_file: InFile,
    noun: str,
) -> str:
    """Return the reason, with as much of the job's log as can be read.

    :param calls: Calls about the user pool.
    :param noun: What the numbers in the file are.
    """
    job = verdict.job
    try:
        group = log_group(job, pool_name())
    except ServiceError as error:
        logger.warning("can't find the job's log: %s", error)
        return verdict.reason([], "the user pool's log group")
    try:
        client = clients.logs
    except Exception as error:  # whatever it is, it is not why the import failed
        logger.warning("can't read the job's log: %s", str(error) or type(error).__name__)
        return verdict.reason([], group)
    log = JobLog(job, group, client, calls.about(f"log group {group}", LOGS_ADVICE))
    lines, note = in_file(job, log.failed_lines(job.failed_users))
    return verdict.reason(lines, f"{group}, stream {log.stream}{note}", noun=noun)
