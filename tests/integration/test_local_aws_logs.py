"""The logs of the embedded AWS, as those who look for failed rows read them."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws.filter_pattern import PatternError, matcher
from local_aws.import_scenario import ImportScenario, Job, code_of, good_row

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

LINE = "[FAILED] Line Number 2 - The user name is missing."


@pytest.fixture
def job(pool: ImportScenario) -> Job:
    """Run a job of 9 rows whose lines 4 and 10 fail."""
    pool.aws.configure(fail_lines={4: "No.", 10: "No."})
    return pool.run(pool.csv([good_row(number) for number in range(2, 11)]))


def search(pool: ImportScenario, job: Job, **request: Any) -> dict[str, Any]:
    """Search a job's log."""
    given = {
        "logGroupName": f"/aws/cognito/userpools/{pool.pool_id}/{pool.pool_name}",
        "logStreamNames": [f"{job['JobId']}/{job['JobName']}"],
        **request,
    }
    found: dict[str, Any] = pool.aws.client("logs").filter_log_events(
        **{name: value for name, value in given.items() if value is not None}
    )
    return found


def pages(pool: ImportScenario, job: Job, **request: Any) -> list[list[str]]:
    """Return the messages of all pages of a search."""
    seen: list[list[str]] = []
    token = None
    while not seen or token is not None:
        page = search(pool, job, **request, nextToken=token)
        seen.append([event["message"] for event in page["events"]])
        token = page.get("nextToken")
    return seen


def test_search_finds_the_quoted_term_alone_page_by_page(pool: ImportScenario, job: Job) -> None:
    """Brackets in quotes are brackets; the token leads on to what comes after."""
    failed = [f"[FAILED] Line Number {line} - No." for line in (4, 10)]

    assert pages(pool, job, filterPattern='"[FAILED]"') == [failed]
    assert pages(pool, job, filterPattern='"[FAILED]"', limit=1) == [failed[:1], failed[1:]]
    assert [len(page) for page in pages(pool, job, limit=4)] == [4, 4, 3]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"logStreamNames": ["import-x/y"]}, "ResourceNotFoundException"),
        ({"logGroupName": "/aws/cognito/userpools/x/y"}, "ResourceNotFoundException"),
        ({"nextToken": "x"}, "InvalidParameterException"),
        ({"filterPattern": '{ $.x = "y" }'}, "InvalidParameterException"),
    ],
)
def test_search_that_makes_no_sense_is_refused(
    pool: ImportScenario, job: Job, request_: dict[str, Any], code: str
) -> None:
    """By the error that CloudWatch Logs has for it."""
    with pytest.raises(ClientError) as error:
        search(pool, job, **request_)
    assert code_of(error.value) == code


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ("", True),
        ("FAILED", True),
        ("failed", False),
        ('"[FAILED]" Line', True),
        ('"[SKIPPED]"', False),
        ("FAILED SKIPPED", False),
        ("?SKIPPED ?FAILED", True),
        ("?SKIPPED ?SUCCEEDED", False),
        ("Line -SKIPPED", True),
        ('-"[FAILED]"', False),
        ('"Number 2 -"', True),
        (r'"\[FAILED\]"', True),
    ],
)
def test_pattern_matches(pattern: str, matches: bool) -> None:
    """Terms are case-sensitive and must all occur, save for those with a sign."""
    assert matcher(pattern)(LINE) is matches


@pytest.mark.parametrize("pattern", ["[FAILED]", "a.b", '"', '""', "%x%", "a ?b", '"a"b'])
def test_pattern_that_is_wrong_or_not_modelled_is_refused(pattern: str) -> None:
    """Rather than that it matches something else than on AWS."""
    with pytest.raises(PatternError):
        matcher(pattern)
