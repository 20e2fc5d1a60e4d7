"""The guards of an import from a terminal."""

from typing import Final

from scripts.mutations.mutation import Mutation

_CLI: Final = "cli/cognito_user_import_cli"
_USERS_FILE: Final = f"{_CLI}/local_files/users_file.py"
_CHECK_FILE: Final = f"{_CLI}/checking/check_file.py"
_CHECK_PROCESS: Final = f"{_CLI}/checking/check_process.py"
_ANSWERING: Final = f"{_CLI}/checking/answering.py"
_WATCHING: Final = f"{_CLI}/jobs/watching.py"
_ATTEMPTS: Final = f"{_CLI}/jobs/upload_attempts.py"
_STEPS: Final = f"{_CLI}/jobs/import_steps.py"
_NEW_JOB: Final = f"{_CLI}/jobs/new_job.py"
_DOCUMENT: Final = f"{_CLI}/jobs/document.py"
_CONNECTION: Final = f"{_CLI}/jobs/upload_connection.py"
_TESTS: Final = "tests/unit/command_line"
_CHECK_TESTS: Final = "tests/integration/command_line"
_STEPS_TESTS: Final = f"{_TESTS}/jobs/test_import_steps.py"

MUTATIONS: Final = (
    Mutation(
        "A server that is not trusted is asked once",
        "lambda/cognito_user_import/upload.py",
        "except ssl.SSLCertVerificationError:",
        "except ZeroDivisionError:",
        ("tests/unit/test_upload_repeats.py",),
    ),
    Mutation(
        "The last block of a local file waits for its end",
        _USERS_FILE,
        "            held = following",
        "            yield following",
        (f"{_TESTS}/local_files/test_users_file.py",),
    ),
    Mutation(
        "A local file that was changed is refused",
        _USERS_FILE,
        "if FileState.of(self.file) != self.state:",
        "if False:",
        (f"{_TESTS}/local_files/test_users_file.py",),
    ),
    Mutation(
        "What is checked is the file that was opened",
        _CHECK_FILE,
        "if state and state != before:",
        "if False:",
        (f"{_CHECK_TESTS}/test_separate_check.py",),
    ),
    Mutation(
        "Ctrl-C is no matter of a process that checks",
        _ANSWERING,
        "signal.signal(signal.SIGINT, signal.SIG_IGN)",
        "pass",
        (f"{_CHECK_TESTS}/test_check_file_troubles.py",),
    ),
    Mutation(
        "A process that checks ends those that it has started",
        _ANSWERING,
        "signal.signal(signal.SIGTERM, _leave)",
        "pass",
        (f"{_CHECK_TESTS}/test_separate_check.py",),
    ),
    Mutation(
        "A check that failed is no good check",
        _CHECK_PROCESS,
        "if isinstance(answer, Exception):",
        "if False:",
        (f"{_CHECK_TESTS}/test_check_file_troubles.py",),
    ),
    Mutation(
        "S3 that can't be reached is not tried for as long as the URL lives",
        _ATTEMPTS,
        "if self._in_vain == _MOST:",
        "if False:",
        (_STEPS_TESTS,),
    ),
    Mutation(
        "A URL that dies between two attempts has expired",
        _STEPS,
        "if job.is_old(datetime.now(UTC)):",
        "if False:",
        (_STEPS_TESTS,),
    ),
    Mutation(
        "A watch waits for no file that can't come any more",
        _WATCHING,
        " and not job.is_old(datetime.now(UTC))",
        "",
        (f"{_TESTS}/jobs/test_watching.py",),
    ),
    Mutation(
        "Only a job whose role may be unknown is made anew from a terminal",
        _NEW_JOB,
        " and self._jobs.is_propagating",
        "",
        (_STEPS_TESTS,),
    ),
    Mutation(
        "No two jobs made from a terminal have one name",
        _NEW_JOB,
        "-{secrets.token_hex(6)}",
        "",
        (_STEPS_TESTS,),
    ),
    Mutation(
        "A job's JSON has no pre-signed URL",
        _DOCUMENT,
        "        if show_url or name != _URL\n",
        "",
        (f"{_TESTS}/jobs/test_document.py",),
    ),
    Mutation(
        "A job's lines have no pre-signed URL",
        _DOCUMENT,
        " and (show_url or name != _URL)",
        "",
        (f"{_TESTS}/jobs/test_document.py",),
    ),
    Mutation(
        "An upload trusts what AWS_CA_BUNDLE names",
        _CONNECTION,
        "return ssl.create_default_context(cafile=ca_bundle)",
        "return ssl.create_default_context()",
        (f"{_TESTS}/jobs/test_upload_connection.py",),
    ),
    Mutation(
        "An upload finds authorities where Python has none",
        _CONNECTION,
        "if not context.get_ca_certs():",
        "if False:",
        (f"{_TESTS}/jobs/test_upload_connection.py",),
    ),
)
