"""Starts the quick S3 and Cognito of loopback_server.py, and asks what it was sent."""

import http.client
import json
import ssl
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlsplit

from benchmarks.children import ROOT, MeasurementError
from benchmarks.loopback_server import OBJECT, TAKEN, UPLOAD
from local_aws.certificates import make_certificates

_SECONDS: Final = 30.0


@dataclass(frozen=True)
class Taken:
    """What a server was sent.

    :param size: Of the upload, in bytes.
    :param sha256: Of the upload.
    :param answer: What was sent to a ResponseURL, None when nothing was.
    """

    size: int
    sha256: str
    answer: dict[str, Any] | None


class LoopbackAws:
    """A server in a process of its own, which ends with the `with` block or with this process.

    :param folder: For its certificates.
    :param file: The object that its S3 has.
    :param users: Of each pool; none of them is in the file.
    :param pages_per_second: The most pages of users. Default: - any number
    """

    def __init__(
        self, folder: Path, file: Path, *, users: int = 0, pages_per_second: float = 0
    ) -> None:
        self._certificates = make_certificates(folder)
        self._file = file
        self._pool = str(users), str(pages_per_second)

    def __enter__(self) -> Self:
        files = (self._file, self._certificates.certificate, self._certificates.key)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.loopback_server", *map(str, files), *self._pool],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        port = self._process.stdout.readline().strip() if self._process.stdout else ""
        if not port:
            self._process.communicate(timeout=_SECONDS)
            raise MeasurementError("the server that takes uploads did not start")
        self.endpoint_url = f"https://127.0.0.1:{port}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.communicate(timeout=_SECONDS)

    @property
    def authority(self) -> Path:
        """The certificate to trust."""
        return self._certificates.authority

    @property
    def environment(self) -> dict[str, str]:
        """What points the AWS SDKs at the server."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_CA_BUNDLE": str(self.authority),
            "SSL_CERT_FILE": str(self.authority),
            "NO_PROXY": "127.0.0.1",
        }

    @property
    def upload_url(self) -> str:
        """Where an upload is taken as from a pre-signed URL."""
        return f"{self.endpoint_url}{UPLOAD}"

    @property
    def source(self) -> tuple[str, str]:
        """The bucket and the key of the file."""
        bucket, _, key = OBJECT.lstrip("/").partition("/")
        return bucket, key

    def taken(self) -> Taken:
        """Return what has come since the last time."""
        context = ssl.create_default_context(cafile=str(self.authority))
        connection = http.client.HTTPSConnection(
            urlsplit(self.endpoint_url).netloc, timeout=_SECONDS, context=context
        )
        try:
            connection.request("GET", TAKEN)
            return Taken(**json.load(connection.getresponse()))
        finally:
            connection.close()
