"""The guards of the life of an import with a source, and of its verdict."""

from typing import Final

from scripts.mutations.mutation import Mutation

_IMPORT_LIFE_CYCLE: Final = "lambda/cognito_user_import/import_life_cycle.py"
_CSV_IMPORT: Final = "lambda/cognito_user_import/csv_import.py"
_VERDICT: Final = "lambda/cognito_user_import/verdict.py"
_REPEATED_CREATE_TESTS: Final = "tests/unit/test_import_repeated_create.py"
_UPDATE_TESTS: Final = "tests/unit/test_import_update.py"
_FAILED_UPDATE_TESTS: Final = "tests/unit/test_import_failed_update.py"
_REFUSED_TESTS: Final = "tests/unit/test_import_refused.py"
_LIFE_CYCLE_TESTS: Final = "tests/unit/test_import_life_cycle.py"
_MADE_ANEW_TESTS: Final = "tests/unit/test_import_made_anew.py"
_STEPS_TESTS: Final = "tests/unit/test_import_steps.py"
_VERDICT_TESTS: Final = "tests/unit/test_verdict.py"

MUTATIONS: Final = (
    Mutation(
        "A running job of the same source is waited for, not made again",
        _IMPORT_LIFE_CYCLE,
        "if found.is_running:",
        "if False:",
        (f"{_REPEATED_CREATE_TESTS}::test_a_running_job_is_waited_for_and_judged",),
    ),
    Mutation(
        "A job that was made and not started is gone on with",
        _IMPORT_LIFE_CYCLE,
        "if found.status == JobStatus.CREATED:",
        "if False:",
        (f"{_REPEATED_CREATE_TESTS}::test_a_job_that_was_not_started_is_gone_on_with",),
    ),
    Mutation(
        "A repeat of a failed import is judged again, not made again",
        _IMPORT_LIFE_CYCLE,
        "if self._is_done(found):",
        "if False:",
        (f"{_REPEATED_CREATE_TESTS}::test_a_job_of_this_request_that_has_failed_fails_it_again",),
    ),
    Mutation(
        "An import of an earlier life is judged by today's limits",
        _IMPORT_LIFE_CYCLE,
        "return not self._import.objection(found)",
        "return True",
        (
            f"{_REPEATED_CREATE_TESTS}::test_an_import_of_an_earlier_life_is_judged_by_todays_limits",
        ),
    ),
    Mutation(
        "An Update of the limits imports nothing",
        _IMPORT_LIFE_CYCLE,
        "if current and self._names.include(current.job_name):",
        "if False:",
        (f"{_UPDATE_TESTS}::test_the_job_of_the_resource_is_kept_however_it_ended",),
    ),
    Mutation(
        "A rollback without waiting imports nothing",
        _IMPORT_LIFE_CYCLE,
        " or self._request.type == UPDATE",
        "",
        (f"{_UPDATE_TESTS}::test_without_waiting_an_update_keeps_what_it_finds",),
    ),
    Mutation(
        "An import that expired is made anew",
        _IMPORT_LIFE_CYCLE,
        "if found.status == JobStatus.EXPIRED:",
        "if False:",
        (f"{_UPDATE_TESTS}::test_without_waiting_an_import_that_expired_is_made_anew",),
    ),
    Mutation(
        "A failed Update stops its own job",
        _IMPORT_LIFE_CYCLE,
        "self._stop(made)",
        "pass",
        (_FAILED_UPDATE_TESTS,),
    ),
    Mutation(
        "A failed Update knows the job that it made",
        _IMPORT_LIFE_CYCLE,
        "known, self._known = self._known, made.append",
        "known, _ = self._known, made.append",
        (_FAILED_UPDATE_TESTS,),
    ),
    Mutation(
        "Pool and file are checked before a job is made",
        _IMPORT_LIFE_CYCLE,
        "self._import.check()\n        job = self._made()",
        "job = self._made()",
        (_REFUSED_TESTS,),
    ),
    Mutation(
        "The file of a job that is gone on with is checked",
        _IMPORT_LIFE_CYCLE,
        "self._import.check()\n        self._known(found)",
        "self._known(found)",
        (f"{_REPEATED_CREATE_TESTS}::test_the_file_of_a_job_that_is_gone_on_with_is_checked",),
    ),
    Mutation(
        "The physical id is known as soon as the job is",
        _IMPORT_LIFE_CYCLE,
        "self._known(job)\n        return job",
        "return job",
        (f"{_LIFE_CYCLE_TESTS}::test_the_physical_id_is_known_as_soon_as_the_job_is",),
    ),
    Mutation(
        "A job that read no row is made anew",
        _IMPORT_LIFE_CYCLE,
        "is_role_unknown = read_no_row(ended) and self._jobs.is_propagating",
        "is_role_unknown = False",
        (f"{_MADE_ANEW_TESTS}::test_a_role_that_is_not_known_yet_leads_to_another_job",),
    ),
    Mutation(
        "It is made anew only while the role may still spread",
        _IMPORT_LIFE_CYCLE,
        "read_no_row(ended) and self._jobs.is_propagating",
        "read_no_row(ended)",
        (f"{_MADE_ANEW_TESTS}::test_a_role_of_long_ago_is_not_waited_for",),
    ),
    Mutation(
        "It is made anew three times at most",
        _IMPORT_LIFE_CYCLE,
        "(5.0, 10.0, 20.0)",
        "(5.0, 10.0, 20.0, 1.0)",
        (f"{_MADE_ANEW_TESTS}::test_no_more_than_four_jobs_are_made",),
    ),
    Mutation(
        "A job whose URL has died is made anew, once",
        _IMPORT_LIFE_CYCLE,
        "except ExpiredUrlError as error:",
        "except ZeroDivisionError as error:",
        (f"{_MADE_ANEW_TESTS}::test_a_url_that_has_expired_leads_to_another_job",),
    ),
    Mutation(
        "Without waiting a job is not judged",
        _IMPORT_LIFE_CYCLE,
        "if not self._import.limits.wait:\n                return started",
        "if False:\n                return started",
        (_LIFE_CYCLE_TESTS,),
    ),
    Mutation(
        "A pool that auto-verifies nothing is refused",
        _CSV_IMPORT,
        'if not self._pool.get("AutoVerifiedAttributes"):',
        "if False:",
        (_REFUSED_TESTS,),
    ),
    Mutation(
        "A pool that takes no hashes is refused",
        _CSV_IMPORT,
        "if algorithm and PASSWORD_HASH not in self._header:",
        "if False:",
        (_REFUSED_TESTS,),
    ),
    Mutation(
        "An upload ends when its URL does",
        _CSV_IMPORT,
        "min(lives, self.jobs.deadline.remaining)",
        "self.jobs.deadline.remaining",
        (_STEPS_TESTS,),
    ),
    Mutation(
        "An upload that outlives its URL goes to another one",
        _CSV_IMPORT,
        "if job.is_old(datetime.now(UTC)):",
        "if False:",
        (_STEPS_TESTS,),
    ),
    Mutation(
        "Time is kept for the log of a job",
        _CSV_IMPORT,
        " - min(_LOG_TIME, remaining / 4)",
        "",
        (_STEPS_TESTS,),
    ),
    Mutation(
        "An object that was overwritten is another import",
        _CSV_IMPORT,
        'return self._stored.etag if self.limits.is_versioned else ""',
        'return ""',
        (f"{_REPEATED_CREATE_TESTS}::test_an_object_that_was_overwritten_is_another_import",),
    ),
    Mutation(
        "Failed rows fail the resource",
        _VERDICT,
        "if job.failed_users > limits.max_failed_users:",
        "if False:",
        (_VERDICT_TESTS,),
    ),
    Mutation(
        "Skipped rows can fail the resource",
        _VERDICT,
        "if allowed is not None and job.skipped_users > allowed:",
        "if False:",
        (_VERDICT_TESTS,),
    ),
    Mutation(
        "A job that failed since all users exist is a success",
        _VERDICT,
        "if job.skipped_users == (total := rows()):",
        "if not (total := rows()):",
        (_VERDICT_TESTS,),
    ),
)
