"""The wiring of an import with a source.

The handler imports this module when it meets its first source: a job for others to upload to needs
none of it, and it would be a tenth of each cold start.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cognito_user_import.aws.clients import logs_client, s3_client
from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.cloudformation.request import Request
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.job_log import LOGS_ADVICE, JobLog
from cognito_user_import.importing.steps import CsvImport
from cognito_user_import.life_cycle.requests import Known
from cognito_user_import.life_cycle.with_source import ImportLifeCycle
from cognito_user_import.properties.import_properties import ImportProperties
from cognito_user_import.properties.source_properties import SourceProperties
from cognito_user_import.transfer.stored_object import S3_ADVICE, Source
from cognito_user_import.transfer.upload import Upload, upload

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class ImportTools:
    """What an import with a source needs besides Cognito; clients are made when they are used."""

    make_s3_client: "Callable[[], S3Client]" = s3_client
    make_logs_client: "Callable[[], CloudWatchLogsClient]" = logs_client
    upload: Upload = upload

    def life_cycle(
        self,
        request: Request,
        properties: ImportProperties,
        limits: SourceProperties,
        jobs: ImportJobs,
        propagation: float,
        known: Known,
    ) -> ImportLifeCycle:
        """Return the life of the request's resource.

        :param propagation: Seconds for which a denial may come from a policy made moments ago.
        """
        deadline = jobs.deadline
        calls = ServiceCalls(str(limits), deadline, propagation, advice=S3_ADVICE)
        csv_import = CsvImport(
            properties,
            limits,
            jobs,
            Source(limits, self.make_s3_client, calls),
            self.upload,
            lambda job, pool_name: self._log(job, pool_name, deadline),
        )
        names = properties.job_names(request.stack_id, request.logical_resource_id)
        return ImportLifeCycle(request, names, csv_import, known)

    def _log(self, job: ImportJob, pool_name: str, deadline: Deadline) -> JobLog:
        def calls_for(subject: str) -> ServiceCalls:
            return ServiceCalls(subject, deadline, 0.0, advice=LOGS_ADVICE)

        return JobLog(job, pool_name, self.make_logs_client, calls_for)
