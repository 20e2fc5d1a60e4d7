"""Makes ministack's stacks tell what CloudFormation tells while a request is at work.

ministack itself describes a resource only after the request, and has no AWS::IAM::RolePolicy.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import handlers, provisioners, stacks

_Answer = tuple[int, dict[str, str], bytes]
_Record = dict[str, Any]

_NEVER_UPDATED = b"<LastUpdatedTime></LastUpdatedTime>"


def tell_true_statuses() -> None:
    """Describe stacks and resources as they are, from the moment of an event on."""
    stacks._add_event = _naming_creations(stacks._add_event)
    stacks._delete_resource = _marking_cleanup(stacks._delete_resource)
    actions: dict[str, Any] = handlers._ACTION_HANDLERS
    for name in ("DescribeStackResource", "DescribeStackResources", "ListStackResources"):
        # The same function, which finds another stack: other actions change the one they find.
        scope = {**vars(handlers), "_resolve_stack": _described}
        actions[name] = FunctionType(actions[name].__code__, scope)
    actions["CreateStack"] = _never_updated(actions["CreateStack"])
    describe = actions["DescribeStacks"]

    def describe_stacks(params: Any) -> _Answer:
        status, headers, body = describe(params)
        return status, headers, body.replace(_NEVER_UPDATED, b"")

    actions["DescribeStacks"] = describe_stacks


def _described(stack_name: str) -> _Record | None:
    """Return a stack whose resources have the status and the time of their last events."""
    stack: _Record | None = handlers._resolve_stack(stack_name)
    if stack is None:
        return None
    resources = dict(stack.get("_resources", {}))
    for logical_id, event in _last_events(stack).items():
        record, status = resources.get(logical_id), event["ResourceStatus"]
        physical_id = event["PhysicalResourceId"]
        if record is None:
            # Only a stack that ends shows what is gone. What an update has just created is there,
            # although ministack records it at the end of the update.
            is_over = status.endswith("_COMPLETE")
            is_new = (status, stack["StackStatus"]) == ("CREATE_COMPLETE", "UPDATE_IN_PROGRESS")
            if (
                is_over
                and not is_new
                and (status[:7] != "DELETE_" or stack["StackStatus"][:7] == "UPDATE_")
            ):
                continue
        elif physical_id and physical_id != record["PhysicalResourceId"]:
            continue  # The cleanup of what was replaced.
        resources[logical_id] = {
            "PhysicalResourceId": physical_id,
            "ResourceType": event["ResourceType"],
            **(record or {}),
            "ResourceStatus": status,
            "ResourceStatusReason": event["ResourceStatusReason"],
            "Timestamp": event["Timestamp"],
        }
    return {**stack, "_resources": resources}


def _last_events(stack: _Record) -> dict[str, _Record]:
    events = cloudformation._stack_events.get(stack["StackId"], [])
    return {
        event["LogicalResourceId"]: event
        for event in events
        if event["LogicalResourceId"] != stack["StackName"]
    }


def _naming_creations(add_event: Callable[..., None]) -> Callable[..., None]:
    """Name the creation of a resource CREATE in an update, too."""

    def add(
        stack_id: str,
        stack_name: str,
        logical_id: str,
        type_: str,
        status: str,
        *rest: Any,
        **more: Any,
    ) -> None:
        stack = cloudformation._stacks.get(stack_name)
        if stack and logical_id != stack_name and status.startswith("UPDATE_"):
            before = _last_events(stack).get(logical_id, {}).get("ResourceStatus")
            is_new = status == "UPDATE_IN_PROGRESS" and logical_id not in stack["_resources"]
            if is_new or before == "CREATE_IN_PROGRESS":
                status = status.replace("UPDATE", "CREATE")
        add_event(stack_id, stack_name, logical_id, type_, status, *rest, **more)

    return add


def _marking_cleanup(delete_resource: Callable[..., None]) -> Callable[..., None]:
    """Mark the cleanup after an update, and in it the deletion of what the template lost."""

    def delete(type_: str, physical_id: str, props: Any, stack_name: str, logical_id: str) -> None:
        stack = cloudformation._stacks[stack_name]
        own = stack["StackId"], stack_name, stack_name, "AWS::CloudFormation::Stack"
        if stack["StackStatus"] == "UPDATE_IN_PROGRESS":
            stack["StackStatus"] = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
            stacks._add_event(*own, stack["StackStatus"], physical_id=stack["StackId"])
        record = stack["_resources"].get(logical_id, {})
        is_removed = (
            stack["StackStatus"] == "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
            and record.get("PhysicalResourceId") == physical_id
        )
        event = stack["StackId"], stack_name, logical_id, type_
        if is_removed:
            stacks._add_event(*event, "DELETE_IN_PROGRESS", physical_id=physical_id)
        delete_resource(type_, physical_id, props, stack_name, logical_id)
        if is_removed:
            stacks._add_event(*event, "DELETE_COMPLETE", physical_id=physical_id)

    return delete


def _never_updated(create_stack: Callable[[Any], _Answer]) -> Callable[[Any], _Answer]:
    """Leave the time of the last update out until there is an update."""

    def create(params: Any) -> _Answer:
        answer = create_stack(params)
        if answer[0] == 200:
            cloudformation._stacks[handlers._p(params, "StackName")]["LastUpdatedTime"] = ""
        return answer

    return create


def provide_role_policies() -> None:
    """Provide AWS::IAM::RolePolicy, which is replaced if its name or its role changes."""
    type_ = "AWS::IAM::RolePolicy"

    def put(props: _Record) -> tuple[str, _Record]:
        on_role = {**props, "Roles": [props["RoleName"]]}
        provisioners._iam_policy_require_entities(on_role)
        provisioners._iam_policy_require_valid_document(on_role)
        provisioners._iam_policy_put(on_role, props["PolicyName"])
        return f"{props['PolicyName']}|{props['RoleName']}", {}

    def drop(_physical_id: str, props: _Record) -> None:
        provisioners._iam_policy_drop({"Roles": [props["RoleName"]]}, props["PolicyName"])

    provisioners._REPLACING_PROPERTIES[type_] = ("PolicyName", "RoleName")
    provisioners._RESOURCE_HANDLERS[type_] = {
        "create": lambda _logical_id, props, _stack_name: put(props),
        "update": lambda _physical_id, _old, props, _stack_name: put(props),
        "delete": drop,
    }
