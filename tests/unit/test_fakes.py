"""The fakes' own logic: how a job goes on by the clock, and what its file makes of it."""

from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.fakes.cognito import POOL, ROLE, FakeCognito
from tests.fakes.import_run import ROLE_NOT_ASSUMABLE, Outcome
from tests.fakes.logs import FakeLogs

GROUP = f"/aws/cognito/userpools/{POOL}/Users"


def user(number: int, **values: str) -> dict[str, str]:
    """Return a row that can be imported."""
    return {
        "cognito:username": f"user{number}",
        "email": f"user{number}@example.com",
        "email_verified": "true",
        **values,
    }


class Jobs:
    """Steps of an import into a fake Cognito."""

    def __init__(self) -> None:
        self.cognito = FakeCognito()
        self.client = self.cognito.client()

    def create(self, **options: Any) -> str:
        """Create a job and return its id."""
        job = self.client.create_user_import_job(
            UserPoolId=POOL, JobName="seed", CloudWatchLogsRoleArn=ROLE, **options
        )
        return job["UserImportJob"]["JobId"]

    def start(self, *rows: Mapping[str, str], **options: Any) -> str:
        """Start a job with a file and return its id."""
        header = self.client.get_csv_header(UserPoolId=POOL)["CSVHeader"]
        lines = [header, *([row.get(column, "") for column in header] for row in rows)]
        job_id = self.create(**options)
        self.cognito.receive(job_id, "".join(",".join(line) + "\n" for line in lines).encode())
        self.client.start_user_import_job(UserPoolId=POOL, JobId=job_id)
        return job_id

    def look(self, job_id: str, *, after: float = 0) -> tuple[str, int, int, int]:
        """Return status and counts of a job some seconds later."""
        self.cognito.clock.sleep(after)
        job = self.client.describe_user_import_job(UserPoolId=POOL, JobId=job_id)["UserImportJob"]
        return job["Status"], job["ImportedUsers"], job["SkippedUsers"], job["FailedUsers"]


@pytest.fixture
def jobs() -> Jobs:
    """Make a Cognito without jobs."""
    return Jobs()


def test_a_job_goes_on_by_the_clock(jobs: Jobs) -> None:
    """Pending and InProgress for as long as is set, its rows one after the other, and its end."""
    jobs.cognito.settings.pending_seconds = 3
    jobs.cognito.settings.import_seconds = 10
    job = jobs.start(*map(user, range(10)))
    assert jobs.look(job, after=2.5) == ("Pending", 0, 0, 0)
    assert jobs.look(job, after=1) == ("InProgress", 0, 0, 0)
    assert jobs.look(job, after=5) == ("InProgress", 5, 0, 0)
    assert jobs.look(job, after=4.5) == ("Succeeded", 10, 0, 0)
    assert len(jobs.cognito.users[POOL]) == 10
    assert jobs.cognito.job(job)["CompletionDate"] >= jobs.cognito.job(job)["StartDate"]


def test_rows_fail_by_line_by_rule_and_by_the_pool(jobs: Jobs) -> None:
    """The log says which and why, by numbers that count the header."""
    jobs.cognito.settings.failing = {3: "By its line."}
    jobs.cognito.settings.row_rule = lambda _, row: row["gender"] and "By a rule."
    rows = user(1), user(2), user(3, gender="x"), user(4, email_verified="")
    assert jobs.look(jobs.start(*rows), after=2) == ("Failed", 1, 0, 3)
    logs = FakeLogs(jobs.cognito).client()
    events = logs.filter_log_events(logGroupName=GROUP, filterPattern='"[FAILED]"')["events"]
    assert [event["message"] for event in events[:2]] == [
        "[FAILED] Line Number 3 - By its line.",
        "[FAILED] Line Number 4 - By a rule.",
    ]
    assert events[2]["message"].startswith("[FAILED] Line Number 5 - The User Record does not")


def test_an_outcome_can_be_forced(jobs: Jobs) -> None:
    """For the next jobs to be started, each its own, whatever is in the file."""
    jobs.cognito.force(ROLE_NOT_ASSUMABLE, Outcome(imported=500_000, lines=("a", "b")))
    first, second = jobs.start(user(1)), ""
    assert jobs.look(first, after=2) == ("Failed", 0, 0, 0)
    assert "assumed" in jobs.cognito.job(first)["CompletionMessage"]
    second = jobs.start(user(1))
    assert jobs.look(second, after=2) == ("Succeeded", 500_000, 0, 0)
    assert list(jobs.cognito.logs.streams(GROUP)) == [f"{second}/seed"]


def test_a_stopped_job_keeps_what_it_has_imported(jobs: Jobs) -> None:
    """It is Stopping for as long as is set, and imports nothing more."""
    jobs.cognito.settings.stopping_seconds = 5
    job = jobs.start(*map(user, range(10)))
    assert jobs.look(job, after=1.5) == ("InProgress", 5, 0, 0)
    answer = jobs.client.stop_user_import_job(UserPoolId=POOL, JobId=job)
    assert answer["UserImportJob"]["Status"] == "Stopping"
    assert jobs.look(job, after=4) == ("Stopping", 5, 0, 0)
    assert jobs.look(job, after=2) == ("Stopped", 5, 0, 0)


def test_a_status_set_by_hand_stays(jobs: Jobs) -> None:
    """Of a started job as of any other."""
    job = jobs.start(user(1))
    jobs.cognito.job(job)["Status"] = "Failed"
    assert jobs.look(job, after=60) == ("Failed", 0, 0, 0)


def test_one_job_of_the_account_is_active(jobs: Jobs) -> None:
    """Start of another is refused, with a code that can be set, until the first has ended."""
    jobs.cognito.slot_error = "LimitExceededException", "One at a time."
    first = jobs.start(user(1))
    with pytest.raises(ClientError, match=r"\(LimitExceededException\).*: One at a time\."):
        jobs.start(user(2))
    waiting = jobs.cognito.jobs[-1]["JobId"]
    assert jobs.look(first, after=2)[0] == "Succeeded"
    jobs.client.start_user_import_job(UserPoolId=POOL, JobId=waiting)
    assert jobs.look(waiting) == ("Pending", 0, 0, 0)


def test_the_log_lags_and_has_empty_pages(jobs: Jobs) -> None:
    """Group and stream are not there at first; a page without a match is not the last one."""
    logs = FakeLogs(jobs.cognito, lag=5, page=2)
    jobs.cognito.settings.failing = {5: "Bad."}
    job = jobs.start(*map(user, range(5)))
    request: Any = {"logGroupName": GROUP, "logStreamNames": [f"{job}/seed"]}
    jobs.look(job, after=2)
    client = logs.client()
    with pytest.raises(ClientError, match="log group does not exist"):
        client.filter_log_events(**request)
    jobs.cognito.clock.sleep(5)
    with pytest.raises(ClientError, match="log stream does not exist"):
        client.filter_log_events(**{**request, "logStreamNames": ["other"]})
    pages: list[list[str]] = []
    token: Any = {}
    while True:
        page: Any = client.filter_log_events(**request, filterPattern='"[FAILED]"', **token)
        pages.append([event["message"] for event in page["events"]])
        if "nextToken" not in page:
            break
        token = {"nextToken": page["nextToken"]}
    assert pages == [[], [], ["[FAILED] Line Number 5 - Bad."], []]
