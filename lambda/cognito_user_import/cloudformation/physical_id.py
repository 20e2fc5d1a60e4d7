"""The physical id of a resource for which no job exists."""

from cognito_user_import.fingerprint import fingerprint


def no_job_id(stack_id: str, logical_resource_id: str) -> str:
    """Return the physical id of a resource without a job; the same for each repeat."""
    return f"no-job-{fingerprint(stack_id, logical_resource_id)}"
