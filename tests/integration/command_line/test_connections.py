"""How uploads reach AWS: certificates, proxies, credentials, and no network at all."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local_aws import LocalAws
from local_aws.certificates import make_certificates
from local_aws.import_scenario import ImportScenario
from tests.integration.command_line.connect_proxy import Proxy, connect_proxy
from tests.integration.command_line.pool_jobs import good_file
from tests.integration.command_line.process import run

pytestmark = [pytest.mark.integration, pytest.mark.thorough]


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    """Serve a proxy."""
    with connect_proxy() as proxy:
        yield proxy


def upload(pool: ImportScenario, folder: Path) -> list[str]:
    """Return the command that uploads to a new job."""
    job = pool.create()
    file = good_file(pool, folder)
    return ["upload", file, "--job-id", job["JobId"], "--user-pool-id", pool.pool_id]


def without(given: dict[str, str], *names: str) -> dict[str, str]:
    """Return an environment without some variables."""
    return {name: value for name, value in given.items() if name not in names}


def test_an_upload_trusts_the_authorities_of_aws_ca_bundle(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """As all calls do; Python's own variable is not set."""
    given = without(pool.aws.environment, "SSL_CERT_FILE")
    ended = run(tmp_path, given, *upload(pool, tmp_path))
    assert ended.code == 0, ended.err


def test_an_upload_trusts_the_authorities_of_the_profile(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """The profile's ca_bundle does for boto3 what the variable does."""
    config = tmp_path / "config"
    bundle = pool.aws.environment["AWS_CA_BUNDLE"]
    config.write_text(f"[profile mine]\nca_bundle = {bundle}\n")
    given = {
        **without(pool.aws.environment, "SSL_CERT_FILE", "AWS_CA_BUNDLE"),
        "AWS_CONFIG_FILE": str(config),
    }
    credentials = tmp_path / "credentials"
    key = pool.aws.environment["AWS_ACCESS_KEY_ID"]
    credentials.write_text(f"[mine]\naws_access_key_id = {key}\naws_secret_access_key = {key}\n")
    given["AWS_SHARED_CREDENTIALS_FILE"] = str(credentials)
    ended = run(tmp_path, given, *upload(pool, tmp_path), "--profile", "mine")
    assert ended.code == 0, ended.err


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("none.pem", None, "No such file or directory"), ("empty.pem", b"", "no certificate or crl")],
)
def test_certificates_that_can_not_be_read_are_named_at_once(
    aws: LocalAws, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    """boto3 would repeat its calls for a while, as if the network could come back."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    given = {**aws.environment, "AWS_CA_BUNDLE": name}
    ended = run(tmp_path, given, "list", "--user-pool-id", "eu-central-1_AbCdEfGhI")
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert ended.err.startswith(f"cognito-user-import: The certificates of {name} can't be read: ")
    assert said in ended.err


def test_certificates_of_others_are_named_at_once(aws: LocalAws, tmp_path: Path) -> None:
    """A certificate that isn't trusted won't be in a few seconds."""
    other = make_certificates(tmp_path).authority
    given = {**aws.environment, "AWS_CA_BUNDLE": str(other)}
    ended = run(tmp_path, given, "list", "--user-pool-id", "eu-central-1_AbCdEfGhI")
    assert (ended.code, ended.out, ended.err.count("\n")) == (4, "", 1)
    assert "certificate verify failed" in ended.err
    assert ended.err.endswith(f"Check the endpoint and the certificates in {other}.\n")


def test_an_upload_goes_through_the_proxy(
    pool: ImportScenario, proxy: Proxy, tmp_path: Path
) -> None:
    """With the credentials in its address, which nobody else receives."""
    given = {
        **without(pool.aws.environment, "NO_PROXY", "no_proxy"),
        "HTTPS_PROXY": f"http://me:pa%20ss@127.0.0.1:{proxy.port}",
    }
    ended = run(tmp_path, given, *upload(pool, tmp_path))
    address = pool.aws.endpoint_url.removeprefix("https://")
    assert ended.code == 0, ended.err
    assert set(proxy.tunnels) == {(address, "Basic bWU6cGEgc3M=")}
    # The client of Cognito, that of the upload, and nobody else's.
    assert len(proxy.tunnels) == 2
    assert "pa%20ss" not in ended.err


def test_a_host_that_needs_no_proxy_gets_none(
    pool: ImportScenario, proxy: Proxy, tmp_path: Path
) -> None:
    """As NO_PROXY says."""
    given = {**pool.aws.environment, "HTTPS_PROXY": f"http://127.0.0.1:{proxy.port}"}
    assert run(tmp_path, given, *upload(pool, tmp_path)).code == 0
    assert proxy.tunnels == []


def _no_credentials(given: dict[str, str]) -> dict[str, str]:
    return without(given, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


@pytest.mark.parametrize(
    "command",
    [
        ["status", "import-1", "--user-pool-id", "eu-central-1_AbCdEfGhI"],
        ["watch", "import-1", "--user-pool-id", "eu-central-1_AbCdEfGhI"],
        ["stop", "--stack", "Users"],
        ["list", "--user-pool-id", "eu-central-1_AbCdEfGhI"],
        ["upload", "users.csv", "--stack", "Users"],
        ["run", "users.csv", "--user-pool-id", "eu-central-1_AbCdEfGhI", "--create-role"],
    ],
    ids=lambda command: command[0],
)
def test_no_credentials_are_told(aws: LocalAws, tmp_path: Path, command: list[str]) -> None:
    """With where to set them up."""
    (tmp_path / "users.csv").write_text("cognito:username\n")
    ended = run(tmp_path, _no_credentials(aws.environment), *command)
    assert (ended.code, ended.out) == (4, "")
    assert ended.err.startswith("cognito-user-import: ")
    assert ended.err.count("\n") == 1
    assert (
        "NoCredentialsError: Unable to locate credentials. Configure credentials with " in ended.err
    )


def test_no_network_is_told(aws: LocalAws, tmp_path: Path) -> None:
    """After some seconds of attempts, each of which the output shows."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        endpoint = f"https://127.0.0.1:{nobody.getsockname()[1]}"
        given = {**aws.environment, "AWS_ENDPOINT_URL": endpoint}
        ended = run(tmp_path, given, "list", "--user-pool-id", "eu-central-1_AbCdEfGhI")
    assert (ended.code, ended.out) == (4, "")
    assert "ListUserImportJobs: EndpointConnectionError, retrying in " in ended.err
    assert ended.err.endswith("Check the network, the Region, and the endpoint.\n")
    assert "Traceback" not in ended.err


def test_the_region_is_that_of_the_pool(pool: ImportScenario, tmp_path: Path) -> None:
    """Another one is an error that names both."""
    given: dict[str, Any] = without(pool.aws.environment, "AWS_REGION", "AWS_DEFAULT_REGION")
    listing = ("list", "--user-pool-id", pool.pool_id)
    listed = run(tmp_path, given, *listing)
    elsewhere = run(tmp_path, {**given, "AWS_REGION": "us-east-1"}, *listing)
    assert (listed.code, listed.err) == (0, "")
    assert (elsewhere.code, elsewhere.out) == (2, "")
    assert elsewhere.err == (
        f"cognito-user-import: {pool.pool_id} is in eu-central-1, but AWS_REGION is us-east-1. "
        "Check the ID, or set --region eu-central-1.\n"
    )


def test_a_region_that_is_not_named_is_told(aws: LocalAws, tmp_path: Path) -> None:
    """With where to name it."""
    given: dict[str, Any] = without(aws.environment, "AWS_REGION", "AWS_DEFAULT_REGION")
    ended = run(tmp_path, given, "status", "--stack", "Users")
    assert (ended.code, ended.err) == (
        4,
        "cognito-user-import: You must specify a region. Set one with --region, with "
        "AWS_REGION, or in the profile.\n",
    )
