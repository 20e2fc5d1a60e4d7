"""What to do when AWS refuses, in words for the person at the terminal."""

from collections.abc import Mapping

from cognito_user_import.aws.service_call import ANY_CODE
from cognito_user_import.logs import redact

_PERMISSION = "Ask for the permission: the operation is named above."


def advice(profile: str | None) -> Mapping[str, str]:
    """Return what to do about an error of AWS, by its code.

    :param profile: The profile that was named, if one was.
    """
    login = f"Sign in again: aws sso login --profile {profile}" if profile else "aws sso login"
    renew = f"Renew the credentials, or sign in again: aws sso login{_for(profile)}"
    return {
        ANY_CODE: "Look the code up in the service's API reference.",
        "ResourceNotFoundException": (
            "Check that the user pool and the job exist in this account and Region."
        ),
        "AccessDenied": _PERMISSION,
        "AccessDeniedException": _PERMISSION,
        "NotAuthorizedException": _PERMISSION,
        "LimitExceededException": (
            "A user pool keeps every import job, 1,000 by default, and none can be deleted: ask "
            "for a higher quota (L-681BB884), or import into another pool."
        ),
        "InvalidParameterException": (
            "Check that the role of the job's log exists, and that cognito-idp.amazonaws.com may "
            "assume it."
        ),
        "PreconditionNotMetException": (
            "Check that the user pool auto-verifies e-mail addresses or phone numbers, and that no "
            "other import runs in this account."
        ),
        "ValidationError": "Check the stack's name, the account and the Region.",
        "TooManyRequestsException": "Try again when fewer requests reach Cognito in this account.",
        "NoCredentialsError": (
            "Set credentials up: with aws configure, aws sso login, --profile, or the environment "
            "variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        ),
        "PartialCredentialsError": "Set both the access key's id and its secret.",
        "ExpiredToken": renew,
        "ExpiredTokenException": renew,
        "UnrecognizedClientException": renew,
        "InvalidClientTokenId": renew,
        "SSOTokenLoadError": login,
        "UnauthorizedSSOTokenError": login,
        "TokenRetrievalError": login,
        "EndpointConnectionError": "Check the network, the Region and the endpoint.",
        "ConnectTimeoutError": "Check the network, the Region and the endpoint.",
        "SSLError": "Check the endpoint, and the certificates that AWS_CA_BUNDLE names.",
    }


def explained(error: Exception, profile: str | None) -> str:
    """Return why no call could be made at all, and what to do."""
    code = type(error).__name__
    what = {
        "ProfileNotFound": "aws configure list-profiles lists those there are.",
        "NoRegionError": "Name one with --region, AWS_REGION, or in the profile.",
        "InvalidRegionError": "Name one such as eu-central-1.",
    }.get(code) or advice(profile).get(code, "Check the AWS configuration.")
    return f"{redact(str(error)).rstrip('.')}. {what}"


def _for(profile: str | None) -> str:
    return f" --profile {profile}" if profile else ""
