"""The IAM role that Cognito uses to write a job's log: an existing one, or a new one."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.errors import ServiceError
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.command_errors import UsageError

COGNITO: Final = "cognito-idp.amazonaws.com"
_ROLE: Final = "CloudWatchLogsRoleArn"
_POLICY: Final = "WriteUserImportLogs"
LOG_ACTIONS: Final = (
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
)
_PROPAGATION: Final = 60.0
"""Seconds after which a new role has reached all of AWS. Usually, 2 to 30 are enough."""
_MISSING: Final = "NoSuchEntity"
_THERE: Final = "EntityAlreadyExists"

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class LogsRole:
    """An existing role.

    :param propagation: Seconds until the role has reached all of AWS.
    """

    arn: str
    is_new: bool = False
    propagation: float = 0.0


def newest_job_with_role(jobs: ImportJobs) -> ImportJob | None:
    """Return the newest job of a pool. Its role is probably right for the next job, too."""
    return next((job for job in jobs.newest_first() if job.attributes[_ROLE]), None)


def role_of(job: ImportJob) -> str:
    """Return the ARN of a job's role."""
    return job.attributes[_ROLE]


def role_name(region: str) -> str:
    """Return the name of the role for all imports in a Region. IAM itself has no Regions."""
    return f"cognito-user-import-logs-{region}"


def made_or_found(aws: Aws) -> LogsRole:
    """Return the role for this Region's imports; create it, or its policy, if it is missing.

    :raises UsageError: A role with this name exists, but Cognito can't assume it.
    :raises ServiceError: IAM refused a request.
    """
    name = role_name(aws.region)
    calls = aws.calls(f"role {name}")

    def call(operation: str, attempt: Callable[[], Answer], passing: str) -> Answer | None:
        """Return the response, or None for the one expected error."""
        try:
            return calls(operation, attempt)
        except ServiceError as error:
            if error.code != passing:
                raise
            return None

    iam = aws.iam
    # Looked for first, because not everyone who may use the role may create one.
    found: Any = call("GetRole", lambda: iam.get_role(RoleName=name), _MISSING)
    made: Any = found is None and call(
        "CreateRole",
        lambda: iam.create_role(
            RoleName=name,
            Description="Lets Amazon Cognito write the logs of user import jobs",
            AssumeRolePolicyDocument=json.dumps(_trust()),
        ),
        _THERE,
    )
    # Somebody else may create it in between.
    role = (found or made or calls("GetRole", lambda: iam.get_role(RoleName=name)))["Role"]
    require_trust(name, role["AssumeRolePolicyDocument"])
    there: Any = call(
        "GetRolePolicy",
        lambda: iam.get_role_policy(RoleName=name, PolicyName=_POLICY),
        _MISSING,
    )
    if there is None:
        policy = json.dumps(rights(role["Arn"], aws.region))
        calls(
            "PutRolePolicy",
            lambda: iam.put_role_policy(RoleName=name, PolicyName=_POLICY, PolicyDocument=policy),
        )
        # The existing role lacked its permissions, which take as long as a role to propagate.
        return LogsRole(role["Arn"], bool(made), _PROPAGATION)
    age = (datetime.now(UTC) - role["CreateDate"]).total_seconds()
    return LogsRole(role["Arn"], bool(made), max(0.0, _PROPAGATION - age))


def require_trust(name: str, trust: Any) -> bool:
    """Require that Cognito can assume a role, and return whether that has conditions.

    :param trust: The role's AssumeRolePolicyDocument.
    :raises UsageError: It can't.
    """
    document = json.loads(trust) if isinstance(trust, str) else trust
    found = document["Statement"]
    of_cognito = [
        statement
        for statement in (found if isinstance(found, list) else [found])
        if COGNITO in json.dumps(statement.get("Principal"))
    ]
    allowed = [statement for statement in of_cognito if statement.get("Effect") == "Allow"]
    denied = [statement for statement in of_cognito if statement.get("Effect") == "Deny"]
    # Conditions aren't judged: IAM's simulator doesn't judge trust policies either.
    if not allowed or any("Condition" not in statement for statement in denied):
        raise UsageError(
            f"Role {name} exists, but {COGNITO} can't assume it. Delete it, fix it, or name "
            "another role with --role."
        )
    return bool(denied) or all("Condition" in statement for statement in allowed)


def _trust() -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": COGNITO},
        "Action": "sts:AssumeRole",
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def rights(role_arn: str, region: str) -> dict[str, Any]:
    """Return the role's policy: to write the logs of imports in its account and Region."""
    resource = log_groups(role_arn, region)
    statement = {"Effect": "Allow", "Action": [*LOG_ACTIONS], "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


def log_groups(role_arn: str, region: str) -> str:
    """Return the ARN of all log groups of imports in a role's account, with a wildcard."""
    _, partition, _, _, account, _ = role_arn.split(":", 5)
    return f"arn:{partition}:logs:{region}:{account}:log-group:/aws/cognito/*"
