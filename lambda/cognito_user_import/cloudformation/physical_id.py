"""The physical ID of a resource without a job."""

from cognito_user_import.fingerprint import fingerprint


def no_job_id(stack_id: str, logical_resource_id: str) -> str:
    """Return the physical ID of a resource without a job; the same for each repeated request."""
    return f"no-job-{fingerprint(stack_id, logical_resource_id)}"
