"""The resources of a stack, and which one of them is meant."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.command_errors import UsageError

OTHER_STACK: Final = "Name the stack that has it. For a nested stack, use its own name."
_DELETED: Final = "DELETE_COMPLETE"


def resources_of(aws: Aws, stack: str) -> list[Any]:
    """Return the resources of a stack that exist. A physical ID can be empty.

    :raises ServiceError: ListStackResources failed, or the stack doesn't exist.
    """

    def read() -> list[Any]:
        pages = aws.cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
        return [
            {"PhysicalResourceId": "", **resource}
            for page in pages
            for resource in page["StackResourceSummaries"]
            if resource["ResourceStatus"] != _DELETED
        ]

    return aws.calls(f"stack {stack}")("ListStackResources", read)


def of_type(resources: Iterable[Any], resource_type: str) -> dict[str, str]:
    """Return the physical IDs of the resources of a type, by logical ID."""
    return {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"]
        for resource in resources
        if resource["ResourceType"] == resource_type
    }


def choose(stack: str, found: Mapping[str, str], wanted: str | None, *, kind: str) -> str:
    """Return the logical ID of one of the found resources: the wanted one, or the only one.

    :param found: Physical IDs by logical IDs.
    :param kind: What the resources are, such as ``job``.
    :raises UsageError: The wanted one isn't there, or none is wanted and there are several.
    """
    listed = ", ".join(f"{logical_id} ({name})" for logical_id, name in sorted(found.items()))
    if wanted is None and len(found) > 1:
        raise UsageError(
            f"Stack {stack} has several {kind}s. Choose one with --resource: {listed}."
        )
    logical_id = wanted or next(iter(found))
    if logical_id not in found:
        raise UsageError(f"Stack {stack} has no {kind} {logical_id[:255]!r}. It has: {listed}.")
    return logical_id
