"""Jobs that another one replaces in the same request."""

import pytest

from tests.fakes.import_run import ROLE_NOT_ASSUMABLE
from tests.fakes.upload_behaviour import URL_EXPIRED
from tests.unit.running_import import RunningImport, counts

pytestmark = pytest.mark.usefixtures("each_give_up_rule")


def test_a_job_whose_role_is_not_known_is_not_taken_again(import_: RunningImport) -> None:
    """Once the role can be assumed, a failed job of this request would be its result."""
    import_.cognito.force(ROLE_NOT_ASSUMABLE)
    import_.cognito.settings.pending_seconds = 50
    answer = import_.create()
    assert counts(answer) == ("3", "0", "0")
    assert [job["Status"] for job in import_.jobs] == ["Failed", "Succeeded"]
    assert answer["PhysicalResourceId"] == import_.jobs[1]["JobId"]


def test_a_job_whose_url_s3_refuses_is_not_taken_again(import_: RunningImport) -> None:
    """By its age, its URL would still accept the file."""
    import_.uploads.behave(URL_EXPIRED)
    answer = import_.create()
    assert counts(answer) == ("3", "0", "0")
    assert [job["Status"] for job in import_.jobs] == ["Created", "Succeeded"]
    assert answer["PhysicalResourceId"] == import_.jobs[1]["JobId"]
