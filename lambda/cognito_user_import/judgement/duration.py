"""How long an import takes, for a person who decides. The Lambda function doesn't need it."""

from typing import Final

USERS_PER_SECOND: Final = 34
"""The only rate that AWS has published: the run times of "Guidance for User Profiles Export with
Amazon Cognito", which imports 100,000 users in 56 minutes and 500,000 in 248."""
DEPLOYMENT_MINUTES: Final = 55
"""The longest wait of a deployment for an import: CloudFormation's hour, less the other steps."""


def minutes(users: int) -> int:
    """Return the minutes that an import takes at this rate."""
    return round(users / USERS_PER_SECOND / 60)


def estimate(users: int) -> str:
    """Return a text that says how long an import takes, and how far that is known."""
    found = minutes(users)
    return (
        f"about {found:,} minute{'' if found == 1 else 's'} at {USERS_PER_SECOND} users a second, "
        "the only rate that AWS has published"
    )
