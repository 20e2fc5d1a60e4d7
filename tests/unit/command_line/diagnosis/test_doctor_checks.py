"""What the checks of doctor say of what AWS and the network answer."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
import trustme
from botocore.stub import Stubber

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.command_errors import AwsError
from cognito_user_import_cli.commands import doctor as doctor_command
from cognito_user_import_cli.diagnosis import pool_checks, surroundings
from cognito_user_import_cli.diagnosis.finding import Health, good
from cognito_user_import_cli.diagnosis.reach import require_reachable
from cognito_user_import_cli.diagnosis.role_check import logs_role
from cognito_user_import_cli.exit_codes import ExitCode
from cognito_user_import_cli.jobs.logs_role import LOG_ACTIONS
from tests.fakes.clock import FakeClock
from tests.fakes.cognito import POOL, ROLE, FakeCognito
from tests.unit.command_line.jobs.import_desk import FakeAws

COGNITO = "cognito-idp.amazonaws.com"


@pytest.fixture
def aws() -> Aws:
    """AWS without a network."""
    clock = FakeClock()
    return FakeAws(FakeCognito(clock=clock), clock)


def stubbed(aws: Aws, service: str) -> Stubber:
    """Put a client with prepared answers in the place of the real one."""
    client: Any = boto3.client(
        service,  # type: ignore[call-overload]
        region_name="eu-central-1",
        aws_access_key_id="id",
        aws_secret_access_key="secret",
    )
    aws.__dict__[service] = client
    stubber = Stubber(client)
    stubber.activate()
    return stubber


def role_answer(service: str, *effects: str, **more: Any) -> dict[str, Any]:
    """Return the answer of GetRole for a role that a service can assume.

    :param effects: Of its statements. Default: - Allow
    :param more: What each statement also has.
    """
    common = {"Principal": {"Service": service}, "Action": "sts:AssumeRole", **more}
    trust = {"Statement": [{"Effect": effect, **common} for effect in effects or ("Allow",)]}
    return {
        "Role": {
            "Path": "/",
            "RoleName": "CognitoLogs",
            "RoleId": "AROA1234567890123456",
            "Arn": ROLE,
            "CreateDate": datetime.now(UTC),
            "AssumeRolePolicyDocument": json.dumps(trust),
        }
    }


@pytest.mark.parametrize(
    "answer",
    [
        role_answer("ec2.amazonaws.com"),
        role_answer(COGNITO, "Deny"),
        role_answer(COGNITO, "Allow", "Deny"),
    ],
)
def test_a_role_that_cognito_cannot_assume_fails(aws: Aws, answer: dict[str, Any]) -> None:
    """With the words of the command that would use it."""
    stubbed(aws, "iam").add_response("get_role", answer)

    found = logs_role(aws, ROLE)

    assert found.health == Health.FAILED
    assert found.text.startswith(f"Role CognitoLogs exists, but {COGNITO} can't assume it.")


def test_conditions_of_a_trust_policy_are_named(aws: Aws) -> None:
    """Because nobody but the service can judge them."""
    iam = stubbed(aws, "iam")
    condition = {"StringEquals": {"aws:SourceAccount": "111122223333"}}
    iam.add_response("get_role", role_answer(COGNITO, Condition=condition))
    results = [{"EvalActionName": name, "EvalDecision": "allowed"} for name in LOG_ACTIONS]
    iam.add_response("simulate_principal_policy", {"EvaluationResults": results})

    found = logs_role(aws, ROLE)

    assert found == good(
        "logs role",
        f"{ROLE} can be assumed by Cognito, if the conditions of its trust policy hold, and can "
        "write its log",
    )


def test_a_role_that_cannot_write_the_log_is_doubted(aws: Aws) -> None:
    """A simulator knows less than the service, so it is a warning."""
    iam = stubbed(aws, "iam")
    iam.add_response("get_role", role_answer(COGNITO), {"RoleName": "CognitoLogs"})
    decisions = ["allowed", "allowed", "allowed", "implicitDeny"]
    results = [
        {"EvalActionName": name, "EvalDecision": decision}
        for name, decision in zip(LOG_ACTIONS, decisions, strict=True)
    ]
    iam.add_response("simulate_principal_policy", {"EvaluationResults": results})

    found = logs_role(aws, ROLE)

    assert found.health == Health.WARNING
    assert f"{ROLE} can't call logs:PutLogEvents on arn:aws:logs:eu-central-1:" in found.text


def test_a_role_that_nobody_needs_yet_is_well(aws: Aws) -> None:
    """Run --create-role creates it."""
    stubbed(aws, "iam").add_client_error("get_role", "NoSuchEntity")

    assert logs_role(aws, None).health == Health.OK


def test_a_simulation_that_is_denied_names_its_permission(aws: Aws) -> None:
    """The role itself was looked at."""
    iam = stubbed(aws, "iam")
    iam.add_response("get_role", role_answer(COGNITO))
    iam.add_client_error("simulate_principal_policy", "AccessDenied", http_status_code=403)

    found = logs_role(aws, ROLE)

    assert (found.health, found.text) == (
        Health.WARNING,
        "couldn't look: needs iam:SimulatePrincipalPolicy",
    )


@pytest.mark.parametrize(
    ("ahead", "text"),
    [
        (timedelta(seconds=2), "as that of AWS"),
        (timedelta(seconds=-300), "300 seconds behind that of AWS, which may refuse requests."),
        (timedelta(seconds=300), "300 seconds ahead of that of AWS, which may refuse requests."),
    ],
)
@pytest.mark.parametrize("refused", [False, True])
def test_the_clock_is_compared_with_that_of_aws(
    aws: Aws, ahead: timedelta, text: str, refused: bool
) -> None:
    """Also if AWS refused the call, for which the clock can be the reason."""
    sts = stubbed(aws, "sts")
    headers = {"date": format_datetime(datetime.now(UTC) - ahead, usegmt=True)}
    if refused:
        metadata = {"HTTPHeaders": headers}
        sts.add_client_error("get_caller_identity", "SignatureDoesNotMatch", response_meta=metadata)
    else:
        answer = {"Account": "1" * 12, "Arn": ROLE, "ResponseMetadata": {"HTTPHeaders": headers}}
        sts.add_response("get_caller_identity", answer)

    credentials, clock = surroundings.caller(aws)

    assert credentials.health == (Health.FAILED if refused else Health.OK)
    # Seconds pass between the answer and the look at it.
    assert clock.text.partition(" ")[2][:8] == text.partition(" ")[2][:8]


@pytest.mark.parametrize(("count", "health"), [(899, Health.OK), (900, Health.WARNING)])
def test_a_pool_that_is_nearly_full_is_doubted(aws: Aws, count: int, health: Health) -> None:
    """Cognito keeps its jobs forever."""
    job = aws.jobs(POOL).create("seed", ROLE)

    found = pool_checks.quota([job] * count)

    assert found.health == health
    assert found.text.startswith(f"{count} of 1,000")


def test_a_job_that_runs_in_the_pool_is_told(aws: Aws) -> None:
    """Without a look at other pools."""
    running = ImportJob.of(
        {"JobId": "import-1", "Status": "InProgress", "UserPoolId": POOL, "JobName": "seed"}
    )

    found = pool_checks.running_jobs(aws, POOL, [running])

    assert found.health == Health.WARNING
    assert found.text.startswith(f"import-1 in user pool {POOL} is InProgress")


@pytest.fixture
def tls_host(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Run a TLS server, and return its URL and its authority's file."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with socket.create_server(("localhost", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                    with connection, context.wrap_socket(connection, server_side=True) as tls:
                        tls.recv(1)
                except ssl.SSLError:
                    continue
                except OSError:
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield (
            f"https://localhost:{server.getsockname()[1]}/path?X-Amz-Signature=s",
            str(tmp_path / "ca.pem"),
        )
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def test_a_host_is_reached_by_the_commands_certificates(tls_host: tuple[str, str]) -> None:
    """Its name is told, and nothing else of the URL."""
    url, authority = tls_host

    assert require_reachable(url, authority) == url.split("/")[2]
    with pytest.raises(AwsError) as raised:
        require_reachable(url, None)
    assert "isn't trusted: " in str(raised.value)
    assert "AWS_CA_BUNDLE" in str(raised.value)
    assert "X-Amz" not in str(raised.value)


def test_a_host_that_does_not_answer_is_told(aws: Aws) -> None:
    """With what to check."""
    with socket.create_server(("localhost", 0)) as server:
        port = server.getsockname()[1]

    found = surroundings.upload_host(aws, f"https://localhost:{port}/")

    assert found.health == Health.FAILED
    assert found.text.startswith(f"localhost:{port} can't be reached: ")


def test_an_emulator_without_tls_is_reached() -> None:
    """As --endpoint-url may name it."""
    with socket.create_server(("localhost", 0)) as server:
        host = f"localhost:{server.getsockname()[1]}"

        assert require_reachable(f"http://{host}", None) == host


def test_nothing_more_is_looked_at_without_credentials(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every other call would fail for the same reason."""
    stubbed(aws, "sts").add_client_error("get_caller_identity", "InvalidClientTokenId")
    monkeypatch.setattr(doctor_command, "Aws", lambda *_: aws)
    well = lambda *_: good("looked at", "")  # noqa: E731 - the network isn't there
    monkeypatch.setattr(surroundings, "endpoints", well)
    monkeypatch.setattr(surroundings, "upload_host", well)

    code = doctor_command.doctor(user_pool_id=POOL)

    checks = [line[9:].split("  ")[0] for line in capsys.readouterr().out.splitlines()]
    assert code == ExitCode.AWS
    assert checks == ["versions", "region", "looked at", "credentials", "looked at"]
