"""The options of the handler that all imports in a stack share."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Final

from aws_cdk import Duration
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs

from cdk_cognito_user_import.validation import (
    check_concurrency,
    check_instance,
    check_memory,
    check_runtime,
    check_security_groups,
    member,
    seconds_of,
)
from cdk_cognito_user_import.wrong_value import KEY, LOG_GROUP, ROLE, VPC, attribute_of

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms

_ENUMERATIONS: Final = {
    "log_level": lambda_.ApplicationLogLevel,
    "log_retention": logs.RetentionDays,
    "tracing": lambda_.Tracing,
}
_CONSTRUCTS: Final = {
    "log_group": ("log_group_arn", LOG_GROUP),
    "vpc": ("vpc_id", VPC),
    "environment_encryption": ("key_arn", KEY),
    "role": ("role_arn", ROLE),
}
"""The attribute by which each is known, and what an error calls it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class UserImportHandlerOptions:
    """Options of the two functions of a stack's imports: the handler and its responder.

    All imports in a stack share the functions. Give the options to the first import, and leave them
    out or give the same ones to all others.

    :param runtime: Python 3.11 or newer. Default: Runtime.PYTHON_3_14
    :param architecture: Of both functions. Default: Architecture.ARM_64
    :param memory_size: The handler's memory in MiB, 128 to 10,240. Default: 512
    :param timeout: For one invocation of the handler, 1 to 15 minutes.
        Default: Duration.minutes(15)
    :param log_level: No level logs secrets. Default: ApplicationLogLevel.INFO
    :param log_retention: How long the log is kept. Default: RetentionDays.ONE_MONTH
    :param log_group: A log group of your own, with its own retention, key, and removal policy.
        Default: - a new log group, which is deleted with the stack
    :param tracing: Whether X-Ray traces the functions. Default: Tracing.DISABLED
    :param vpc: The VPC of both functions. They must reach the services in docs/vpc.md.
        Default: - no VPC
    :param vpc_subnets: Subnets of the VPC that aren't public. Default: - the private ones with
        a route to the internet or, if there are none, the isolated ones
    :param security_groups: Of both functions. Default: - a new one that allows HTTPS only
    :param environment_encryption: The key for environment variables. The functions have none of
        their own, so it matters only if you or an Aspect add some. Default: - a key of Lambda
    :param reserved_concurrent_executions: For each of the two functions, at least 2: a Delete or a
        rollback runs beside the import that it stops. Default: - no reservation
    :param role: The role of both functions, which trusts lambda.amazonaws.com. The imports attach
        their policies to it. If it is imported with ``mutable=False``, it must already have all
        permissions in docs/permissions.md. Default: - a new role for each function
    :raises ValueError: A value is not allowed. Unresolved tokens pass, except timeout.
    """

    runtime: lambda_.Runtime = lambda_.Runtime.PYTHON_3_14
    architecture: lambda_.Architecture = lambda_.Architecture.ARM_64
    memory_size: int = 512
    timeout: Duration = field(default_factory=lambda: Duration.minutes(15))
    log_level: lambda_.ApplicationLogLevel = lambda_.ApplicationLogLevel.INFO
    log_retention: logs.RetentionDays | None = None
    log_group: logs.ILogGroup | None = None
    tracing: lambda_.Tracing = lambda_.Tracing.DISABLED
    vpc: ec2.IVpc | None = None
    vpc_subnets: ec2.SubnetSelection | None = None
    security_groups: Sequence[ec2.ISecurityGroup] | None = None
    environment_encryption: "kms.IKey | None" = None
    reserved_concurrent_executions: int | None = None
    role: iam.IRole | None = None

    def __post_init__(self) -> None:
        check_runtime("runtime", self.runtime)
        check_instance("architecture", self.architecture, lambda_.Architecture)
        check_memory("memory_size", self.memory_size)
        seconds_of("timeout", self.timeout, 60, 900)
        for name, kind in _ENUMERATIONS.items():
            value = getattr(self, name)
            if not (value is None and name == "log_retention"):
                # The name of a member may stand for it, and a frozen record is set like this.
                object.__setattr__(self, name, member(name, value, kind))
        for name, (attribute, interface) in _CONSTRUCTS.items():
            if (value := getattr(self, name)) is not None:
                attribute_of(name, value, attribute, interface)
        if self.vpc_subnets is not None:
            check_instance("vpc_subnets", self.vpc_subnets, ec2.SubnetSelection)
        if self.security_groups is not None:
            check_security_groups("security_groups", self.security_groups)
        if self.reserved_concurrent_executions is not None:
            check_concurrency("reserved_concurrent_executions", self.reserved_concurrent_executions)
        if self.log_group is not None and self.log_retention is not None:
            raise ValueError(
                "log_retention must not come with a log_group, which has its own retention. "
                f"Received: {self.log_retention.name}"
            )
        for name in ("vpc_subnets", "security_groups"):
            if getattr(self, name) and self.vpc is None:
                raise ValueError(f"{name} must come with a vpc. Received: no vpc")

    def require_agreement(self, later: "UserImportHandlerOptions") -> None:
        """Require that a later import of the stack gives the same options.

        :param later: Its options.
        :raises ValueError: They differ.
        """
        for name in (each.name for each in fields(self)):
            allowed, received = (_comparable(getattr(each, name)) for each in (self, later))
            if received != allowed:
                raise ValueError(
                    "handler_options must be the same for all imports in a stack, because they "
                    "share one handler. Give them to the first import, or the same ones to all. "
                    f"Received: {name}={received}, allowed: {name}={allowed}"
                )


def _comparable(value: object) -> object:
    """Return what says whether two values are the same, in an error, too."""
    if isinstance(value, Duration):
        return value.to_seconds()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_comparable(each) for each in value]
    if isinstance(value, ec2.SubnetSelection):
        return {name: _comparable(each) for name, each in value._values.items()}
    # What an attribute of a construct returns is another object each time.
    if (node := getattr(value, "node", None)) is not None:
        return node.path
    # Runtime and Architecture have names but no equality.
    return getattr(value, "name", value)
