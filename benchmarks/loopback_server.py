"""S3, and what an import needs of Cognito, quick enough not to be what is measured.

`loopback_server FILE CERTIFICATE KEY USERS PAGES` answers over TLS on a port of the loopback
interface, which it prints, until its standard input ends. Each pool has so many users, none of
whom is in the file, and at most so many pages of them a second; 0 for any number. It is no model
of AWS: that is local_aws.
"""

import base64
import hashlib
import json
import ssl
import sys
import threading
import time
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from benchmarks.users_file import MOST_BYTES, MOST_ROWS
from local_aws.pools import BASE_COLUMNS
from local_aws.upload_url import ENCRYPTION, ENCRYPTION_HEADER

OBJECT: Final = "/files/users.csv"
UPLOAD: Final = "/uploads/users.csv"
ANSWER: Final = "/answer"
TAKEN: Final = "/taken"
_SECRET: Final = "X-Amz-Signature=" + "0" * 64
_JSON: Final = {"Content-Type": "application/x-amz-json-1.1"}


class _Server(ThreadingHTTPServer):
    """Keeps what it was sent; one upload at a time, in memory that is taken once."""

    daemon_threads = True

    def __init__(
        self, content: bytes, context: ssl.SSLContext, users: int, pages_per_second: float
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._context = context
        self.content = content
        self.checksum = base64.b64encode(zlib.crc32(content).to_bytes(4, "big")).decode()
        self.upload = bytearray(MOST_BYTES)
        self.uploaded = 0
        self.answer: Any = None
        self.jobs: list[dict[str, Any]] = []
        self.users = users
        self._pause = 1 / pages_per_second if pages_per_second else 0.0
        self._next_page = 0.0

    def keep_pace(self) -> None:
        """Wait until another page of users is due."""
        time.sleep(max(0.0, self._next_page - time.monotonic()))
        self._next_page = max(self._next_page, time.monotonic()) + self._pause

    def get_request(self) -> tuple[Any, Any]:
        """Accept a connection; its thread shakes hands with the first read."""
        connection, address = super().get_request()
        secured = self._context.wrap_socket(
            connection, server_side=True, do_handshake_on_connect=False
        )
        return secured, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def taken(self) -> dict[str, Any]:
        """Return what has come since the last time, and forget it."""
        content = memoryview(self.upload)[: self.uploaded]
        answer = {"size": self.uploaded, "sha256": hashlib.sha256(content).hexdigest()}
        answer["answer"], self.answer, self.uploaded = self.answer, None, 0
        return answer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_HEAD(self) -> None:
        """Describe the object."""
        self._send_head(200, len(self.server.content), self._object_headers())

    def do_GET(self) -> None:
        """Send the object, or what was taken."""
        if self.path == TAKEN:
            self._send(json.dumps(self.server.taken()).encode())
            return
        self.do_HEAD()
        self.connection.sendall(self.server.content)

    def do_PUT(self) -> None:
        """Take an upload as Cognito's bucket does, or an answer for CloudFormation."""
        length = int(self.headers["Content-Length"] or -1)
        if not self.path.startswith(UPLOAD):
            self.server.answer = json.loads(self.rfile.read(length))
            self._send(b"")
        elif self.headers[ENCRYPTION_HEADER] != ENCRYPTION or not 0 <= length <= MOST_BYTES:
            self.close_connection = True
            self._send(b"<Error><Code>InvalidRequest</Code></Error>", status=400)
        else:
            room = memoryview(self.server.upload)[:length]
            self.server.uploaded = self.rfile.readinto(room)
            self._send(b"", {"ETag": '"upload"'})

    def do_POST(self) -> None:
        """Carry out an operation of Cognito. CloudFormation has no stack to describe."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.headers["X-Amz-Target"]:
            error = b"<ErrorResponse><Error><Code>ValidationError</Code></Error></ErrorResponse>"
            self._send(error, status=400)
            return
        parameters = json.loads(body)
        operation = _OPERATIONS[self.headers["X-Amz-Target"].rpartition(".")[2]]
        self._send(json.dumps(operation(self.server, parameters)).encode(), _JSON)

    def log_message(self, *_: Any) -> None:
        """Write no log."""

    def _object_headers(self) -> dict[str, str]:
        headers = {"ETag": '"users"', "Content-Type": "text/csv"}
        if self.headers["x-amz-checksum-mode"]:
            # What S3 has of every object by default, and what botocore then checks.
            headers["x-amz-checksum-crc32"] = self.server.checksum
            headers["x-amz-checksum-type"] = "FULL_OBJECT"
        return headers

    def _send(
        self, body: bytes, headers: dict[str, str] | None = None, *, status: int = 200
    ) -> None:
        self._send_head(status, len(body), headers or {})
        self.wfile.write(body)

    def _send_head(self, status: int, length: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(length)}.items():
            self.send_header(name, value)
        self.end_headers()


def _csv_header(_server: _Server, parameters: dict[str, Any]) -> dict[str, Any]:
    return {"UserPoolId": parameters["UserPoolId"], "CSVHeader": BASE_COLUMNS}


def _user_pool(server: _Server, parameters: dict[str, Any]) -> dict[str, Any]:
    pool = {
        "Id": parameters["UserPoolId"],
        "Name": "users",
        "AutoVerifiedAttributes": ["email"],
        "EstimatedNumberOfUsers": server.users,
    }
    return {"UserPool": pool}


def _jobs(server: _Server, parameters: dict[str, Any]) -> dict[str, Any]:
    pool_id = parameters["UserPoolId"]
    return {"UserImportJobs": [job for job in server.jobs if job["UserPoolId"] == pool_id]}


def _create(server: _Server, parameters: dict[str, Any]) -> dict[str, Any]:
    job = {
        **parameters,
        "JobId": f"import-{len(server.jobs):010}",
        "Status": "Created",
        "CreationDate": time.time(),
        "PreSignedUrl": f"https://127.0.0.1:{server.server_port}{UPLOAD}?{_SECRET}",
    }
    server.jobs.insert(0, job)
    return {"UserImportJob": job}


def _describe(server: _Server, parameters: dict[str, Any]) -> dict[str, Any]:
    [job] = [job for job in server.jobs if job["JobId"] == parameters["JobId"]]
    if job["Status"] == "Pending":
        job.update(Status="Succeeded", ImportedUsers=MOST_ROWS, SkippedUsers=0, FailedUsers=0)
    return {"UserImportJob": job}


def _users(server: _Server, parameters: dict[str, Any]) -> dict[str, Any]:
    server.keep_pace()
    start = int(parameters.get("PaginationToken", 0))
    end = min(start + parameters["Limit"], server.users)
    users = [
        {
            "Username": f"someone-else-{number}",
            "Attributes": [{"Name": "sub", "Value": f"{number:032}"}],
            "UserCreateDate": 1.8e9,
        }
        for number in range(start, end)
    ]
    return {"Users": users, **({"PaginationToken": str(end)} if end < server.users else {})}


def _start(server: _Server, parameters: dict[str, Any]) -> dict[str, Any]:
    [job] = [job for job in server.jobs if job["JobId"] == parameters["JobId"]]
    job["Status"] = "Pending"
    return {"UserImportJob": job}


_OPERATIONS: Final[dict[str, Callable[[_Server, dict[str, Any]], dict[str, Any]]]] = {
    "GetCSVHeader": _csv_header,
    "DescribeUserPool": _user_pool,
    "ListUserImportJobs": _jobs,
    "ListUsers": _users,
    "CreateUserImportJob": _create,
    "DescribeUserImportJob": _describe,
    "StartUserImportJob": _start,
}


def main(file: str, certificate: str, key: str, users: str, pages_per_second: str) -> None:
    """Serve a file until standard input ends."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    server = _Server(Path(file).read_bytes(), context, int(users), float(pages_per_second))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
