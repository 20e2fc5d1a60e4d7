"""The custom resource's properties, as CloudFormation sends them: strings, of any version."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cognito_user_import.cognito.job_name import MAX_BASE_NAME_LENGTH, JobNames, job_names
from cognito_user_import.cognito.service_model import (
    JOB_NAME,
    ROLE_ARN,
    USER_POOL_ID,
    Constraint,
    PasswordHashingAlgorithm,
)
from cognito_user_import.errors import InvalidPropertyError
from cognito_user_import.properties.source_properties import SourceProperties
from cognito_user_import.properties.text import text

_BASE_NAME = Constraint(JOB_NAME.shape, JOB_NAME.minimum, MAX_BASE_NAME_LENGTH, JOB_NAME.pattern)


@dataclass(frozen=True, slots=True)
class ImportProperties:
    """The resource properties that define one import.

    ``password_hashing_algorithm`` and ``trigger`` are empty if not set. Without a ``source``, the
    handler only creates the job.
    """

    user_pool_id: str
    base_name: str
    logs_role_arn: str
    password_hashing_algorithm: str
    trigger: str
    source: SourceProperties | None = None

    @classmethod
    def of(cls, properties: Mapping[str, Any]) -> "ImportProperties":
        """Read ResourceProperties or OldResourceProperties.

        :raises InvalidPropertyError: A property is missing, isn't a string, or violates the API's
            constraints.
        """
        algorithm = text(properties, "PasswordHashingAlgorithm", default="")
        if algorithm and algorithm not in PasswordHashingAlgorithm.__members__:
            allowed = ", ".join(PasswordHashingAlgorithm)
            raise InvalidPropertyError(
                f"PasswordHashingAlgorithm must be one of {allowed}. Received: {algorithm[:64]!r}"
            )
        return cls(
            user_pool_id=_constrained(properties, "UserPoolId", USER_POOL_ID),
            base_name=_constrained(properties, "JobName", _BASE_NAME),
            logs_role_arn=_constrained(properties, "CloudWatchLogsRoleArn", ROLE_ARN),
            password_hashing_algorithm=algorithm,
            trigger=text(properties, "Trigger", default=""),
            source=SourceProperties.of(properties),
        )

    def job_names(self, stack_id: str, logical_resource_id: str) -> JobNames:
        """Return the names that the job of this import can have in Cognito.

        With a source, the role doesn't count: another role imports the same users.
        """
        source = self.source
        return job_names(
            self.base_name,
            stack_id,
            logical_resource_id,
            self.user_pool_id,
            "" if source else self.logs_role_arn,
            self.password_hashing_algorithm,
            self.trigger,
            *(source.content if source else ()),
            is_versioned=source is not None and source.is_versioned,
        )


def _constrained(properties: Mapping[str, Any], name: str, constraint: Constraint) -> str:
    value = text(properties, name)
    if violation := constraint.violation(value):
        raise InvalidPropertyError(f"{name} {violation}. Received: {value[:128]!r}")
    return value
