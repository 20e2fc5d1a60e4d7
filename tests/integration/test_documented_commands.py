"""The documents' commands for the person with the file and the URL, run against the embedded AWS.

They are carried out as curl and the AWS CLI would, by the same requests: neither need be here.
"""

import http.client
import shlex
import ssl
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore import xform_name

from local_aws import LocalAws
from local_aws.import_scenario import ImportScenario, eventually, good_row
from tests.documents import ROOT, shell_lines

PAGE = ROOT / "docs/user-import-job.md"

pytestmark = pytest.mark.integration


def test_the_file_is_uploaded_and_the_job_started(aws: LocalAws, tmp_path: Path) -> None:
    """Line by line as the document has them."""
    pool = ImportScenario(aws)
    job = pool.create()
    (tmp_path / "users.csv").write_bytes(pool.csv([good_row(1), good_row(2)]))
    variables = {
        "$PRE_SIGNED_URL": job["PreSignedUrl"],
        "$USER_POOL_ID": pool.pool_id,
        "$JOB_ID": job["JobId"],
    }
    lines = [
        line
        for line in shell_lines(ROOT / "docs/user-import-job.md")
        if line.startswith(("curl", "aws"))
    ]
    upload, start, describe = (
        [variables.get(word, word) for word in shlex.split(line)] for line in lines
    )
    assert curl(upload[1:], tmp_path, aws) == 200
    assert aws_cli(start[1:], aws)["UserImportJob"]["Status"] == "Pending"
    ended = eventually(
        lambda: aws_cli(describe[1:], aws)["UserImportJob"],
        lambda seen: seen["Status"] in ("Succeeded", "Failed"),
    )
    assert (ended["Status"], ended["ImportedUsers"]) == ("Succeeded", 2)


def curl(words: list[str], folder: Path, aws: LocalAws) -> int:
    """Upload as curl does, and return the status."""
    parser = ArgumentParser()
    parser.add_argument("--upload-file")
    parser.add_argument("--header")
    parser.add_argument("url")
    given = parser.parse_args(words)
    name, _, value = given.header.partition(": ")
    parts = urlsplit(given.url)
    context = ssl.create_default_context(cafile=aws.environment["SSL_CERT_FILE"])
    connection = http.client.HTTPSConnection(parts.netloc, context=context)
    body = (folder / given.upload_file).read_bytes()
    connection.request("PUT", f"{parts.path}?{parts.query}", body, {name: value})
    status = connection.getresponse().status
    connection.close()
    return status


def aws_cli(words: list[str], aws: LocalAws) -> dict[str, Any]:
    """Call an operation as the AWS CLI does: its names are made from the same model."""
    service, operation, *options = words
    client = aws.client(service)
    methods = {method.replace("_", "-"): method for method in client.meta.method_to_api_mapping}
    shape = client.meta.service_model.operation_model(
        client.meta.method_to_api_mapping[methods[operation]]
    ).input_shape
    names = {f"--{xform_name(member, '-')}": member for member in shape.members}
    pairs = zip(options[::2], options[1::2], strict=True)
    answer: dict[str, Any] = getattr(client, methods[operation])(
        **{names[option]: value for option, value in pairs}
    )
    return answer
