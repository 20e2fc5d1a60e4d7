"""Content-addressed job names.

Cognito gives CreateUserImportJob no idempotency token, so the name carries one: the fingerprint of
all that makes an import what it is. Cognito's own list of jobs then tells whether the import was
made already, for a repeated request, a rollback, or a Delete that knows no job id.
"""

import hashlib
import json
from typing import Final

from cognito_user_import.service_model import JOB_NAME

FINGERPRINT_LENGTH: Final = 12
MAX_BASE_NAME_LENGTH: Final = JOB_NAME.maximum - 1 - FINGERPRINT_LENGTH


def fingerprint(*content: str) -> str:
    """Return 12 hexadecimal digits that stand for these strings in this order."""
    # JSON keeps ("ab", "c") and ("a", "bc") apart.
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:FINGERPRINT_LENGTH]


def no_job_id(stack_id: str, logical_resource_id: str) -> str:
    """Return the physical id of a resource for which no job was made; the same for each repeat."""
    return f"no-job-{fingerprint(stack_id, logical_resource_id)}"


def job_name(base_name: str, *content: str) -> str:
    """Return the name of the import job that stands for this content."""
    return f"{base_name}-{fingerprint(*content)}"
