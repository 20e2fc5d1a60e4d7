"""The options of the functions of imports: of a stack's handler, or of a workflow."""

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
from cdk_cognito_user_import.wrong_value import KEY, LOG_GROUP, ROLE, VPC, attribute_of, received

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms

LONGEST_TIMEOUT: Final = 900
"""Seconds of one invocation."""
_HANDLER_MEMORY: Final = 512
CHECKS_AT_ONCE: Final = 10
"""Parts of a file that a workflow checks at a time."""
_LEAST_CONCURRENCY: Final = 2
"""One execution is at work, and one stops its import. A continuation waits until it can start."""
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
    """Options of Lambda functions: of a stack's handler and its responder, or of a workflow.

    All UserImportJobs in a stack share the functions. Give the options to the first one, and leave
    them out or give the same ones to all others. Each UserImportWorkflow has its own.

    :param runtime: Python 3.11 or newer. Default: Runtime.PYTHON_3_14
    :param architecture: Of the functions. Default: Architecture.ARM_64
    :param memory_size: The memory of the handler, or of a workflow's steps, in MiB, 128 to 10,240.
        Default: - 512 for the handler, 1,769 for steps
    :param timeout: For one invocation of the handler, 1 to 15 minutes. Steps have 15 minutes.
        Default: Duration.minutes(15)
    :param log_level: No level logs secrets. Default: ApplicationLogLevel.INFO
    :param log_retention: How long the log is kept. Default: RetentionDays.ONE_MONTH
    :param log_group: A log group of your own, with its own retention, key, and removal policy. A
        workflow's state machine logs there, too. Default: - new ones, deleted with the stack
    :param tracing: Whether X-Ray traces the functions and, if ACTIVE, a workflow's state machine.
        Default: Tracing.DISABLED
    :param vpc: The VPC of the functions. They must reach the services in docs/vpc.md.
        Default: - no VPC
    :param vpc_subnets: Subnets of the VPC that aren't public. Default: - the private ones with
        a route to the internet or, if there are none, the isolated ones
    :param security_groups: Of the functions. Default: - a new one that allows HTTPS only
    :param environment_encryption: The key for environment variables. The functions have none of
        their own, so it matters only if you or an Aspect add some. Default: - a key of Lambda
    :param reserved_concurrent_executions: For each function, at least 2: a Delete or a rollback
        runs beside the import that it stops. A workflow needs 10. Default: - no reservation
    :param role: The role of the handler and its responder, which trusts lambda.amazonaws.com. The
        imports attach their policies to it. If it is imported with ``mutable=False``, it must
        already have all permissions in docs/permissions.md. A workflow has roles of its own.
        Default: - a new role for each function
    :raises ValueError: A value is not allowed. Unresolved tokens pass, except timeout.
    """

    runtime: lambda_.Runtime = lambda_.Runtime.PYTHON_3_14
    architecture: lambda_.Architecture = lambda_.Architecture.ARM_64
    memory_size: int | None = None
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
        if self.memory_size is not None:
            check_memory("memory_size", self.memory_size)
        seconds_of("timeout", self.timeout, 60, LONGEST_TIMEOUT)
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
            check_concurrency(
                "reserved_concurrent_executions",
                self.reserved_concurrent_executions,
                _LEAST_CONCURRENCY,
                "a Delete or a rollback runs beside the import that it stops",
            )
        if self.log_group is not None and self.log_retention is not None:
            raise ValueError(
                "log_retention must not come with a log_group, which has its own retention. "
                f"Received: {self.log_retention.name}"
            )
        for name in ("vpc_subnets", "security_groups"):
            if getattr(self, name) and self.vpc is None:
                raise ValueError(f"{name} must come with a vpc. Received: no vpc")

    @property
    def handler_memory(self) -> int:
        """The memory of a handler in MiB."""
        return _HANDLER_MEMORY if self.memory_size is None else self.memory_size

    def require_workflow(self) -> None:
        """Raise ValueError if a workflow can't have the options."""
        if self.role is not None:
            raise ValueError(
                "handler_options.role must be left out for a workflow, because each of its "
                f"functions has a role with permissions of its own. Received: {received(self.role)}"
            )
        if (seconds := self.timeout.to_seconds()) != LONGEST_TIMEOUT:
            raise ValueError(
                f"handler_options.timeout must be {LONGEST_TIMEOUT} s for a workflow, the default, "
                f"because a step takes as long as its part of the file. Received: {seconds:g} s"
            )
        if self.reserved_concurrent_executions is not None:
            check_concurrency(
                "handler_options.reserved_concurrent_executions",
                self.reserved_concurrent_executions,
                CHECKS_AT_ONCE,
                "a workflow checks so many parts at a time",
            )

    def require_agreement(self, later: "UserImportHandlerOptions") -> None:
        """Require that a later import of the stack gives the same options.

        :param later: Its options.
        :raises ValueError: They differ.
        """
        for name in (each.name for each in fields(self)):
            attribute = "handler_memory" if name == "memory_size" else name
            allowed, given = (_comparable(getattr(each, attribute)) for each in (self, later))
            if given != allowed:
                raise ValueError(
                    "handler_options must be the same for all imports in a stack, because they "
                    "share one handler. Give them to the first import, or the same ones to all. "
                    f"Received: {name}={given}, allowed: {name}={allowed}"
                )


def checked_options(given: UserImportHandlerOptions | None) -> UserImportHandlerOptions:
    """Return the options that are given, or the defaults.

    :raises ValueError: They are none.
    """
    if given is None:
        return UserImportHandlerOptions()
    check_instance("handler_options", given, UserImportHandlerOptions)
    return given


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
