"""The Lambda entry point: wiring only."""

import logging
from typing import TYPE_CHECKING, Any, Final

from cognito_user_import import life_cycle
from cognito_user_import.cognito_client import cognito_client
from cognito_user_import.custom_resource import Context, UserImportResource
from cognito_user_import.deadline import Deadline
from cognito_user_import.import_job import ImportJob, ImportJobs
from cognito_user_import.redaction import redact_logs
from cognito_user_import.request import DELETE
from cognito_user_import.service_call import ServiceCalls

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

_HANDLER_MARGIN: Final = 60.0
"""Seconds before the end of an invocation at which work gives up, to answer why."""
_PROPAGATION: Final = 60.0
"""Seconds for which a denial may come from a role or policy that this deployment just made."""

redact_logs()
logging.getLogger("cognito_user_import").setLevel(logging.INFO)

resource = UserImportResource()
client: "CognitoIdentityProviderClient"
try:
    # At import: Lambda lends a whole core to the initialisation.
    client = cognito_client()
except Exception as error:  # whatever it is becomes the reason of the failure
    resource.init_failure(error)


def lambda_handler(event: dict[str, Any], context: Context) -> None:
    """Handle one request of CloudFormation."""
    resource(event, context)


@resource.create
def _create(_event: dict[str, Any], _context: Context) -> str:
    return _answer_with(life_cycle.create(resource.request, _jobs_of))


@resource.update
def _update(_event: dict[str, Any], _context: Context) -> str:
    return _answer_with(life_cycle.update(resource.request, _jobs_of))


@resource.delete
def _delete(_event: dict[str, Any], _context: Context) -> None:
    life_cycle.delete(resource.request, _jobs_of)


def _answer_with(job: ImportJob) -> str:
    resource.Data.update(job.attributes)
    return job.job_id


def _jobs_of(user_pool_id: str) -> ImportJobs:
    deadline = Deadline(max(resource.seconds_left - _HANDLER_MARGIN, resource.seconds_left / 4))
    propagation = 0.0 if resource.request.type == DELETE else _PROPAGATION
    calls = ServiceCalls(user_pool_id, deadline, propagation)
    return ImportJobs(client, user_pool_id, calls)
