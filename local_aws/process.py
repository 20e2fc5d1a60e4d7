"""Starts and stops a server, and gives access to it."""

from __future__ import annotations

import contextlib
import copy
import functools
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import boto3
import botocore.session

from local_aws.calls import Call
from local_aws.certificates import make_certificates
from local_aws.control import ControlClient
from local_aws.detached import STATE_FOLDER, DetachedServer
from local_aws.faults import Faults
from local_aws.settings import ACCOUNT, KEY, REGION, Place, root_key

_ROOT = Path(__file__).parents[1]
_CDK_POLLS = Path(__file__).with_name("cdk_polls.cjs")
_START_SECONDS = 60.0
_STOP_SECONDS = 10.0
_LOG_TAIL = 30
# Keeps a detached server's handle: letting go of it while the server runs is a ResourceWarning.
_DETACHED: list[subprocess.Popen[bytes]] = []


class LocalAws:
    """An embedded AWS in its own process, on a free port of the loopback interface.

    Attached, it ends with the `with` block, and also when this process dies. Detached, it runs
    until `python -m local_aws stop`.

    :param clock_speed: Seconds of the server's time, which its functions see too, in a real second.
    """

    account = ACCOUNT
    region = REGION

    def __init__(
        self, log_path: Path | None = None, *, detached: bool = False, clock_speed: float = 1.0
    ) -> None:
        self._clients: dict[str, Any] = {}
        self._detached = detached
        self._clock_speed = clock_speed
        self._wanted_log_path = log_path
        self._process: subprocess.Popen[bytes] | None = None
        self._place: Place | None = None
        self._log_path: Path | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not self._detached:
            self.stop()

    @property
    def endpoint_url(self) -> str:
        return self._running.endpoint_url

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables with which aws, cdk, and boto3 use the server."""
        return self._running.client_environment(self.account)

    @property
    def cdk_environment(self) -> dict[str, str]:
        """The same, and the CDK CLI doesn't wait 5 seconds to see that a stack is done."""
        return {**self.environment, "NODE_OPTIONS": f'--require "{_CDK_POLLS}"'}

    @property
    def log_path(self) -> Path:
        """The server's log. Without a given path, it is removed when the server ends."""
        if self._log_path is None:
            raise RuntimeError("the embedded AWS has not been started")
        return self._log_path

    @property
    def pid(self) -> int:
        """The ID of the server's process and process group."""
        if self._process is None:
            raise RuntimeError("the embedded AWS is not running")
        return self._process.pid

    def client(self, service: str, **options: Any) -> Any:
        """Return a boto3 client. By default, it has the root's credentials.

        It ignores the environment and the user's configuration.
        """
        if options:
            return self._new_client(service, **options)
        if service not in self._clients:
            self._clients[service] = self._new_client(service)
        return self._clients[service]

    def _new_client(self, service: str, **options: Any) -> Any:
        given = {
            "aws_access_key_id": root_key(self.account),
            "aws_secret_access_key": KEY,
            "region_name": REGION,
            "endpoint_url": self.endpoint_url,
            "verify": str(self._running.certificates.authority),
            **options,
        }
        return self._session.client(service, **given)  # type: ignore[call-overload]

    def configure(self, **changes: Any) -> None:
        """Replace some settings of the import service, by the names of the fields of Faults."""
        Faults().changed(changes)
        self._control.request("POST", "faults", changes)

    def reset_faults(self) -> None:
        """Go back to the default settings."""
        self._control.request("DELETE", "faults")

    def calls(self) -> list[Call]:
        """Return the import operations that this account has called, oldest first."""
        calls = [Call(**call) for call in self._control.request("GET", "calls")]
        return [call for call in calls if call.principal_arn.split(":")[4] == self.account]

    def in_account(self, account: str) -> Self:
        """Return the same server for another account. The two share only the settings.

        Only the object that started the server stops it.
        """
        other = copy.copy(self)
        other.account = account
        other._clients = {}
        return other

    def start(self) -> None:
        """Start the server, and return once it answers."""
        if self._process is not None:
            raise RuntimeError("the embedded AWS is running already")
        if self._detached:
            DetachedServer.require_none()
            state = STATE_FOLDER / "state"
            state.mkdir(parents=True)
        else:
            state = Path(tempfile.mkdtemp(prefix="local-aws-"))
        folder = STATE_FOLDER if self._detached else state
        self._log_path = self._wanted_log_path or folder / "server.log"
        token = secrets.token_urlsafe()
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port = listening.getsockname()[1]
            self._place = Place(port, state, make_certificates(state))
            self._place.make_folders()
            self._process = self._spawn(listening, token)
        try:
            self._wait_until_ready()
            if self._detached:
                DetachedServer(self._process.pid, port, token).save()
                _DETACHED.append(self._process)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server and everything that it started. A second call does nothing."""
        process, self._process = self._process, None
        if process is None or self._place is None:
            return
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            # A server that hangs has not ended its functions, which are in its own group.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if process.stdin is not None:
            process.stdin.close()
        shutil.rmtree(self._place.state, ignore_errors=True)
        if self._detached:
            DetachedServer.forget()

    @property
    def _running(self) -> Place:
        if self._place is None:
            raise RuntimeError("the embedded AWS has not been started")
        return self._place

    @functools.cached_property
    def _session(self) -> boto3.session.Session:
        # One session for all clients: it reads a service's model once.
        session = botocore.session.Session(
            session_vars={
                "profile": (None, None, None, None),
                "config_file": (None, None, os.devnull, None),
                "credentials_file": (None, None, os.devnull, None),
            }
        )
        return boto3.session.Session(botocore_session=session)

    @property
    def _control(self) -> ControlClient:
        return ControlClient(self.endpoint_url, self._running.certificates.authority)

    def _spawn(self, listening: socket.socket, token: str) -> subprocess.Popen[bytes]:
        place = self._running
        command = [sys.executable, "-m", "local_aws.server"]
        command += ["--socket", str(listening.fileno()), "--state", str(place.state)]
        command += ["--certificate", str(place.certificates.certificate)]
        command += ["--key", str(place.certificates.key)]
        command += ["--clock-speed", str(self._clock_speed)]
        if not self._detached:
            command.append("--tied-to-stdin")
        with self.log_path.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=_ROOT,
                env=place.server_environment(token),
                pass_fds=[listening.fileno()],
                stdin=subprocess.DEVNULL if self._detached else subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _wait_until_ready(self) -> None:
        # The socket listens from the start, so that one request waits for the answer; it is
        # repeated only if the system cuts the connection.
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end and self._process is not None and self._process.poll() is None:
            try:
                self._control.request("GET", "health", timeout=_START_SECONDS)
                return
            except OSError:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(0.05)
        tail = "\n".join(self.log_path.read_text(errors="replace").splitlines()[-_LOG_TAIL:])
        raise RuntimeError(f"the embedded AWS did not start; the end of its log:\n{tail}")
