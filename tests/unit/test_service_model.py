"""What the package says about the API is what botocore's model says."""

from typing import Any

import pytest
from botocore.session import get_session

from cognito_user_import.cognito.import_job import ATTRIBUTES
from cognito_user_import.cognito.service_model import (
    JOB_ID,
    JOB_NAME,
    ROLE_ARN,
    USER_POOL_ID,
    Constraint,
    JobStatus,
    PasswordHashingAlgorithm,
)
from scripts.service_model import OPERATIONS, committed, serialised, trimmed_model


@pytest.fixture(scope="module")
def shapes() -> dict[str, Any]:
    loader = get_session().get_component("data_loader")
    shapes: dict[str, Any] = loader.load_service_model("cognito-idp", "service-2")["shapes"]
    return shapes


@pytest.mark.parametrize("service", OPERATIONS)
def test_the_committed_model_is_that_of_the_installed_botocore(service: str) -> None:
    """When AWS changes an operation of user import, this says so; `make model` takes it over."""
    assert committed(service).read_text() == serialised(trimmed_model(service))


@pytest.mark.parametrize("constraint", [JOB_ID, JOB_NAME, ROLE_ARN, USER_POOL_ID])
def test_constraints_are_those_of_the_api(constraint: Constraint, shapes: dict[str, Any]) -> None:
    """Lengths and pattern are the shape's."""
    shape = shapes[constraint.shape]
    assert constraint == Constraint(constraint.shape, shape["min"], shape["max"], shape["pattern"])


def test_statuses_are_those_of_the_api(shapes: dict[str, Any]) -> None:
    """A status that AWS adds is seen here first."""
    assert set(JobStatus) == set(shapes["UserImportJobStatusType"]["enum"])


def test_algorithms_are_those_of_the_api(shapes: dict[str, Any]) -> None:
    """An algorithm that AWS adds is seen here first."""
    assert set(PasswordHashingAlgorithm) == set(shapes["PasswordHashingAlgorithmType"]["enum"])


def test_attributes_are_the_members_of_the_job(shapes: dict[str, Any]) -> None:
    """Every field of UserImportJobType is an attribute of the resource."""
    assert list(ATTRIBUTES) == list(shapes["UserImportJobType"]["members"])


@pytest.mark.parametrize(
    ("constraint", "value", "violation"),
    [
        (JOB_ID, "import-mAgUtd8PMm", None),
        (JOB_ID, "no-job-1", "must match import-[0-9a-zA-Z-]+"),
        (JOB_ID, "", "must have 1 to 55 characters, has 0"),
        (USER_POOL_ID, "eu-central-1_aBc123", None),
        (USER_POOL_ID, "eu-central-1", "must match [\\w-]+_[0-9a-zA-Z]+"),
        (JOB_NAME, "Élan", "must match [\\w\\s+=,.@-]+"),
        (ROLE_ARN, "arn:aws-us-gov:iam::111122223333:role/path/Name", None),
        (ROLE_ARN, "arn:aws:iam::1", "must have 20 to 2048 characters, has 14"),
    ],
)
def test_a_violation_says_what_is_allowed(
    constraint: Constraint, value: str, violation: str | None
) -> None:
    """The sentence goes into an error as it is."""
    assert constraint.violation(value) == violation
