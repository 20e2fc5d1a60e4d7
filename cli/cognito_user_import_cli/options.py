"""The options that all commands share."""

from dataclasses import dataclass
from typing import Annotated

from cyclopts import Group, Parameter

_AWS = Group("AWS", sort_key=10)
_OUTPUT = Group("Output", sort_key=20)


@Parameter(name="*", group=_AWS)
@dataclass(frozen=True, kw_only=True, slots=True)
class AwsOptions:
    """The AWS account, Region, and endpoint. The AWS CLI's defaults apply."""

    profile: str | None = None
    """Profile in the AWS configuration. Default: AWS_PROFILE, else the default profile."""
    region: str | None = None
    """Region. Default: the one in the pool's ID or the ARN, else AWS_REGION, else the profile's."""
    endpoint_url: str | None = None
    """Endpoint for all services, such as an emulator's."""


@Parameter(name="*", group=_OUTPUT)
@dataclass(frozen=True, kw_only=True, slots=True)
class OutputOptions:
    """How a command writes: results to stdout, everything else to stderr."""

    json: bool = False
    """Print the result as JSON."""
    quiet: Annotated[bool, Parameter(name=["--quiet", "-q"])] = False
    """Print only the result and errors."""
