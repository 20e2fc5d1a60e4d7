"""The environments of a server and of the tools that use it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from local_aws.certificates import Certificates

# An account from the AWS documentation, so nobody takes it for a real one.
ACCOUNT = "111122223333"
REGION = "eu-central-1"
# ministack's root credentials.
KEY = "test"
# What the server inherits: nothing of the user's AWS configuration.
_INHERITED = ("PATH", "LANG", "LC_ALL", "TZ")
# The server's folders, below its state, by the variables that name them.
_FOLDERS = {"HOME": "home", "TMPDIR": "tmp", "STATE_DIR": "ministack", "S3_DATA_DIR": "s3"}


def root_key(account: str) -> str:
    """Return the access key ID of an account's root. In ministack, it is the account's number."""
    return KEY if account == ACCOUNT else account


@dataclass(frozen=True)
class Place:
    """The address and the folder of one server."""

    port: int
    state: Path
    certificates: Certificates

    @property
    def endpoint_url(self) -> str:
        # An address, not a name: with it the SDKs put the bucket into the path.
        return f"https://127.0.0.1:{self.port}"

    def client_environment(self, account: str = ACCOUNT) -> dict[str, str]:
        """Return the variables that point the AWS SDKs, the AWS CLI, and the CDK at the server."""
        authority = str(self.certificates.authority)
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": root_key(account),
            "AWS_SECRET_ACCESS_KEY": KEY,
            "AWS_SESSION_TOKEN": "",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CA_BUNDLE": authority,
            "SSL_CERT_FILE": authority,
            "NODE_EXTRA_CA_CERTS": authority,
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
            "CDK_DEFAULT_ACCOUNT": account,
            # The CDK CLI caches the account of an access key there forever.
            "CDK_HOME": str(self.state / "cdk"),
            "CDK_DEFAULT_REGION": REGION,
        }

    def make_folders(self) -> None:
        """Create the folders that the server's environment names. It writes nowhere else."""
        for folder in _FOLDERS.values():
            (self.state / folder).mkdir()

    def server_environment(self, token: str) -> dict[str, str]:
        """Return the environment of the server, which its Lambda functions inherit."""
        inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        return {
            **inherited,
            **self.client_environment(),
            **{name: str(self.state / folder) for name, folder in _FOLDERS.items()},
            "LOCAL_AWS_TOKEN": token,
            "AUTH": "true",
            "USE_SSL": "1",
            "MINISTACK_SSL_CERT": str(self.certificates.certificate),
            "MINISTACK_SSL_KEY": str(self.certificates.key),
            "MINISTACK_HOST": "127.0.0.1",
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "MINISTACK_REGION": REGION,
            "GATEWAY_PORT": str(self.port),
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "DOCKER_HOST": "unix:///nonexistent/docker.sock",
            # Lambda repeats an asynchronous invocation after 1 and 2 minutes; here it takes less.
            "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.2",
            # Step Functions' waits, too: a state machine looks at an import every 5 s at first.
            "SFN_WAIT_SCALE": "0.05",
            "LOG_LEVEL": "INFO",
            "PYTHONUNBUFFERED": "1",
        }
