"""What to do about an AWS error, for the person at the terminal."""

from collections.abc import Mapping
from typing import Final

from cognito_user_import.aws.service_call import ANY_CODE
from cognito_user_import.errors import ServiceError
from cognito_user_import.logs import redact

DENIALS: Final = ("AccessDenied", "AccessDeniedException", "NotAuthorizedException")
"""The codes for a missing permission."""
_PERMISSION: Final = "Ask for permission to call this operation."


def advice(profile: str | None, ca_bundle: str | None = None) -> Mapping[str, str]:
    """Return what to do about an AWS error, by its code.

    :param profile: The profile, if one is set.
    :param ca_bundle: The file or folder with certificate authorities, if one is set.
    """
    login = f"Sign in again: aws sso login{_for(profile)}"
    renew = f"Renew the credentials, or sign in again: aws sso login{_for(profile)}"
    return {
        ANY_CODE: "Look up the error code in the service's API reference.",
        "ResourceNotFoundException": (
            "Check that the user pool and the job exist in this account and Region."
        ),
        **dict.fromkeys(DENIALS, _PERMISSION),
        "LimitExceededException": (
            "A user pool keeps up to 1,000 import jobs by default, and jobs can't be deleted. "
            "Request a higher quota (L-681BB884), or import into another pool."
        ),
        "InvalidParameterException": (
            "Check that the role for the job's log exists and that cognito-idp.amazonaws.com can "
            "assume it."
        ),
        "PreconditionNotMetException": (
            "Check that the user pool auto-verifies email addresses or phone numbers, and that no "
            "other import is running in this account."
        ),
        "StateMachineDoesNotExist": "Check the ARN of the state machine, and the account.",
        "ExecutionDoesNotExist": "Check the execution's name. AWS keeps executions for 90 days.",
        "NoSuchBucket": "Check that the report bucket exists.",
        "ValidationError": "Check the stack's name, the account, and the Region.",
        "TooManyRequestsException": "Try again when this account sends Cognito fewer requests.",
        "NoCredentialsError": (
            "Configure credentials with aws configure, aws sso login, --profile, or the "
            "environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        ),
        "PartialCredentialsError": "Set both the access key ID and the secret access key.",
        "ExpiredToken": renew,
        "ExpiredTokenException": renew,
        "UnrecognizedClientException": renew,
        "InvalidClientTokenId": renew,
        "SSOTokenLoadError": login,
        "UnauthorizedSSOTokenError": login,
        "TokenRetrievalError": login,
        "EndpointConnectionError": "Check the network, the Region, and the endpoint.",
        "ConnectTimeoutError": "Check the network, the Region, and the endpoint.",
        "SSLError": (f"Check the endpoint and the certificates in {ca_bundle or 'AWS_CA_BUNDLE'}."),
    }


def list_users_advised(error: ServiceError, otherwise: str) -> ServiceError:
    """Return an error of ListUsers; for a denial, with the permission to ask for.

    :param otherwise: What else to do, or empty.
    """
    if error.code not in DENIALS:
        return error
    other = f", or {otherwise}" if otherwise else ""
    return error.advised(f"Ask for the permission cognito-idp:ListUsers{other}.")


def explained(error: Exception, profile: str | None) -> str:
    """Return why no call is possible, and what to do."""
    code = type(error).__name__
    what = {
        "ProfileNotFound": "To list the profiles, run aws configure list-profiles.",
        "NoRegionError": "Set one with --region, with AWS_REGION, or in the profile.",
        "InvalidRegionError": "Example: eu-central-1.",
    }.get(code) or advice(profile).get(code, "Check the AWS configuration.")
    return f"{redact(str(error)).rstrip('.')}. {what}"


def _for(profile: str | None) -> str:
    return f" --profile {profile}" if profile else ""
