"""The asset with the botocore of other runtimes: none of 2026 knows PasswordHashingAlgorithm."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Stack
from botocore.config import Config

from cdk_cognito_user_import.handler_asset import stage_handler_asset
from local_aws.import_scenario import ImportScenario, good_row
from tests.cloudformation import events
from tests.integration.import_stage import KEY, ImportStage, import_stage

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

RUNTIMES = {
    "1.35.99": "the last one without a setting for checksums; a layer can bring it",
    "1.40.4": "seen in python3.14",
    "1.42.97": "seen in python3.12 and python3.13",
    "1.43.50": "the last one without the parameter",
}
INVOKE = """\
import json, sys
sys.path.insert(0, sys.argv[1])
import boto3, botocore
from cognito_user_import import handler
class Context:
    def get_remaining_time_in_millis(self):
        return 120_000
handler.lambda_handler(json.load(sys.stdin), Context())
print(botocore.__version__)
"""


@pytest.fixture(scope="module")
def asset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stage the asset as `cdk synth` does."""
    return stage_handler_asset(Stack(App(outdir=str(tmp_path_factory.mktemp("out"))), "Stack"))


@pytest.mark.parametrize("version", RUNTIMES)
def test_hashes_are_imported_with_an_old_botocore(
    pool: ImportScenario, asset: Path, tmp_path: Path, version: str
) -> None:
    """The asset's own model sends the algorithm, and the answer has it."""
    environment = tmp_path / "venv"
    python = environment / "bin/python"
    packages = [f"boto3=={version}", f"botocore=={version}"]
    run("uv", "venv", "--quiet", "--python", sys.executable, environment)
    run("uv", "pip", "install", "--quiet", "--python", python, *packages)
    with import_stage(pool) as stage:
        stage.put(pool.csv([good_row(1, password_hash=f"$2b$10${'a' * 53}"), good_row(2)]))
        answer = invoke(stage, asset, python, version)
    assert answer["Status"] == "SUCCESS", answer["Reason"]
    assert answer["Data"]["PasswordHashingAlgorithm"] == "BCRYPT"
    assert answer["Data"]["ImportedUsers"] == "2"
    statuses = {
        user["Username"]: user["UserStatus"]
        for user in pool.cognito.list_users(UserPoolId=pool.pool_id)["Users"]
    }
    assert statuses == {"user1": "CONFIRMED", "user2": "RESET_REQUIRED"}


def run(*command: str | Path) -> None:
    """Run a command to its good end."""
    subprocess.run(command, check=True)


def invoke(stage: ImportStage, asset: Path, python: Path, version: str) -> dict[str, Any]:
    """Have the asset handle Create in another environment, and return its answer."""
    s3 = stage.aws.client("s3", config=Config(signature_version="s3v4"))
    place = {"Bucket": stage.bucket, "Key": "answer.json"}
    event = events.request(
        "Create",
        s3.generate_presigned_url("put_object", place),
        UserPoolId=stage.pool.pool_id,
        CloudWatchLogsRoleArn=stage.pool.role_arn,
        PasswordHashingAlgorithm="BCRYPT",
        SourceBucket=stage.bucket,
        SourceKey=KEY,
    )
    done = subprocess.run(
        [python, "-I", "-c", INVOKE, asset],
        input=json.dumps(event),
        env={"PATH": os.environ["PATH"], **stage.aws.environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, version), done.stderr
    answer: dict[str, Any] = json.load(s3.get_object(**place)["Body"])
    return answer
