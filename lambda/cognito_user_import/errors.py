"""The run-time errors, one tree.

UserImportError
├── InvalidEventError      the event is not a CloudFormation request: there is nobody to answer
├── InvalidPropertyError   a resource property is missing or breaks the API's constraints
├── ServiceError           Cognito refused an operation
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


class DeadlineError(UserImportError):
    """The time left to this invocation does not suffice."""


class DeliveryError(UserImportError):
    """CloudFormation did not take the answer."""


class ServiceError(UserImportError):
    """Cognito refused an operation.

    :param operation: The API operation, such as ``CreateUserImportJob``.
    :param code: The error code that Cognito answered, such as ``ResourceNotFoundException``.
    :param detail: What Cognito said about it.
    :param user_pool_id: The pool that the operation was for.
    :param advice: What to do about it, one sentence.
    """

    def __init__(
        self, operation: str, code: str, detail: str, user_pool_id: str, advice: str
    ) -> None:
        what = f"{operation} failed for user pool {user_pool_id}: {code}: {detail.rstrip('.')}"
        super().__init__(f"{what}. {advice}")
        self.operation = operation
        self.code = code
