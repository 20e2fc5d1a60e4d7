"""The options that commands share."""

from dataclasses import dataclass
from typing import Annotated

from cyclopts import Group, Parameter

_AWS = Group("AWS", sort_key=10)
_OUTPUT = Group("Output", sort_key=20)


@Parameter(name="*", group=_AWS)
@dataclass(frozen=True, kw_only=True, slots=True)
class AwsOptions:
    """Where AWS is, and as whom; what is left out is taken as the AWS CLI takes it."""

    profile: str | None = None
    """Profile of the AWS configuration. Default: AWS_PROFILE, else the default one."""
    region: str | None = None
    """Region of the user pool. Default: AWS_REGION, else the profile's."""
    endpoint_url: str | None = None
    """Another endpoint for all services, such as that of an emulator."""


@Parameter(name="*", group=_OUTPUT)
@dataclass(frozen=True, kw_only=True, slots=True)
class OutputOptions:
    """How a command writes: results to stdout, everything else to stderr."""

    json: bool = False
    """Write the result as JSON."""
    quiet: Annotated[bool, Parameter(name=["--quiet", "-q"])] = False
    """Say nothing on the way; errors are still told."""
