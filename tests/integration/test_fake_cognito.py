"""The fakes and the embedded AWS answer alike: each test runs against both."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws import LocalAws
from local_aws.guesses import GiveUpRule
from local_aws.import_scenario import (
    ENCRYPTION,
    ImportScenario,
    Job,
    code_of,
    eventually,
    good_row,
    message_of,
    put,
)
from tests.fakes.cognito import POOL, ROLE, FakeCognito
from tests.fakes.logs import FakeLogs
from tests.fakes.upload_server import UploadServer

pytestmark = pytest.mark.integration

TEST_LINES = ["Cognito User Pools Import - Test Log"] * 2
MakePool = Callable[..., ImportScenario]


class FakeAws:
    """What a scenario asks of an embedded AWS, from the fakes."""

    def __init__(self, server: UploadServer) -> None:
        self.cognito = server.cognito
        self.environment = {"AWS_CA_BUNDLE": str(server.authority)}
        self._clients = {
            "cognito-idp": self.cognito.client(),
            "logs": FakeLogs(self.cognito).client(),
        }

    def client(self, service: str) -> Any:
        """Return a client of Cognito or of its logs."""
        return self._clients[service]

    def configure(self, **changes: float) -> None:
        """Change how jobs run."""
        vars(self.cognito.settings).update(changes)


class FakeScenario(ImportScenario):
    """A scenario on the fakes, where time passes with every look."""

    def __init__(self, server: UploadServer, verified: tuple[str, ...]) -> None:
        aws: Any = FakeAws(server)
        aws.cognito.configure_pool(auto_verified=frozenset(verified))
        self.aws, self.cognito = aws, aws.client("cognito-idp")
        self.pool_id, self.pool_name, self.role_arn = POOL, "Users", ROLE
        self.header = self.cognito.get_csv_header(UserPoolId=POOL)["CSVHeader"]

    def describe(self, job: Job) -> Job:
        """Return a job as it is a while later."""
        self.aws.cognito.clock.sleep(0.3)  # type: ignore[attr-defined]
        return super().describe(job)


@pytest.fixture(params=["fakes", "embedded AWS"])
def make_pool(
    request: pytest.FixtureRequest, module_aws: LocalAws, tmp_path: Path
) -> Iterator[MakePool]:
    """Make pools that auto-verify some attributes, of the fakes or of the embedded AWS."""
    if request.param == "embedded AWS":
        yield lambda *verified: ImportScenario(module_aws, AutoVerifiedAttributes=list(verified))
        module_aws.reset_faults()
        return
    with UploadServer(tmp_path, FakeCognito()) as server, server.reachable():
        yield lambda *verified: FakeScenario(server, verified)


@pytest.fixture
def pool(make_pool: MakePool) -> ImportScenario:
    """Make a pool that auto-verifies email addresses."""
    return make_pool("email")


def log_lines(pool: ImportScenario, job: Job, pattern: str = "") -> list[str]:
    """Return the lines of a job's log that match a pattern."""
    answer = pool.aws.client("logs").filter_log_events(
        logGroupName=f"/aws/cognito/userpools/{pool.pool_id}/{pool.pool_name}",
        logStreamNames=[f"{job['JobId']}/{job['JobName']}"],
        filterPattern=pattern,
    )
    return [event["message"] for event in answer["events"]]


def stop(pool: ImportScenario, job: Job) -> Job:
    """Stop a job."""
    answer = pool.cognito.stop_user_import_job(UserPoolId=pool.pool_id, JobId=job["JobId"])
    return dict(answer["UserImportJob"])


def refusal(call: Callable[[], object]) -> tuple[str, str]:
    """Return code and message of the error that a call ends with."""
    with pytest.raises(ClientError) as error:
        call()
    return code_of(error.value), message_of(error.value)


def test_the_header_and_the_pool(pool: ImportScenario) -> None:
    """The same columns in the same order, and what DescribeUserPool says of an import."""
    described = pool.cognito.describe_user_pool(UserPoolId=pool.pool_id)["UserPool"]
    assert pool.header[:3] == ["name", "given_name", "family_name"]
    assert pool.header[-2:] == ["cognito:username", "password_hash"]
    assert len(pool.header) == 22
    assert (described["Id"], described["Name"]) == (pool.pool_id, pool.pool_name)
    assert (described["AutoVerifiedAttributes"], described["MfaConfiguration"]) == (
        ["email"],
        "OFF",
    )
    assert {"sub", "email"} <= {attribute["Name"] for attribute in described["SchemaAttributes"]}


def test_a_job_runs_to_its_end(pool: ImportScenario) -> None:
    """Counts, dates, message and log; bad rows fail, and users that exist by then are skipped."""
    rows = [good_row(1), good_row(2, email_verified=""), good_row(3, birthdate="1990")]
    rows += [good_row(4), good_row(5), good_row(6), good_row(4, name="again"), good_row(7)]
    pool.run(pool.csv([rows[0]]))
    job = pool.create(name="a b")
    pool.upload(job, pool.csv(rows))
    started = pool.start(job)
    ended = pool.wait(job)
    assert started["Status"] == "Pending"
    assert ended["Status"] == "Succeeded"
    assert ended["CompletionMessage"] == "Import Job Completed Successfully."
    counts = [ended[f"{kind}Users"] for kind in ("Imported", "Skipped", "Failed")]
    assert counts == [4, 2, 2]
    assert ended["CreationDate"] <= ended["StartDate"] <= ended["CompletionDate"]
    assert set(ended) == {*started, "CompletionDate", "CompletionMessage"}
    assert log_lines(pool, job)[2:] == [
        "[SKIPPED] Line Number 2 - The user already exists.",
        "[FAILED] Line Number 3 - The User Record does not set any of the auto verified attributes "
        "to true. (Example: email_verified to true).",
        "[FAILED] Line Number 4 - The value of birthdate is not a date in the form mm/dd/yyyy.",
        *(f"[SUCCEEDED] Line Number {number} - The import succeeded." for number in (5, 6, 7)),
        "[SKIPPED] Line Number 8 - The user already exists.",
        "[SUCCEEDED] Line Number 9 - The import succeeded.",
    ]
    assert log_lines(pool, job, '"[FAILED]"') == log_lines(pool, job)[3:5]
    assert log_lines(pool, job)[:2] == TEST_LINES


@pytest.mark.parametrize(
    ("rule", "status", "failed"),
    [
        (GiveUpRule.NEVER, "Succeeded", 46),
        (GiveUpRule.AT_END, "Failed", 46),
        (GiveUpRule.EARLY, "Failed", 32),
    ],
)
def test_failures_that_outnumber_the_imported_users_may_fail_a_job(
    pool: ImportScenario, rule: GiveUpRule, status: str, failed: int
) -> None:
    """At the same row, by the same rule."""
    pool.aws.configure(give_up_rule=rule)
    rows = [good_row(n, email_verified="true" if n < 14 else "") for n in range(60)]
    ended = pool.run(pool.csv(rows))
    counts = [ended[f"{kind}Users"] for kind in ("Imported", "Failed")]
    assert (ended["Status"], counts) == (status, [14, failed])
    is_failure = ended["CompletionMessage"].startswith("Too many users have failed")
    assert is_failure == (status == "Failed")


def test_a_job_reads_its_file_at_a_rate(pool: ImportScenario) -> None:
    """Its counts grow meanwhile, and what it has read by its stop stays."""
    pool.aws.configure(users_per_second=20)
    job = pool.create()
    pool.upload(job, pool.csv(good_row(number) for number in range(200)))
    pool.start(job)
    seen = eventually(lambda: pool.describe(job), lambda job: job["ImportedUsers"] > 0)
    stop(pool, job)
    ended = pool.wait(job)
    assert (seen["Status"], ended["Status"]) == ("InProgress", "Stopped")
    assert 0 < seen["ImportedUsers"] <= ended["ImportedUsers"] < 200


def test_crlf_and_a_missing_final_newline_are_accepted(pool: ImportScenario) -> None:
    """Public tools write both, and go on with the imported users."""
    content = pool.csv([good_row(1), good_row(2)])
    ended = pool.run(content.replace(b"\n", b"\r\n").removesuffix(b"\r\n"))
    assert (ended["Status"], ended["ImportedUsers"]) == ("Succeeded", 2)


@pytest.mark.parametrize(
    ("fails", "status", "imported"), [(True, "Failed", 0), (False, "Succeeded", 1)]
)
def test_a_file_may_lack_columns(
    pool: ImportScenario, fails: bool, status: str, imported: int
) -> None:
    """A setting decides: AWS's page contradicts itself."""
    pool.aws.configure(missing_columns_fail=fails)
    ended = pool.run(pool.csv([good_row(1)], header=good_row(1)))
    assert (ended["Status"], ended["ImportedUsers"]) == (status, imported)


@pytest.mark.parametrize(("unquotes", "failed"), [(False, 1), (True, 0)])
def test_quotes_are_kept_or_taken_away(pool: ImportScenario, unquotes: bool, failed: int) -> None:
    """A setting decides: AWS's page says nothing, and no outcome is known."""
    pool.aws.configure(unquotes=unquotes)
    content = pool.csv([good_row(1, email_verified='"true"', name='"Lovelace, Ada"')])
    assert pool.run(content)["FailedUsers"] == failed


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (b"\xff\xfe", {}, "The CSV file could not be parsed."),
        (
            b"cognito:username,email\nuser1,user1@example.com\n",
            {},
            "The header of the CSV file does not match the user pool.",
        ),
        (
            b"cognito:username,email\n",
            {"PasswordHashingAlgorithm": "BCRYPT"},
            "The CSV file has no password_hash column.",
        ),
    ],
)
def test_an_unreadable_file_fails_a_job(
    pool: ImportScenario, content: bytes, options: dict[str, str], message: str
) -> None:
    """As a whole. Its log tells of no row."""
    ended = pool.run(content, **options)
    assert (ended["Status"], ended["ImportedUsers"], ended["FailedUsers"]) == ("Failed", 0, 0)
    assert ended["CompletionMessage"] == message
    assert log_lines(pool, ended) == TEST_LINES


def test_start_is_refused(make_pool: MakePool) -> None:
    """Without a file, a second time, for a job or with a pool that is not what it should be."""
    pool = make_pool("email")
    job = pool.create()
    assert refusal(lambda: pool.start(job)) == (
        "PreconditionNotMetException",
        f"No csv file was uploaded for {job['JobId']}",
    )
    ended = pool.run(pool.csv([good_row(1)]))
    code, message = refusal(lambda: pool.start(ended))
    assert code == "PreconditionNotMetException"
    assert "is Succeeded and cannot be started" in message
    assert refusal(lambda: pool.start({"JobId": "import-none"})) == (
        "ResourceNotFoundException",
        f"User import job import-none does not exist in user pool {pool.pool_id}.",
    )
    bare = make_pool()
    job = bare.create()
    bare.upload(job, bare.csv([good_row(1)]))
    assert refusal(lambda: bare.start(job)) == (
        "PreconditionNotMetException",
        f"The user pool {bare.pool_id} does not have any auto verified attribute.",
    )


def test_one_job_runs_at_a_time(pool: ImportScenario) -> None:
    """The other one is refused; when the first has been stopped it starts."""
    pool.aws.configure(pending_seconds=0.1, import_seconds=60, stopping_seconds=0.2)
    first, second = pool.create(), pool.create()
    for job in (first, second):
        pool.upload(job, pool.csv([good_row(1)]))
    code, message = refusal(lambda: stop(pool, first))
    assert code == "PreconditionNotMetException"
    assert "is Created and cannot be stopped" in message
    pool.start(first)
    assert refusal(lambda: pool.start(second)) == (
        "PreconditionNotMetException",
        "There is already an active user import job in this account.",
    )
    pool.wait(first, "InProgress")
    stopping = stop(pool, first)
    stopped = pool.wait(first)
    assert (stopping["Status"], stopped["Status"]) == ("Stopping", "Stopped")
    assert stopped["CompletionMessage"] == "The Import Job was stopped by the developer."
    assert pool.start(second)["Status"] == "Pending"
    assert "is Stopped and cannot be stopped" in refusal(lambda: stop(pool, stopped))[1]
    stop(pool, second)
    pool.wait(second)


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 403, "SignatureDoesNotMatch"),
        ({"x-amz-server-side-encryption": "AES256"}, 403, "SignatureDoesNotMatch"),
        ({**ENCRYPTION, "Transfer-Encoding": "chunked"}, 411, ""),
    ],
)
def test_an_upload_must_be_as_it_was_signed(
    pool: ImportScenario, headers: dict[str, str], status: int, code: str
) -> None:
    """The same status for the same mistake, and S3's code where there is one."""
    content = b"0\r\n\r\n" if "Transfer-Encoding" in headers else b"x"
    answered, body = put(pool.aws, pool.create()["PreSignedUrl"], content, headers)
    assert (answered, code in body) == (status, True)


def test_a_log_is_not_there_before_its_job_writes(pool: ImportScenario) -> None:
    """Nor is its group. Of a missing stream ministack says nothing, unlike AWS."""
    job = pool.create()
    code, message = refusal(lambda: log_lines(pool, job))
    assert code == "ResourceNotFoundException"
    assert message.startswith("The specified log group does not exist")


def test_a_missing_pool_is_named(pool: ImportScenario) -> None:
    """By every operation."""
    missing = "eu-central-1_None"
    expected = ("ResourceNotFoundException", f"User pool {missing} does not exist.")
    assert refusal(lambda: pool.cognito.get_csv_header(UserPoolId=missing)) == expected
    assert refusal(lambda: pool.cognito.describe_user_pool(UserPoolId=missing))[0] == expected[0]
