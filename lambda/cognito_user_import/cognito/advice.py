"""What to do about an error from Cognito or a job's log, for the person who deploys."""

from typing import Final

_PERMISSION: Final = (
    "Allow the handler's role this operation on the user pool, and iam:PassRole on the CloudWatch "
    "Logs role. A permissions boundary or a service control policy can also deny them."
)
COGNITO_ADVICE: Final = {
    "ResourceNotFoundException": "Check that the user pool exists in this account and Region.",
    "InvalidParameterException": (
        "Check that the CloudWatch Logs role exists and that cognito-idp.amazonaws.com can assume "
        "it."
    ),
    "AccessDeniedException": _PERMISSION,
    "NotAuthorizedException": _PERMISSION,
    "LimitExceededException": (
        "A user pool keeps up to 1,000 import jobs by default, and jobs can't be deleted. Request "
        "a higher quota (L-681BB884), or import into another pool."
    ),
    "PreconditionNotMetException": (
        "Check that the user pool auto-verifies email addresses or phone numbers, that Cognito can "
        "use the CloudWatch Logs role, and that no other import job is running."
    ),
    "TooManyRequestsException": "Deploy again when this account sends Cognito fewer requests.",
}
LOGS_ADVICE: Final = {
    "AccessDeniedException": "Allow the handler's role logs:FilterLogEvents on this log group.",
}
