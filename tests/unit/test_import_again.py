"""An import of a file whose users exist in part, or all: only new users are sent."""

import pytest

from local_aws.guesses import GiveUpRule
from tests.fakes.cognito import POOL, refused
from tests.fakes.import_run import Outcome
from tests.fakes.service import preceded_by
from tests.unit.running_import import RunningImport, counts

pytestmark = pytest.mark.usefixtures("each_give_up_rule")


ALGORITHM = {"PasswordHashingAlgorithm": "BCRYPT"}
HASH = "$2b$12$" + "a" * 53


def sent_rows(import_: RunningImport) -> int:
    """Return the number of rows of the last upload."""
    job = import_.jobs[-1]["JobId"]
    content = import_.cognito.files[job]
    assert content is not None
    return content.count(b"\n") - 1


def test_a_file_that_has_grown_sends_its_new_users(import_: RunningImport) -> None:
    """The others count as skipped, in every answer from then on."""
    import_.world.put_rows(100)
    first = import_.create()["PhysicalResourceId"]
    import_.world.put_rows(105)
    answer = import_.update(first, Trigger="2")
    assert counts(answer) == ("5", "100", "0")
    assert sent_rows(import_) == 5
    assert import_.jobs[-1]["JobName"].endswith("-100-skipped")
    assert len(import_.world.users()) == 105
    again = import_.update(answer["PhysicalResourceId"], Trigger="2", MaxFailedUsers="1")
    assert counts(again) == ("5", "100", "0")


def test_a_file_that_was_fixed_sends_what_had_failed(import_: RunningImport) -> None:
    """The users that came in stay out of the upload."""
    import_.world.put_rows(100, 3, 50, 99)
    assert "3 rows failed" in import_.create()["Reason"]
    import_.world.put_rows(100)
    assert counts(import_.create(Trigger="2")) == ("3", "97", "0")
    assert sent_rows(import_) == 3


def test_lines_that_fail_are_named_as_in_the_file(import_: RunningImport) -> None:
    """Not as in the upload, which has fewer."""
    import_.world.put_rows(10)
    import_.create()
    import_.world.put_rows(20, 15, 20)
    reason = import_.create(Trigger="2")["Reason"]
    assert sent_rows(import_) == 10
    assert "[FAILED] Line Numbers 16, 21 - " in reason
    assert "2 rows failed, allowed: 0 (8 imported, 10 skipped, 2 failed)" in reason


def test_a_later_invocation_names_the_same_lines(import_: RunningImport) -> None:
    """It finds the users that existed when the job was created, among those it imported."""
    import_.world.put_rows(10)
    import_.create()
    import_.clock.sleep(60)
    import_.world.put_rows(20, 15, 20)
    import_.cognito.settings.import_seconds = 1200
    event = import_.event("Create", Trigger="2", ServiceTimeout="3600")
    assert "[FAILED] Line Numbers 16, 21 - " in import_.handler.handle(event)["Reason"]
    assert import_.handler.functions.count("Invoke") == 1


def test_lines_are_those_of_the_upload_if_the_users_cannot_be_told(
    import_: RunningImport,
) -> None:
    """And the reason says so."""
    import_.world.put_rows(10)
    import_.create()
    import_.world.put_rows(20, 15)
    import_.cognito.settings.import_seconds = 1200
    event = import_.event("Create", Trigger="2", ServiceTimeout="3600")

    def vanish() -> None:
        for number in range(1, 5):
            del import_.cognito.users[POOL][f"user{number}"]

    import_.cognito.fail("DescribeUserImportJob", preceded_by(vanish))
    reason = import_.handler.handle(event)["Reason"]
    assert "Line Number 6 - " in reason
    assert "Line numbers are those of the upload, without 10 existing users" in reason


def test_a_pool_without_users_costs_one_call(import_: RunningImport) -> None:
    """EstimatedNumberOfUsers alone doesn't prove that a pool is empty."""
    import_.create()
    assert import_.cognito.listed == [{"AttributesToGet": ["sub"]}]


def test_nothing_is_listed_if_everything_is_to_be_sent(import_: RunningImport) -> None:
    """The pool can then be one whose users nobody may list."""
    import_.create()
    import_.cognito.always_fail("ListUsers", refused("AccessDeniedException"))
    answer = import_.create(Trigger="2", SkipExistingUsers="false")
    assert counts(answer) == ("0", "3", "0")
    assert sent_rows(import_) == 3


def test_few_rows_are_looked_up_one_by_one(import_: RunningImport) -> None:
    """If the pool has more pages than the file has rows."""
    import_.world.put_rows(2)
    import_.create()
    import_.world.put_rows(3)
    import_.cognito.estimated_users = 60 * 4
    assert counts(import_.create(Trigger="2")) == ("1", "2", "0")
    filters = [options["Filter"] for options in import_.cognito.listed if "Filter" in options]
    assert filters == [f'username = "user{number}"' for number in (1, 2, 3)]


def test_a_search_that_takes_too_long_is_given_up(
    import_: RunningImport, caplog: pytest.LogCaptureFixture
) -> None:
    """After a few requests: the estimate says how many there are. Then all rows are sent."""
    import_.world.put_rows(200)
    import_.create()
    import_.cognito.settings.give_up_rule = GiveUpRule.NEVER
    import_.cognito.seconds_per_page = 4
    import_.cognito.estimated_users = 60 * 100
    assert counts(import_.create(Trigger="2")) == ("0", "200", "0")
    assert sent_rows(import_) == 200
    assert "can't find existing users, so all rows are sent: it takes too long" in caplog.text


@pytest.mark.parametrize(
    ("code", "status"),
    [("TooManyRequestsException", "SUCCESS"), ("AccessDeniedException", "FAILED")],
)
def test_a_list_that_fails_matters_only_if_somebody_can_help(
    import_: RunningImport, code: str, status: str
) -> None:
    """A throttled one is like one that takes too long."""
    import_.create()
    import_.cognito.always_fail("ListUsers", refused(code))
    answer = import_.create(Trigger="2")
    assert answer["Status"] == status
    assert status == "SUCCESS" or "ListUsers failed" in answer["Reason"]


def test_if_nobody_is_new_no_job_is_created(import_: RunningImport) -> None:
    """A pool keeps only 1,000."""
    import_.create()
    answer = import_.create(Trigger="2")
    assert counts(answer) == ("0", "3", "0")
    assert answer["Data"]["Status"] == "Succeeded"
    assert answer["Data"]["JobId"] == answer["Data"]["PreSignedUrl"] == ""
    assert answer["PhysicalResourceId"].startswith("no-new-users-")
    assert answer["PhysicalResourceId"].endswith("-3")
    assert len(import_.jobs) == 1


def test_a_repeat_gives_the_same_answer_for_nobody_new(import_: RunningImport) -> None:
    """CloudFormation would delete a resource with another ID."""
    import_.create()
    first, second = import_.create(Trigger="2"), import_.create(Trigger="2")
    assert first == second


def test_an_update_of_the_limits_keeps_nobody_new(import_: RunningImport) -> None:
    """The content is the same, even if users are gone. A new trigger imports them."""
    import_.create()
    same = import_.create(Trigger="2")["PhysicalResourceId"]
    import_.cognito.users.clear()
    import_.cognito.calls.clear()
    assert import_.update(same, Trigger="2", MaxFailedUsers="1")["PhysicalResourceId"] == same
    assert import_.cognito.count("ListUsers") == 0
    assert (
        "3 rows would be skipped"
        in import_.update(same, Trigger="2", MaxSkippedUsers="2")["Reason"]
    )
    assert counts(import_.update(same, Trigger="3")) == ("3", "0", "0")


def test_a_rollback_to_nobody_new_takes_no_job_that_had_failed(import_: RunningImport) -> None:
    """It was not what the stack had: its limits refused it."""
    import_.world.put_rows(3, 2)
    assert import_.create(Trigger="2")["Status"] == "FAILED"
    import_.pass_hours()
    import_.world.put_rows(3)
    import_.create(Trigger="1")
    same = import_.create(Trigger="2")["PhysicalResourceId"]
    assert same.startswith("no-new-users-")
    back = import_.event(
        "Update",
        "UPDATE_ROLLBACK_IN_PROGRESS",
        physical_resource_id="import-new",
        old={},
        Trigger="2",
    )
    answer = import_.handler.handle(back)
    assert answer["PhysicalResourceId"].startswith("no-new-users-")


def test_a_repeat_of_an_update_counts_what_the_first_delivery_imported(
    import_: RunningImport,
) -> None:
    """The job that the resource had was stopped: the Update imports the same content."""
    job = import_.create()["PhysicalResourceId"]
    import_.pass_hours()
    import_.cognito.job(job)["Status"] = "Stopped"
    import_.cognito.users.clear()
    first, second = import_.update(job), import_.update(job)
    assert counts(first) == ("3", "0", "0")
    assert first == second


def test_a_failed_job_of_another_file_is_not_taken_for_complete(import_: RunningImport) -> None:
    """The object has been overwritten by a shorter one since."""
    one = import_.create()["PhysicalResourceId"]
    import_.world.put_rows(100)
    import_.cognito.force(Outcome("Failed", imported=58, failed=2))
    assert import_.update(one, Trigger="2", MaxFailedUsers="5")["Status"] == "FAILED"
    import_.pass_hours()
    content = import_.world.put_rows(40)
    import_.s3.put(content.replace(b",user", b",other"))
    event = import_.event(
        "Update", physical_resource_id=one, old={}, Trigger="2", MaxFailedUsers="5"
    )
    assert counts(import_.handler.handle(event)) == ("40", "0", "0")


def test_blank_lines_make_no_early_end_look_complete(import_: RunningImport) -> None:
    """AWS doesn't document whether Cognito counts them."""
    content = import_.world.put_rows(10)
    import_.s3.put(content.replace(b"\n", b"\n\n\n\n\n\n", 1))
    import_.cognito.force(Outcome("Failed", imported=5, failed=5))
    answer = import_.create(MaxFailedUsers="5")
    assert "it ended as Failed after 10 of 15 rows" in answer["Reason"]


@pytest.mark.parametrize("failed", ["same", "import-new", "no-new-users-0123456789ab-9"])
def test_a_rollback_to_nobody_new_imports_nothing(import_: RunningImport, failed: str) -> None:
    """Whatever the failed update left."""
    import_.create()
    same = import_.create(Trigger="2")["PhysicalResourceId"]
    import_.cognito.users.clear()
    current = same if failed == "same" else failed
    back = import_.event(
        "Update",
        "UPDATE_ROLLBACK_IN_PROGRESS",
        physical_resource_id=current,
        old={},
        Trigger="2",
        MaxSkippedUsers="1",
    )
    answer = import_.handler.handle(back)
    assert answer["PhysicalResourceId"].rpartition("-")[0] == same.rpartition("-")[0]
    assert answer["Data"]["Status"] == "Succeeded"
    assert not import_.cognito.users[POOL]


def test_delete_of_nobody_new_stops_nothing(import_: RunningImport) -> None:
    """It has no job."""
    import_.create()
    same = import_.create(Trigger="2")["PhysicalResourceId"]
    import_.cognito.calls.clear()
    assert import_.delete(same, Trigger="2")["Status"] == "SUCCESS"
    assert import_.cognito.count("StopUserImportJob") == 0


@pytest.mark.parametrize(("limit", "status"), [(None, "FAILED"), ("1", "FAILED"), ("3", "SUCCESS")])
def test_hashes_for_existing_users_are_refused_before_a_job_exists(
    import_: RunningImport, limit: str | None, status: str
) -> None:
    """Nobody's password would be there. A limit accepts it."""
    import_.create()
    import_.world.put_rows(4, password_hash=HASH)
    answer = import_.create(**ALGORITHM, MaxSkippedUsers=limit)
    assert answer["Status"] == status
    assert len(import_.jobs) == (2 if status == "SUCCESS" else 1)
    if limit is None:
        assert answer["Reason"].startswith(
            "Nothing was imported: 3 rows with a password hash would be skipped, allowed: 0. "
            "Existing users keep the password they have. To accept that, set a limit for skipped "
            "users."
        )


def test_rows_without_a_hash_may_be_skipped_beside_new_ones_with_one(
    import_: RunningImport,
) -> None:
    """Their users lose nothing."""
    import_.create()
    header, *rows = import_.world.put_rows(5).splitlines()
    # The last column is that of the hash.
    new = [row + HASH.encode() for row in rows[3:]]
    import_.s3.put(b"\n".join([header, *rows[:3], *new, b""]))
    assert counts(import_.create(**ALGORITHM)) == ("2", "3", "0")


def test_hashes_that_cognito_skips_fail_the_import(import_: RunningImport) -> None:
    """Where existing users are sent, too."""
    import_.create()
    import_.world.put_rows(4, password_hash=HASH)
    reason = import_.create(**ALGORITHM, SkipExistingUsers="false")["Reason"]
    assert "3 rows skipped, allowed: 0 (1 imported, 3 skipped, 0 failed)" in reason
    assert "Existing users keep the password they have." in reason
