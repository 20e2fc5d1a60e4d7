"""Checks requests and answers against botocore's model of Cognito user pools."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

import botocore.session
from botocore.model import ServiceModel, Shape
from botocore.validate import ParamValidator

from local_aws.errors import ServiceError, internal_error, invalid_parameter

OPERATIONS = (
    "CreateUserImportJob",
    "StartUserImportJob",
    "StopUserImportJob",
    "DescribeUserImportJob",
    "ListUserImportJobs",
    "GetCSVHeader",
)
# Real messages hold spaces and full stops, which the model's pattern forbids.
_WRONG_IN_THE_MODEL = frozenset({"CompletionMessageType"})


@functools.cache
def service_model() -> ServiceModel:
    """Return the installed botocore's model of cognito-idp."""
    return botocore.session.Session().get_service_model("cognito-idp")


def check_request(operation: str, request: Any) -> None:
    """Raise the error that AWS returns for a request that breaks the model."""
    shape = service_model().operation_model(operation).input_shape
    assert shape is not None
    if not isinstance(request, dict):
        raise ServiceError("SerializationException", "The request is not a structure.")
    _check_types(shape, request)
    found = list(_violations(shape, request))
    if found:
        noun = "error" if len(found) == 1 else "errors"
        raise invalid_parameter(f"{len(found)} validation {noun} detected: {'; '.join(found)}")


def check_answer(operation: str, answer: dict[str, Any]) -> None:
    """Raise an internal error for a response that the model doesn't describe."""
    shape = service_model().operation_model(operation).output_shape
    assert shape is not None
    # The model wants a list to have an item, yet a pool may have no job.
    filled = {name: value for name, value in answer.items() if value != []}
    report = ParamValidator().validate(filled, shape)
    problems = [*_unknown_members(shape, answer, operation), *_violations(shape, answer)]
    if report.has_errors():
        problems.append(report.generate_report())
    if problems:
        raise internal_error(f"{operation} would break its model: {'; '.join(problems)}")


def _check_types(shape: Shape, request: dict[str, Any]) -> None:
    types: dict[str, type] = {"string": str, "integer": int}
    for name, member in shape.members.items():  # type: ignore[attr-defined]
        value = request.get(name)
        if value is not None and (
            not isinstance(value, types[member.type_name]) or isinstance(value, bool)
        ):
            raise ServiceError(
                "SerializationException", f"{name} can not be read as {member.type_name}."
            )


def _violations(shape: Any, value: Any, name: str = "") -> Iterator[str]:
    """Yield the violations of a constraint, in AWS's words."""
    if shape.type_name == "structure":
        for member_name, member in shape.members.items():
            place = member_name[0].lower() + member_name[1:]
            if value.get(member_name) is not None:
                yield from _violations(member, value[member_name], place)
            elif member_name in shape.required_members:
                constraint = "Member must not be null"
                yield f"Value null at '{place}' failed to satisfy constraint: {constraint}"
    elif shape.type_name == "list":
        for number, item in enumerate(value, 1):
            yield from _violations(shape.member, item, f"{name}.{number}.member")
    elif shape.name not in _WRONG_IN_THE_MODEL:
        for constraint in _broken_constraints(shape, value):
            yield f"Value '{value}' at '{name}' failed to satisfy constraint: {constraint}"


def _broken_constraints(shape: Any, value: Any) -> Iterator[str]:
    rules = shape.metadata
    kind, measure = ("length", len(value)) if shape.type_name == "string" else ("value", value)
    if "min" in rules and measure < rules["min"]:
        yield f"Member must have {kind} greater than or equal to {rules['min']}"
    if "max" in rules and measure > rules["max"]:
        yield f"Member must have {kind} less than or equal to {rules['max']}"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], value, re.ASCII):
        yield f"Member must satisfy regular expression pattern: {rules['pattern']}"
    if "enum" in rules and value not in rules["enum"]:
        yield f"Member must satisfy enum value set: [{', '.join(rules['enum'])}]"


def _unknown_members(shape: Any, value: Any, place: str) -> Iterator[str]:
    if shape.type_name == "structure":
        for name, item in value.items():
            if name in shape.members:
                yield from _unknown_members(shape.members[name], item, f"{place}.{name}")
            else:
                yield f"{place}.{name} is not a member"
    elif shape.type_name == "list":
        for item in value:
            yield from _unknown_members(shape.member, item, place)
