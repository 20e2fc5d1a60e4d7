"""A pool's demands, read from its construct, its template and the service: the same."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from aws_cdk import Stack
from aws_cdk import aws_cognito as cognito

from cdk_cognito_user_import.known_profile import known_profile
from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import.csv_rules.template_profile import template_profile
from local_aws import LocalAws
from local_aws.import_scenario import eventually
from tests.synth.stacks import new_stack, only_resource, resources

pytestmark = pytest.mark.integration

EMAIL = cognito.AutoVerifiedAttrs(email=True)
BOTH = cognito.AutoVerifiedAttrs(email=True, phone=True)
REQUIRED = cognito.StandardAttribute(required=True)
_NUMBERS = count(1)
Shape = Callable[[Stack], Any]


def _pool(**props: Any) -> Shape:
    return lambda stack: cognito.UserPool(stack, "Pool", **props)


def _resource(**props: Any) -> Shape:
    return lambda stack: cognito.CfnUserPool(stack, "Pool", **props)


def _schema(name: str, **constraints: Any) -> dict[str, Any]:
    return {"name": name, "attributeDataType": "String", **constraints}


SHAPES: list[Shape] = [
    _pool(),
    _pool(auto_verify=EMAIL),
    _pool(auto_verify=BOTH),
    _pool(auto_verify=EMAIL, sign_in_aliases=cognito.SignInAliases(email=True)),
    _pool(auto_verify=BOTH, sign_in_aliases=cognito.SignInAliases(email=True, phone=True)),
    _pool(auto_verify=EMAIL, sign_in_aliases=cognito.SignInAliases(username=True, email=True)),
    _pool(
        auto_verify=BOTH,
        sign_in_aliases=cognito.SignInAliases(
            username=True, email=True, phone=True, preferred_username=True
        ),
    ),
    _pool(auto_verify=EMAIL, sign_in_case_sensitive=False),
    _pool(auto_verify=EMAIL, sign_in_case_sensitive=True),
    _pool(auto_verify=EMAIL, mfa=cognito.Mfa.OPTIONAL),
    _pool(auto_verify=EMAIL, mfa=cognito.Mfa.REQUIRED),
    _pool(auto_verify=EMAIL, mfa=cognito.Mfa.OFF),
    _pool(
        auto_verify=EMAIL,
        standard_attributes=cognito.StandardAttributes(
            given_name=REQUIRED, birthdate=REQUIRED, email=REQUIRED, last_update_time=REQUIRED
        ),
    ),
    _pool(
        auto_verify=EMAIL,
        custom_attributes={
            "team": cognito.StringAttribute(min_len=2, max_len=4),
            "free": cognito.StringAttribute(),
            "long": cognito.StringAttribute(max_len=2048),
            "size": cognito.NumberAttribute(min=1, max=9),
            "any": cognito.NumberAttribute(),
            "on": cognito.BooleanAttribute(),
            "since": cognito.DateTimeAttribute(),
        },
    ),
    _resource(auto_verified_attributes=["phone_number"], user_pool_tier="LITE"),
    _resource(
        auto_verified_attributes=["email"],
        schema=[
            _schema("given_name", required=True, stringAttributeConstraints={"maxLength": "50"}),
            _schema("code", stringAttributeConstraints={"minLength": "3"}),
        ],
    ),
]


def _deployed_pool(aws: LocalAws, stack: Stack) -> str:
    cloudformation = aws.client("cloudformation")
    name = f"stack-{next(_NUMBERS)}"
    template = json.dumps({"Resources": resources(stack)})
    cloudformation.create_stack(
        StackName=name, TemplateBody=template, Capabilities=["CAPABILITY_IAM"]
    )

    def status() -> str:
        return str(cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])

    assert eventually(status, lambda seen: "PROGRESS" not in seen) == "CREATE_COMPLETE"
    found = cloudformation.describe_stack_resources(StackName=name)["StackResources"]
    [pool_id] = [
        resource["PhysicalResourceId"]
        for resource in found
        if resource["ResourceType"] == "AWS::Cognito::UserPool"
    ]
    return str(pool_id)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: str(SHAPES.index(shape)))
def test_the_construct_the_template_and_the_service_agree(aws: LocalAws, shape: Shape) -> None:
    """Everything that synth knows of a pool matches what the service says after the deployment."""
    stack = new_stack()
    shape(stack)
    resources_of_pools = (c for c in stack.node.find_all() if isinstance(c, cognito.CfnUserPool))
    at_synth = known_profile(next(resources_of_pools))
    template = only_resource(stack, "AWS::Cognito::UserPool")

    service = aws.client("cognito-idp")
    pool_id = _deployed_pool(aws, stack)
    described = service.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    header = service.get_csv_header(UserPoolId=pool_id)["CSVHeader"]
    at_run_time = PoolProfile.of_service(described, header)

    assert at_synth.unknown == ("password_hashes",)
    assert template_profile(template.get("Properties", {})) == at_synth
    assert replace(at_synth, password_hashes=at_run_time.password_hashes) == at_run_time
