"""The guards of a job that runs: starting, awaiting and stopping it, and its log."""

from typing import Final

from scripts.mutations.mutation import Mutation

_LIFE_CYCLE: Final = "lambda/cognito_user_import/life_cycle.py"
_RUNNING_JOB: Final = "lambda/cognito_user_import/running_job.py"
_JOB_LOG: Final = "lambda/cognito_user_import/job_log.py"
_DELETE_TESTS: Final = "tests/unit/test_import_delete.py"
_RUNNING_JOB_TESTS: Final = "tests/unit/test_running_job.py"
_JOB_LOG_TESTS: Final = "tests/unit/test_job_log.py"

MUTATIONS: Final = (
    Mutation(
        "A Delete waits for the job of a Create still at work",
        _LIFE_CYCLE,
        "if _is_unanswered(request):",
        "if False:",
        (_DELETE_TESTS,),
    ),
    Mutation(
        "It waits half a minute at most for one that is not there",
        _LIFE_CYCLE,
        "if job else limit.remaining > 0:",
        "if job else True:",
        (_DELETE_TESTS,),
    ),
    Mutation(
        "It waits for none when the Create has answered",
        _LIFE_CYCLE,
        'is_answered or request.physical_resource_id in ("", known)',
        "is_answered",
        (_DELETE_TESTS,),
    ),
    Mutation(
        "The account's slot is waited for",
        _RUNNING_JOB,
        "if error.code not in _NOT_STARTABLE_YET or (lags and waited > _UPLOAD_LAG):",
        "if True:",
        (_RUNNING_JOB_TESTS,),
    ),
    Mutation(
        "A file that Start never sees is an error",
        _RUNNING_JOB,
        " or (lags and waited > _UPLOAD_LAG)",
        "",
        (_RUNNING_JOB_TESTS,),
    ),
    Mutation(
        "A Start whose answer was lost is a start",
        _RUNNING_JOB,
        "if seen.status != JobStatus.CREATED:",
        "if False:",
        (_RUNNING_JOB_TESTS,),
    ),
    Mutation(
        "What is waited for is logged",
        _RUNNING_JOB,
        "if not waited or _says(waited, pause):",
        "if False:",
        (_RUNNING_JOB_TESTS,),
    ),
    Mutation(
        "Small jobs are looked at often",
        _RUNNING_JOB,
        "if waited >= _QUICK_POLLING:",
        "if True:",
        (_RUNNING_JOB_TESTS,),
    ),
    Mutation(
        "A job is not waited for for ever",
        _RUNNING_JOB,
        "if limit.remaining < pause:",
        "if False:",
        (f"{_RUNNING_JOB_TESTS}::test_a_job_that_takes_too_long_is_an_error_with_advice",),
    ),
    Mutation(
        "Only failed lines are told",
        _JOB_LOG,
        "if outcome == FAILED",
        "if True",
        (_JOB_LOG_TESTS,),
    ),
    Mutation(
        "A log that lags is waited for",
        _JOB_LOG,
        "LAG: Final = 15.0",
        "LAG: Final = 0.0",
        (_JOB_LOG_TESTS,),
    ),
    Mutation(
        "A log that is not there yet is waited for",
        _JOB_LOG,
        'if error.code == "ResourceNotFoundException":',
        "if False:",
        (_JOB_LOG_TESTS,),
    ),
    Mutation(
        "Pages without a line are read on",
        _JOB_LOG,
        "if not token:",
        "if True:",
        (_JOB_LOG_TESTS,),
    ),
    Mutation(
        "A long log is read no further than needed",
        _JOB_LOG,
        "if len(lines) >= wanted or clock.now() >= end:",
        "if clock.now() >= end:",
        (_JOB_LOG_TESTS,),
    ),
    Mutation(
        "A long log is not searched for ever",
        _JOB_LOG,
        "if len(lines) >= wanted or clock.now() >= end:",
        "if len(lines) >= wanted:",
        (_JOB_LOG_TESTS,),
    ),
    Mutation(
        "A log that may not be read hides no failure",
        _JOB_LOG,
        "except Exception as error:",
        "except ZeroDivisionError as error:",
        (_JOB_LOG_TESTS,),
    ),
    Mutation(
        "At most twenty lines are told",
        _JOB_LOG,
        "min(expected, _MOST_LINES)",
        "expected",
        (_JOB_LOG_TESTS,),
    ),
)
