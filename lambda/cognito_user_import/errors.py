"""The run-time errors, one tree.

UserImportError
├── InvalidEventError      the event is not a CloudFormation request: there is nobody to answer
├── InvalidPropertyError   a resource property is missing or breaks the API's constraints
├── InvalidFileError       the CSV file, or the rows, cannot be imported
├── SourceError            the object with the users is not what it should be
├── InvalidPoolError       the user pool cannot import this
├── ServiceError           an AWS service refused an operation
├── UploadError            the CSV file could not be uploaded
│   └── ExpiredUrlError    since the pre-signed URL has expired
├── ImportFailedError      the import ended, and lost more rows than it may
├── DeadlineError          the time of this invocation does not suffice
└── DeliveryError          CloudFormation did not take the answer

Their texts become the Reason of a failed resource, so none of them holds a URL, a hash or a
cell of a CSV file.
"""


class UserImportError(Exception):
    """Base of all errors of this package."""


class InvalidEventError(UserImportError):
    """The event is not a request of CloudFormation."""


class InvalidPropertyError(UserImportError):
    """A resource property is missing, or breaks the constraints of the API."""


class InvalidFileError(UserImportError):
    """The CSV file, or the rows, cannot be imported."""


class SourceError(UserImportError):
    """The object with the users is not what it should be."""


class InvalidPoolError(UserImportError):
    """The user pool cannot import users, or not these."""


class UploadError(UserImportError):
    """The CSV file could not be uploaded."""


class ExpiredUrlError(UploadError):
    """The pre-signed URL takes no upload any more."""


class ImportFailedError(UserImportError):
    """The import ended otherwise than it should."""


class DeadlineError(UserImportError):
    """The time left to this invocation does not suffice."""


class DeliveryError(UserImportError):
    """CloudFormation did not take the answer."""


class ServiceError(UserImportError):
    """An AWS service refused an operation.

    :param operation: The API operation, such as ``CreateUserImportJob``.
    :param code: The error code that was answered, such as ``ResourceNotFoundException``.
    :param detail: What the service said about it.
    :param subject: What the operation was for, such as ``user pool eu-central-1_AbCdEf``.
    :param advice: What to do about it, one sentence.
    """

    def __init__(self, operation: str, code: str, detail: str, subject: str, advice: str) -> None:
        what = f"{operation} failed for {subject}: {code}: {detail.rstrip('.')}"
        super().__init__(f"{what}. {advice}")
        self.operation = operation
        self.code = code
        self.detail = detail
        self.subject = subject

    def advised(self, advice: str) -> "ServiceError":
        """Return the same error with another advice."""
        return ServiceError(self.operation, self.code, self.detail, self.subject, advice)
