"""The template of a UserImportJob with a source."""

from pathlib import Path
from typing import Any

import pytest
from aws_cdk import CfnParameter, NestedStack, Stack, Token

from cdk_cognito_user_import import PasswordHashingAlgorithm, UserImportJob, UserImportSource
from tests.synth.stacks import (
    JOB,
    new_pool,
    new_stack,
    only_resource,
    resources,
    stack_with_import,
    write_csv,
)

SOURCE = UserImportSource.users([{"cognito:username": "jane"}])
HASHED = UserImportSource.users([{"cognito:username": "jane", "password_hash": "$2b$12$abc"}])


def depends_on_imports(stack: Stack) -> dict[str, list[str]]:
    """Return each import with the imports that it depends on."""
    found = resources(stack, JOB)
    return {
        name: [other for other in job["DependsOn"] if other in found] for name, job in found.items()
    }


def test_the_custom_resource_says_what_the_import_is() -> None:
    """All values are texts, and are what the handler reads."""
    stack = stack_with_import(
        job_name="seed",
        source=HASHED,
        password_hashing_algorithm=PasswordHashingAlgorithm.BCRYPT,
        max_skipped_users=0,
        wait=False,
        validate=False,
        trigger="2",
    )
    properties = only_resource(stack, JOB)["Properties"]
    for generated in ("ServiceToken", "CloudWatchLogsRoleArn", "UserPoolId"):
        del properties[generated]
    for tested_elsewhere in ("SourceBucket", "SourceKey", "SourceDigest"):
        assert properties.pop(tested_elsewhere)
    assert properties == {
        "ServiceTimeout": "3120",
        "JobName": "seed",
        "PasswordHashingAlgorithm": "BCRYPT",
        "Trigger": "2",
        "SourceFormat": "JSON",
        "MaxFailedUsers": "0",
        "MaxSkippedUsers": "0",
        "Wait": "false",
        "Validate": "false",
    }


def test_by_default_no_row_may_fail_and_any_may_be_skipped() -> None:
    """And the deployment waits for the end."""
    properties = only_resource(stack_with_import(source=SOURCE), JOB)["Properties"]
    assert (properties["MaxFailedUsers"], properties["Wait"]) == ("0", "true")
    assert "MaxSkippedUsers" not in properties
    assert "Validate" not in properties


def test_limits_can_be_known_at_deployment_only() -> None:
    """CloudFormation gives the handler texts, whatever the parameter is."""
    stack = new_stack()
    count: Any = Token.as_number(CfnParameter(stack, "Count", type="Number").value_as_number)
    pool = new_pool(stack)
    UserImportJob(stack, "Users", user_pool=pool, source=SOURCE, max_failed_users=count)
    assert only_resource(stack, JOB)["Properties"]["MaxFailedUsers"] == {"Ref": "Count"}


NOT_COUNTED = r"must come with wait=True or %s=True: .* Received: wait=False, %s=False"


@pytest.mark.parametrize(
    ("props", "message"),
    [
        ({"max_failed_users": 3}, "max_failed_users must come with a source: .* no source"),
        ({"max_skipped_users": 0}, "max_skipped_users must come with a source: .* no source"),
        (
            {"max_failed_users": 3, "source": SOURCE, "wait": False, "validate": False},
            "max_failed_users " + NOT_COUNTED % ("validate", "validate"),
        ),
        (
            {"max_skipped_users": 3, "source": SOURCE, "wait": False, "skip_existing_users": False},
            "max_skipped_users " + NOT_COUNTED % ("skip_existing_users", "skip_existing_users"),
        ),
    ],
)
def test_a_limit_that_nothing_counts_against_is_refused(
    props: dict[str, Any], message: str
) -> None:
    """It would limit nothing."""
    with pytest.raises(ValueError, match=message):
        stack_with_import(**props)


@pytest.mark.parametrize("props", [{"max_failed_users": 3}, {"max_skipped_users": 3}])
def test_without_a_wait_the_check_before_the_job_keeps_the_limits(props: dict[str, int]) -> None:
    """Of bad rows in the file, and of rows that stay out of the upload."""
    properties = only_resource(stack_with_import(source=SOURCE, wait=False, **props), JOB)
    (name,) = props
    assert properties["Properties"]["".join(map(str.capitalize, name.split("_")))] == "3"


@pytest.mark.parametrize(("wait", "more"), [(True, 1), (False, 0)])
def test_a_source_adds_no_resource_but_the_right_to_continue(
    tmp_path: Path, wait: bool, more: int
) -> None:
    """The file is an asset, and the import's own permissions are in the policy that there is."""
    alone = stack_with_import()
    importing = stack_with_import(source=UserImportSource.asset(write_csv(tmp_path)), wait=wait)
    added = resources(importing).keys() - resources(alone).keys()
    assert len(added) == more
    assert all(name.startswith("CognitoUserImportHandlerContinuation") for name in added)


@pytest.mark.parametrize(
    ("props", "message"),
    [
        ({"source": "users.csv"}, r"source must be a UserImportSource, .* Received: 'users\.csv'"),
        ({"wait": False}, r"wait=False must come with a source: .* Received: no source"),
        ({"wait": "no", "source": SOURCE}, r"wait must be True or False\. Received: 'no'"),
        ({"wait": 0, "source": SOURCE}, r"wait must be True or False\. Received: 0"),
        (
            {"skip_existing_users": False},
            r"skip_existing_users=False must come with a source: .* Received: no source",
        ),
        ({"validate": False}, r"validate=False must come with a source: .* Received: no source"),
        ({"validate": "no", "source": SOURCE}, r"validate must be True or False\. Received: 'no'"),
        ({"validate": 0, "source": SOURCE}, r"validate must be True or False\. Received: 0"),
        ({"max_failed_users": -1, "source": SOURCE}, r"max_failed_users .* Received: -1"),
        (
            {"max_skipped_users": 10**9},
            r"whole number from 0 to 999,999,999\. Received: 1000000000",
        ),
    ],
)
def test_bad_values_are_refused(props: dict[str, Any], message: str) -> None:
    """Before anything is deployed."""
    with pytest.raises(ValueError, match=message):
        stack_with_import(**props)


def test_imports_of_a_stack_run_one_after_another() -> None:
    """In the order in which they are defined, whatever their pools; jobs alone need not wait."""
    stack = new_stack()
    pool, other_pool = new_pool(stack), new_pool(stack, "OtherPool")
    imports: dict[str, dict[str, Any]] = {
        "Alone": {"user_pool": pool},
        "First": {"user_pool": pool, "source": SOURCE},
        "AlsoAlone": {"user_pool": pool},
        "Second": {"user_pool": other_pool, "source": SOURCE, "wait": False},
        "Third": {"user_pool": pool, "source": SOURCE},
    }
    for name, props in imports.items():
        UserImportJob(stack, name, **props)
    by_name = {name[:-8]: others for name, others in depends_on_imports(stack).items()}
    ids = {name[:-8]: name for name in resources(stack, JOB)}
    assert by_name == {
        "Alone": [],
        "First": [],
        "AlsoAlone": [],
        "Second": [ids["First"]],
        "Third": [ids["Second"]],
    }


def test_imports_of_two_stacks_do_not_depend_on_each_other() -> None:
    """They wait for each other when they are deployed; a nested stack is one of its own."""
    stack = new_stack()
    nested = NestedStack(stack, "Nested")
    for scope in (stack, nested):
        UserImportJob(scope, "Users", user_pool=new_pool(scope), source=SOURCE)
    assert list(depends_on_imports(stack).values()) == [[]]
    assert list(depends_on_imports(nested).values()) == [[]]


def test_the_completion_message_is_an_attribute() -> None:
    """What Cognito says at the end."""
    stack = new_stack()
    job = UserImportJob(stack, "Users", user_pool=new_pool(stack), source=SOURCE)
    (name,) = resources(stack, JOB)
    assert stack.resolve(job.completion_message) == {"Fn::GetAtt": [name, "CompletionMessage"]}
