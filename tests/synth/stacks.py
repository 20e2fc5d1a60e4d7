"""Stacks to look at in tests."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aws_cdk import App, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk.assertions import Annotations, Match, Template
from constructs import Construct

from cdk_cognito_user_import import UserImportJob
from cognito_user_import.csv_rules.csv_format import BASE_COLUMNS

JOB = "Custom::CognitoUserImportJob"
POLICY = "AWS::IAM::ManagedPolicy"
Resources = dict[str, dict[str, Any]]


def new_stack(context: dict[str, Any] | None = None) -> Stack:
    """Return an empty stack of an app of its own."""
    return Stack(App(context=context), "Stack")


def new_pool(scope: Construct, name: str = "Pool") -> cognito.UserPool:
    """Return a user pool that can import."""
    return cognito.UserPool(scope, name, auto_verify=cognito.AutoVerifiedAttrs(email=True))


def stack_with_import(**props: Any) -> Stack:
    """Return a stack with a pool, and an import called Users with these properties."""
    stack = new_stack()
    UserImportJob(stack, "Users", user_pool=new_pool(stack), **props)
    return stack


def csv_row(
    username: str = "jane", columns: Sequence[str] = BASE_COLUMNS, **values: str
) -> dict[str, str]:
    """Return a user who can be imported but for these values, blank in all other columns."""
    good = {
        "cognito:username": username,
        "email": f"{username}@example.com",
        "email_verified": "true",
        **values,
    }
    return {column: good.get(column, "") for column in columns}


def write_csv(
    folder: Path,
    *rows: Mapping[str, str],
    columns: Sequence[str] = BASE_COLUMNS,
    name: str = "users.csv",
) -> Path:
    """Write a CSV file with these rows, or with one user; return its path."""
    path = folder / name
    users = rows or (csv_row(columns=columns),)
    lines = [",".join(columns), *(",".join(user.values()) for user in users)]
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def annotations(stack: Stack) -> tuple[list[str], list[str]]:
    """Return the errors and the warnings that a synth of the stack ends with."""
    found, anything = Annotations.from_stack(stack), Match.any_value()
    errors, warnings = found.find_error("*", anything), found.find_warning("*", anything)
    return [_text(entry) for entry in errors], [_text(entry) for entry in warnings]


def _text(entry: Any) -> str:
    return str(entry.entry.data)


def resources(stack: Stack, type_: str = "") -> Resources:
    """Return the resources of the stack's template, of this type if one is given."""
    template = Template.from_stack(stack).to_json()
    return {
        name: resource
        for name, resource in template["Resources"].items()
        if not type_ or resource["Type"] == type_
    }


def only_resource(stack: Stack, type_: str) -> dict[str, Any]:
    """Return the one resource of this type."""
    found = resources(stack, type_)
    assert len(found) == 1, found.keys()
    return next(iter(found.values()))


def statements(stack: Stack) -> list[dict[str, Any]]:
    """Return every policy statement of the template: inline, attached, and managed."""
    found = []
    for resource in resources(stack).values():
        properties = resource.get("Properties", {})
        documents = [policy["PolicyDocument"] for policy in properties.get("Policies", [])]
        if resource["Type"] in (POLICY, "AWS::IAM::Policy", "AWS::IAM::RolePolicy"):
            documents.append(properties["PolicyDocument"])
        found += [s for document in documents for s in document["Statement"]]
    return found


def handler_function(stack: Stack) -> dict[str, Any]:
    """Return the properties of the handler's function."""
    functions = resources(stack, "AWS::Lambda::Function")
    (properties,) = (f["Properties"] for name, f in functions.items() if "Function" in name)
    assert isinstance(properties, dict)
    return properties
