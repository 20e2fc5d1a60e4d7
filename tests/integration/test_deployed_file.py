"""A file that a BucketDeployment puts into a bucket, imported with the real CDK CLI.

The function of the deployment is a stand-in; its template and its attribute are CDK's.
"""

from pathlib import Path

import pytest

from local_aws import LocalAws
from tests.integration.apps import deploying
from tests.integration.cdk_cli import CdkCli
from tests.integration.test_cdk_import import counts, jobs_made, users, write

pytestmark = [pytest.mark.integration, pytest.mark.thorough]


def test_another_file_in_the_deployment_is_imported(aws: LocalAws, tmp_path: Path) -> None:
    """The import finds the file in the bucket, and a deployment without a change starts nothing.

    It waits for a client that is defined after it, and not for one that needs it.
    """
    folder = tmp_path / "folder"
    folder.mkdir()
    cdk = CdkCli(aws, tmp_path, deploying.build)
    cdk.bootstrap()

    def deploy() -> dict[str, str]:
        return cdk.deploy("-c", f"folder={folder}")["Deploying"]

    write(folder / "users.csv", 3)
    first = deploy()
    assert counts(first) == ("3", "0", "0")
    done = [
        event["LogicalResourceId"][:-8]
        for event in cdk.stack_events("Deploying")
        if event["ResourceStatus"] == "CREATE_COMPLETE"
    ]
    assert done.index("Web") < done.index("Users") < done.index("PoolLater")
    assert deploy() == first
    assert jobs_made(aws) == 1

    write(folder / "users.csv", 5)
    second = deploy()
    assert counts(second) == ("2", "3", "0")
    assert len(users(aws, second["UserPoolId"])) == 5
    assert jobs_made(aws) == 2

    (folder / "readme.txt").write_text("A file beside it.")
    third = deploy()
    assert counts(third) == ("0", "5", "0")
    assert jobs_made(aws) == 2
    cdk.clear()
