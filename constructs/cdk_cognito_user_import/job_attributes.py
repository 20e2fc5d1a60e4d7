"""The attributes of an import job, as tokens."""

from aws_cdk import CustomResource, Token
from constructs import Construct


class JobAttributes(Construct):
    """What CloudFormation knows of a job when its custom resource is deployed."""

    _resource: CustomResource

    @property
    def job_id(self) -> str:
        """The ID of the job, such as ``import-mAgUtd8PMm``."""
        return self._attribute("JobId")

    @property
    def pre_signed_url(self) -> str:
        """The URL that accepts the CSV file by PUT, for 15 minutes from the job's creation.

        It is a secret: anyone who has it can upload users. The PUT must send the header
        ``x-amz-server-side-encryption: aws:kms``.
        """
        return self._attribute("PreSignedUrl")

    @property
    def job_name(self) -> str:
        """The full name of the job: the base name and the fingerprint."""
        return self._attribute("JobName")

    @property
    def status(self) -> str:
        """The status of the job when the deployment ended, such as ``Created``."""
        return self._attribute("Status")

    @property
    def imported_users(self) -> str:
        """The number of users imported by the end of the deployment; empty before a start."""
        return self._attribute("ImportedUsers")

    @property
    def skipped_users(self) -> str:
        """The number of users skipped by the end of the deployment; empty before a start."""
        return self._attribute("SkippedUsers")

    @property
    def failed_users(self) -> str:
        """The number of rows that failed by the end of the deployment; empty before a start."""
        return self._attribute("FailedUsers")

    @property
    def completion_message(self) -> str:
        """Cognito's message at the end of the import; empty before it ends."""
        return self._attribute("CompletionMessage")

    def _attribute(self, name: str) -> str:
        return Token.as_string(self._resource.get_att(name))
