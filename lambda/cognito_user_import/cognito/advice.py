"""What to do about an error of Cognito or of a job's log, for whoever deploys."""

from typing import Final

_PERMISSION: Final = (
    "Allow the handler's role this operation on the user pool, and iam:PassRole on the CloudWatch "
    "Logs role; a permissions boundary or a service control policy may deny it too."
)
COGNITO_ADVICE: Final = {
    "ResourceNotFoundException": "Check that the user pool exists in this account and Region.",
    "InvalidParameterException": (
        "Check that the CloudWatch Logs role exists and that cognito-idp.amazonaws.com may assume "
        "it."
    ),
    "AccessDeniedException": _PERMISSION,
    "NotAuthorizedException": _PERMISSION,
    "LimitExceededException": (
        "A user pool keeps every import job, 1,000 by default, and none can be deleted: ask for a "
        "higher quota (L-681BB884), or import into another pool."
    ),
    "PreconditionNotMetException": (
        "Check that the user pool auto-verifies email addresses or phone numbers."
    ),
    "TooManyRequestsException": "Deploy again when fewer requests reach Cognito in this account.",
}
LOGS_ADVICE: Final = {
    "AccessDeniedException": "Allow the handler's role logs:FilterLogEvents on this log group.",
}
