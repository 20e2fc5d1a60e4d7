"""Cut botocore's models of Amazon Cognito and CloudFormation down to what an import needs.

`make model` writes it; a test compares what is committed with what this makes of the installed
botocore, so that a change in the API is seen.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

from botocore.session import get_session

OPERATIONS: Final = {
    "cognito-idp": (
        "CreateUserImportJob",
        "DescribeUserImportJob",
        "DescribeUserPool",
        "GetCSVHeader",
        "ListUserImportJobs",
        "ListUsers",
        "StartUserImportJob",
        "StopUserImportJob",
    ),
    "cloudformation": ("DescribeStackResource", "DescribeStacks"),
    "lambda": ("Invoke",),
}
"""By service."""
MEMBERS: Final = {
    "UserPoolType": (
        "Id",
        "Name",
        "SchemaAttributes",
        "AutoVerifiedAttributes",
        "AliasAttributes",
        "UsernameAttributes",
        "MfaConfiguration",
        "UsernameConfiguration",
        "EstimatedNumberOfUsers",
    ),
    "SchemaAttributeType": (
        "Name",
        "AttributeDataType",
        "Required",
        "NumberAttributeConstraints",
        "StringAttributeConstraints",
    ),
    "UserType": ("Username", "Attributes", "UserCreateDate", "UserStatus"),
    "InvocationRequest": ("FunctionName", "InvocationType", "Payload"),
    "InvocationResponse": ("StatusCode", "Payload"),
    "DescribeStacksInput": ("StackName",),
    "DescribeStacksOutput": ("Stacks",),
    "Stack": ("StackId", "StackName", "StackStatus", "LastUpdatedTime", "CreationTime"),
    "StackResourceDetail": (
        "LogicalResourceId",
        "PhysicalResourceId",
        "ResourceType",
        "ResourceStatus",
        "LastUpdatedTimestamp",
    ),
}
"""The members to keep of shapes that would be most of a model. An import reads little of them."""
_MODELS: Final = Path(__file__).parents[1] / "lambda/cognito_user_import/aws/models"


def committed(service: str) -> Path:
    """Return the file of a service's trimmed model."""
    (folder,) = (_MODELS / service).iterdir()
    return folder / "service-2.json"


def trimmed_model(service: str) -> dict[str, Any]:
    """Return the service model with the operations and the shapes that they reach."""
    model = get_session().get_component("data_loader").load_service_model(service, "service-2")
    operations = {name: _without_errors(model["operations"][name]) for name in OPERATIONS[service]}
    shapes: dict[str, Any] = {}
    unseen = [_shape_names(operation) for operation in operations.values()]
    while unseen:
        for name in unseen.pop() - shapes.keys():
            shapes[name] = _kept(name, model["shapes"][name])
            unseen.append(_shape_names(shapes[name]))
    document = {
        "version": model["version"],
        "metadata": model["metadata"],
        "operations": operations,
        "shapes": dict(sorted(shapes.items())),
    }
    undocumented: dict[str, Any] = _without_documentation(document)
    return undocumented


def _without_errors(operation: dict[str, Any]) -> dict[str, Any]:
    # botocore takes an error's code from the response. Their shapes are half of a model.
    return {key: value for key, value in operation.items() if key != "errors"}


def _kept(name: str, shape: dict[str, Any]) -> dict[str, Any]:
    if name not in MEMBERS:
        return shape
    return {**shape, "members": {member: shape["members"][member] for member in MEMBERS[name]}}


def _shape_names(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["shape"]} if isinstance(node.get("shape"), str) else set()
        return own.union(*(_shape_names(value) for value in node.values()))
    if isinstance(node, list):
        return set().union(*(_shape_names(value) for value in node))
    return set()


def _without_documentation(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: _without_documentation(value)
            for key, value in node.items()
            if not (key == "documentation" and isinstance(value, str))
        }
    if isinstance(node, list):
        return [_without_documentation(value) for value in node]
    return node


def serialised(model: dict[str, Any]) -> str:
    """Return the model as it is committed: a line for each operation and each shape."""
    parts = []
    for key, value in model.items():
        lines = (
            [f"{json.dumps(name)}: {json.dumps(each)}" for name, each in value.items()]
            if (key in ("operations", "shapes"))
            else []
        )
        text = "{\n" + ",\n".join(lines) + "\n}" if lines else json.dumps(value)
        parts.append(f"{json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    for each in OPERATIONS:
        committed(each).write_text(serialised(trimmed_model(each)))
        sys.stderr.write(f"model: {len(OPERATIONS[each])} operations of {each} written\n")
