"""A user pool in a JSON CloudFormation template, as ``cdk synth`` writes it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.local_files.readable import readable

USER_POOL: Final = "AWS::Cognito::UserPool"


def pool_properties(path: Path, resource: str | None) -> Mapping[str, Any]:
    """Return the properties of a template's user pool.

    :param resource: Its logical ID. Default: - the only user pool
    :raises UsageError: The file isn't a template, or has no such pool.
    """
    resources = _resources(path)
    pools = sorted(name for name, found in resources.items() if found.get("Type") == USER_POOL)
    if not pools:
        raise UsageError(f"{path} has no user pool ({USER_POOL}).")
    if resource is None and len(pools) > 1:
        raise UsageError(
            f"{path} has {len(pools)} user pools: name one with --resource. "
            f"There are: {', '.join(pools)}."
        )
    name = resource or pools[0]
    if name not in pools:
        raise UsageError(
            f"{path} has no user pool with the logical id given as --resource. "
            f"Received: {name!r}{_type(resources.get(name))}. There are: {', '.join(pools)}."
        )
    properties = resources[name].get("Properties", {})
    return properties if isinstance(properties, Mapping) else {}


def _resources(path: Path) -> Mapping[str, Mapping[str, Any]]:
    with readable(path):
        content = path.read_bytes()
    try:
        template = json.loads(content)
    except ValueError:
        raise UsageError(
            f"{path} is not JSON: name a template as cdk synth writes it, such as "
            "cdk.out/Stack.template.json."
        ) from None
    resources = template.get("Resources") if isinstance(template, Mapping) else None
    if not isinstance(resources, Mapping):
        raise UsageError(f"{path} is no CloudFormation template: it has no Resources.")
    return {name: found for name, found in resources.items() if isinstance(found, Mapping)}


def _type(resource: Mapping[str, Any] | None) -> str:
    return f", which is of the type {resource.get('Type')}" if resource else ""
