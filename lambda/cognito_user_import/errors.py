"""The run-time errors, one tree.

UserImportError
├── InvalidEventError      not a CloudFormation event: nobody waits for a response
├── InvalidPropertyError   a resource property is missing or violates the API's constraints
├── InvalidFileError       the CSV file or the rows can't be imported
├── SourceError            the S3 object isn't the expected one
├── InvalidPoolError       the user pool can't import these users
├── ServiceError           an AWS service refused an operation
├── UploadError            the CSV file couldn't be uploaded
│   └── ExpiredUrlError    S3 refused the pre-signed URL, which expires after 15 minutes
├── ImportFailedError      the import ended, but lost more rows than allowed
├── DeadlineError          not enough time left in this invocation
├── WithdrawnError         CloudFormation no longer waits for this request
├── ContinuedError         another invocation continues with this request, and responds
└── DeliveryError          CloudFormation didn't accept the response

Their texts become the Reason of a failed resource. No text contains a URL, a password hash, or a
value from a CSV file.
"""


class UserImportError(Exception):
    """The base of all errors in this package."""


class InvalidEventError(UserImportError):
    """The event isn't a CloudFormation request."""


class InvalidPropertyError(UserImportError):
    """A resource property is missing or violates the API's constraints."""


class InvalidFileError(UserImportError):
    """The CSV file or the rows can't be imported."""


class SourceError(UserImportError):
    """The S3 object with the users isn't the expected one."""


class InvalidPoolError(UserImportError):
    """The user pool can't import users, or can't import these users."""


class UploadError(UserImportError):
    """The CSV file couldn't be uploaded."""


class ExpiredUrlError(UploadError):
    """The pre-signed URL no longer accepts an upload."""


class ImportFailedError(UserImportError):
    """The import ended, but not with the expected result."""


class DeadlineError(UserImportError):
    """Not enough time is left in this invocation."""


class WithdrawnError(UserImportError):
    """CloudFormation no longer waits for this request."""


class ContinuedError(UserImportError):
    """Another invocation continues with this request, and responds."""


class DeliveryError(UserImportError):
    """CloudFormation didn't accept the response."""


class ServiceError(UserImportError):
    """An AWS service refused an operation.

    :param operation: The API operation, such as ``CreateUserImportJob``.
    :param code: The service's error code, such as ``ResourceNotFoundException``.
    :param detail: The service's error message.
    :param subject: The resource concerned, such as ``user pool eu-central-1_AbCdEf``.
    :param advice: What to do about the error.
    """

    def __init__(self, operation: str, code: str, detail: str, subject: str, advice: str) -> None:
        # All parts: a copy, or another process, calls the constructor with them again.
        super().__init__(operation, code, detail, subject, advice)
        self.operation = operation
        self.code = code
        self.detail = detail
        self.subject = subject
        self._advice = advice

    def __str__(self) -> str:
        what = f"{self.operation} failed for {self.subject}: {self.code}: {self.detail.rstrip('.')}"
        return f"{what}. {self._advice}"

    def advised(self, advice: str) -> "ServiceError":
        """Return the same error with other advice."""
        return ServiceError(self.operation, self.code, self.detail, self.subject, advice)
