"""The guards of the request, of secrets, of the calls to Cognito, and of the template."""

from typing import Final

from scripts.mutations.mutation import Mutation

_REQUEST: Final = "lambda/cognito_user_import/request.py"
_LOGS: Final = "lambda/cognito_user_import/logs.py"
_CALL: Final = "lambda/cognito_user_import/service_call.py"
_CLIENT: Final = "lambda/cognito_user_import/cognito_client.py"
_HANDLER: Final = "lambda/cognito_user_import/handler.py"
_JOB: Final = "lambda/cognito_user_import/import_job.py"
_RUNNING: Final = "lambda/cognito_user_import/running_job.py"
_LIFE_CYCLE: Final = "lambda/cognito_user_import/life_cycle.py"
_FUNCTIONS: Final = "constructs/cdk_cognito_user_import/user_import_handler.py"
_CONSTRUCT: Final = "constructs/cdk_cognito_user_import/user_import_job.py"
_PERMISSIONS: Final = "constructs/cdk_cognito_user_import/import_permissions.py"
_REQUEST_TESTS: Final = ("tests/unit/test_request.py",)
_LOGS_TESTS: Final = ("tests/unit/test_logs.py",)
_LIFE_CYCLE_TESTS: Final = (
    "tests/unit/test_life_cycle.py",
    "tests/unit/test_service_failures.py",
)
_LIFE_CYCLE_GUARDS: Final = ("tests/unit/test_life_cycle_guards.py",)
_SYNTH_TESTS: Final = (
    "tests/synth/test_permissions.py",
    "tests/synth/test_user_import_handler.py",
    "tests/synth/test_user_import_job.py",
)

MUTATIONS: Final = (
    Mutation(
        "A ResponseURL is https",
        _REQUEST,
        'if parts.scheme != "https":',
        "if False:",
        _REQUEST_TESTS,
    ),
    Mutation(
        "A ResponseURL holds no user information",
        _REQUEST,
        "if user is not None or parts.password is not None:",
        "if False:",
        _REQUEST_TESTS,
    ),
    Mutation(
        "A ResponseURL is on CloudFormation's host",
        _REQUEST,
        "if not is_cloudformation and (host, port) != endpoint_override():",
        "if False:",
        _REQUEST_TESTS,
    ),
    Mutation(
        "A ResponseURL is on the port of https",
        _REQUEST,
        "port in (None, 443) and ",
        "",
        _REQUEST_TESTS,
    ),
    Mutation(
        "An id that is echoed leaves room for the answer",
        _REQUEST,
        "len(value) > _MAX_ID or ",
        "",
        ("tests/unit/test_request_guards.py",),
    ),
    Mutation(
        "A malformed event is refused before anything is sent",
        _REQUEST,
        "if not isinstance(value, str):",
        "if False:",
        _REQUEST_TESTS,
    ),
    Mutation(
        "URLs are redacted",
        _LOGS,
        r"""(?P<url>https?://[^\s"'<>?]*)\?[^\s"'<>]*""",
        "(?P<url>(?!))",
        _LOGS_TESTS,
    ),
    Mutation(
        "Hashes are redacted",
        _LOGS,
        r"""|\$(?:2[abxy]|argon2id|pbkdf2-sha256)\$[^\s"'<>]+""",
        "",
        _LOGS_TESTS,
    ),
    Mutation(
        "Tracebacks are redacted",
        _LOGS,
        "record.exc_info = record.exc_text = None",
        "pass",
        _LOGS_TESTS,
    ),
    Mutation(
        "The root logger's handlers redact",
        _LOGS,
        "handler.addFilter(RedactingFilter())",
        "pass",
        ("tests/unit/test_logs_guards.py",),
    ),
    Mutation(
        "botocore repeats no call",
        _CLIENT,
        'retries={"total_max_attempts": 1}',
        'retries={"total_max_attempts": 3}',
        _LIFE_CYCLE_TESTS,
    ),
    Mutation(
        "A denial is waited out while a role or policy spreads",
        _CALL,
        "spreads = failure.code in propagating",
        "spreads = False",
        _LIFE_CYCLE_TESTS,
    ),
    Mutation(
        "A final refusal, as LimitExceeded, is not repeated",
        _CALL,
        "raise failure from error",
        "pass",
        _LIFE_CYCLE_GUARDS,
    ),
    Mutation(
        "The job is looked up before Create is repeated",
        _CALL,
        "if (found := before_repeat()) is not None:",
        "if (found := None) is not None:",
        _LIFE_CYCLE_TESTS,
    ),
    Mutation(
        "A Delete does not wait for rights",
        _HANDLER,
        "0.0 if resource.request.type == DELETE else propagation",
        "propagation",
        _LIFE_CYCLE_TESTS,
    ),
    Mutation(
        "Work gives up in time to say why",
        _HANDLER,
        "max(left - _HANDLER_MARGIN, left / 4)",
        "left",
        _LIFE_CYCLE_GUARDS,
    ),
    Mutation(
        "An error without a text is named",
        _HANDLER,
        "if str(error).strip():",
        "if True:",
        _LIFE_CYCLE_GUARDS,
    ),
    Mutation(
        "The job is looked up before Create",
        _LIFE_CYCLE,
        "if found and (request.made(found.creation_date) or found.is_of_use(datetime.now(UTC))):",
        "if False:",
        _LIFE_CYCLE_TESTS,
    ),
    Mutation(
        "A repeat keeps the job of its own request, however old",
        _LIFE_CYCLE,
        "(request.made(found.creation_date) or found.is_of_use(datetime.now(UTC)))",
        "found.is_of_use(datetime.now(UTC))",
        _LIFE_CYCLE_GUARDS,
    ),
    Mutation(
        "The job is looked up after Create: a delivery at the same time may be first",
        _JOB,
        "return existing() or created",
        "return created",
        _LIFE_CYCLE_GUARDS,
    ),
    Mutation(
        "A dead job of an earlier life is not taken for the one just made",
        _JOB,
        "return found if is_of_use else None",
        "return found",
        _LIFE_CYCLE_TESTS,
    ),
    Mutation(
        "Every page of the list of jobs is read",
        _JOB,
        "if not token:",
        "if True:",
        _LIFE_CYCLE_TESTS,
    ),
    Mutation(
        "Delete waits until the job has stopped",
        _RUNNING,
        "while seen and seen.is_running:",
        "while False:",
        _LIFE_CYCLE_GUARDS,
    ),
    Mutation(
        "Delete waits for a job whose Stop is refused",
        _JOB,
        "if error.code not in _NOTHING_TO_STOP:",
        "if True:",
        _LIFE_CYCLE_GUARDS,
    ),
    Mutation(
        "An Update keeps its own job where another has its name",
        _LIFE_CYCLE,
        "if current and names.include(current.job_name):",
        "if False:",
        _LIFE_CYCLE_GUARDS,
    ),
    Mutation(
        "The responder is the handler's on-failure destination",
        _FUNCTIONS,
        'destination_config={"onFailure": {"destination": responder.function_arn}},',
        "",
        _SYNTH_TESTS,
    ),
    Mutation(
        "The logs role is passed to Cognito only",
        _PERMISSIONS,
        'conditions={"StringEquals": {"iam:PassedToService": "cognito-idp.amazonaws.com"}},',
        "",
        _SYNTH_TESTS,
    ),
    Mutation(
        "The resource depends on its policy",
        _CONSTRUCT,
        "add_dependency(handler, policy, self._logs_role)",
        "add_dependency(handler, self._logs_role)",
        _SYNTH_TESTS,
    ),
)
