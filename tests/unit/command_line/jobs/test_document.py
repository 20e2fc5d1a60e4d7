"""A job as JSON and as lines."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from cognito_user_import.cognito.import_job import ATTRIBUTES, ImportJob
from cognito_user_import_cli.jobs import logs_role
from cognito_user_import_cli.jobs.document import job_document, job_lines
from cognito_user_import_cli.jobs.follow_up import follow_up
from cognito_user_import_cli.options import AwsOptions

CREATED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
URL = "https://uploads.example/import-1?X-Amz-Signature=planted"


def job(**members: Any) -> ImportJob:
    """Return a job as Cognito describes it."""
    described = {
        "JobName": "seed",
        "JobId": "import-1",
        "UserPoolId": "eu-central-1_A",
        "PreSignedUrl": URL,
        "CreationDate": CREATED,
        "Status": "Created",
        **members,
    }
    return ImportJob.of(described)  # type: ignore[arg-type]


def test_every_member_of_a_job_is_a_key() -> None:
    """The URL only when it is asked for; it is a secret."""
    keys = job_document(job(), show_url=True).keys() - {"upload_until"}
    assert {key.replace("_", "") for key in keys} == {name.lower() for name in ATTRIBUTES}
    assert keys - job_document(job()).keys() == {"pre_signed_url"}


def test_a_value_that_is_not_there_is_null() -> None:
    """A count is a number, and 0 is one."""
    document = job_document(job(ImportedUsers=0, Status="Succeeded"))
    assert document["imported_users"] == 0
    assert (document["failed_users"], document["completion_date"]) == (None, None)
    assert document["upload_until"] is None


def test_a_job_that_is_only_created_takes_a_file_for_899_seconds() -> None:
    """From when it was made."""
    assert job_document(job())["upload_until"] == "2026-01-02T03:19:04+00:00"
    assert "\nupload     ended " in job_lines(job())
    assert "\nupload     until " in job_lines(job(CreationDate=datetime.now(UTC)))


def test_dates_are_of_one_zone() -> None:
    """Wherever the machine is."""
    elsewhere = CREATED.astimezone(timezone(timedelta(hours=-3)))
    document = job_document(job(CreationDate=elsewhere))
    assert document["creation_date"] == "2026-01-02T03:04:05+00:00"
    assert document["upload_until"] == "2026-01-02T03:19:04+00:00"


def test_lines_hold_no_url_unless_it_is_asked_for() -> None:
    """Nor what the job has no value of."""
    lines = job_lines(job(ImportedUsers=12345))
    assert "planted" not in lines
    assert "imported   12,345\n" in lines
    assert "failed" not in lines
    assert f"\nURL        {URL}\n" in job_lines(job(), show_url=True)


def test_a_command_to_go_on_with_can_be_typed() -> None:
    """With the options of this one, quoted where a shell needs it."""
    aws = AwsOptions(profile="my own", region="eu-west-1")
    assert follow_up(aws, "upload", "my users.csv") == (
        "cognito-user-import upload 'my users.csv' --profile 'my own' --region eu-west-1"
    )


def test_a_new_role_may_write_the_logs_of_imports_in_its_own_partition() -> None:
    """GovCloud's ARNs begin otherwise."""
    arn = "arn:aws-us-gov:iam::111122223333:role/R"
    (statement,) = logs_role.rights(arn, "us-gov-west-1")["Statement"]
    assert statement["Resource"] == (
        "arn:aws-us-gov:logs:us-gov-west-1:111122223333:log-group:/aws/cognito/*"
    )


def test_the_day_of_a_job_is_that_of_the_clock_on_the_wall() -> None:
    """Without a zone nobody takes it for UTC."""
    shown = CREATED.astimezone().isoformat(" ", "seconds")
    assert f"created    {shown}\n" in job_lines(job())
