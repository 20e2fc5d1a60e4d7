"""The embedded AWS against botocore's model of the service."""

from __future__ import annotations

import pytest

from local_aws.errors import ServiceError
from local_aws.import_scenario import ImportScenario, good_row
from local_aws.service_model import check_answer, check_request, service_model

pytestmark = [pytest.mark.integration, pytest.mark.thorough]


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            {"MaxResults": 5},
            "1 validation error detected: Value null at 'userPoolId' failed to satisfy constraint: "
            "Member must not be null",
        ),
        (
            {"UserPoolId": "eu-central-1_a", "MaxResults": 61},
            "1 validation error detected: Value '61' at 'maxResults' failed to satisfy constraint: "
            "Member must have value less than or equal to 60",
        ),
        (
            {"UserPoolId": "a" * 56, "MaxResults": 0},
            f"3 validation errors detected: Value '{'a' * 56}' at 'userPoolId' failed to satisfy "
            "constraint: Member must have length less than or equal to 55; "
            f"Value '{'a' * 56}' at 'userPoolId' failed to satisfy constraint: Member must satisfy "
            r"regular expression pattern: [\w-]+_[0-9a-zA-Z]+; "
            "Value '0' at 'maxResults' failed to satisfy constraint: "
            "Member must have value greater than or equal to 1",
        ),
    ],
)
def test_requests_are_checked_against_the_model(request_: dict[str, object], message: str) -> None:
    """What breaks the model is refused in AWS's words."""
    with pytest.raises(ServiceError) as error:
        check_request("ListUserImportJobs", request_)

    assert (error.value.code, error.value.message) == ("InvalidParameterException", message)


@pytest.mark.parametrize(
    "wrong",
    [{"JobColour": "red"}, {"ImportedUsers": "1"}, {"Status": "Done"}, {"JobId": "job-1"}],
)
def test_answers_are_checked_against_the_model(wrong: dict[str, str]) -> None:
    """An answer that the model does not describe is an internal error."""
    with pytest.raises(ServiceError) as error:
        check_answer("DescribeUserImportJob", {"UserImportJob": wrong})

    assert error.value.code == "InternalErrorException"


def test_finished_job_shows_every_member_of_the_model(pool: ImportScenario) -> None:
    """What a finished job shows is what UserImportJobType has, no less."""
    job = pool.run(pool.csv([good_row(1)]), PasswordHashingAlgorithm="PBKDF2_SHA256")

    assert set(job) == set(service_model().shape_for("UserImportJobType").members)  # type: ignore[attr-defined]
