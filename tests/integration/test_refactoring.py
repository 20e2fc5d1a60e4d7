"""What docs/refactoring.md says of an import that moves to another construct path."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local_aws import LocalAws
from tests.integration.apps import importing
from tests.integration.cdk_cli import CdkCli
from tests.integration.test_cdk_import import JOB, counts, deploy, jobs_made, status, users, write

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

STRICT = ("-c", "skipped=0")
MOVED = ("-c", "scope=Accounts")


@pytest.fixture
def cdk(module_aws: LocalAws, tmp_path: Path) -> Iterator[CdkCli]:
    cdk = CdkCli(module_aws, tmp_path, importing.build)
    cdk.bootstrap()
    yield cdk
    cdk.clear()


def identity(aws: LocalAws, stack: str) -> tuple[str, str]:
    """Return the logical ID and the job name of the import that is deployed."""
    template = aws.client("cloudformation").get_template(StackName=stack)["TemplateBody"]
    ((name, resource),) = (
        (name, resource)
        for name, resource in template["Resources"].items()
        if resource["Type"] == JOB
    )
    return name, resource["Properties"]["JobName"]


def test_a_moved_import_skips_all_users_and_fails_if_none_may_be_skipped(
    cdk: CdkCli, aws: LocalAws, tmp_path: Path
) -> None:
    """With an explicit job name as well: it is another resource."""
    file = write(tmp_path / "users.csv", 3)
    named = ("-c", "job_name=seed")
    deploy(cdk, "Moved", file, *named, *STRICT)
    made = jobs_made(aws)
    arguments = ("-c", "stacks=Moved", "-c", f"users={file}", *named, *MOVED, *STRICT)
    printed = cdk.run("deploy", "--all", "--require-approval=never", *arguments, expect=1)
    refused = "Nothing was imported: 3 rows would be skipped because their users exist"
    assert refused in " ".join(printed.split())
    assert status(aws, "Moved") == "UPDATE_ROLLBACK_COMPLETE"
    outputs = deploy(cdk, "Moved", file, *named, *MOVED)
    assert (counts(outputs), outputs["JobId"]) == (("0", "3", "0"), "")
    assert jobs_made(aws) == made


def test_a_moved_import_with_its_name_and_logical_id_stays(
    cdk: CdkCli, aws: LocalAws, tmp_path: Path
) -> None:
    """Nothing is imported, whatever may be skipped, and a later file is imported as ever."""
    file = write(tmp_path / "users.csv", 3)
    before = deploy(cdk, "Kept", file, *STRICT)
    logical_id, job_name = identity(aws, "Kept")
    made = jobs_made(aws)
    kept = (*MOVED, "-c", f"logical_id={logical_id}", "-c", f"job_name={job_name}")
    assert deploy(cdk, "Kept", file, *STRICT, *kept) == before
    assert jobs_made(aws) == made
    after = deploy(cdk, "Kept", write(file, 4), *kept)
    assert counts(after) == ("1", "3", "0")
    assert len(users(aws, after["UserPoolId"])) == 4
