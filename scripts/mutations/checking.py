"""The guards of the check of a file, before a job is made: at synth and in the handler."""

from typing import Final

from scripts.mutations.mutation import Mutation

_CSV_IMPORT: Final = "lambda/cognito_user_import/csv_import.py"
_FILE_VERDICT: Final = "lambda/cognito_user_import/file_verdict.py"
_CHECK: Final = "lambda/cognito_user_import/csv_rules/check.py"
_READER: Final = "lambda/cognito_user_import/csv_rules/reader.py"
_REPORT: Final = "lambda/cognito_user_import/csv_rules/report.py"
_WRITER: Final = "lambda/cognito_user_import/csv_rules/writer.py"
_LOCAL_FILE: Final = "constructs/cdk_cognito_user_import/local_file.py"
_FILE_CHECK: Final = "constructs/cdk_cognito_user_import/file_check.py"
_REFUSED_TESTS: Final = "tests/unit/test_import_refused.py"
_STEPS_TESTS: Final = "tests/unit/test_import_steps.py"
_VERDICT_TESTS: Final = "tests/unit/test_file_verdict.py"
_READER_TESTS: Final = "tests/unit/csv_rules/test_reader.py"
_REPORT_TESTS: Final = "tests/unit/csv_rules/test_report.py"
_USERS_FILE_TESTS: Final = "tests/unit/test_users_file.py"
_LOCAL_FILE_TESTS: Final = "tests/synth/test_local_file.py"
_FILE_CHECK_TESTS: Final = "tests/synth/test_file_check.py"

MUTATIONS: Final = (
    Mutation(
        "A file that breaks rules is refused",
        _CSV_IMPORT,
        "if self._verdict.refused:",
        "if False:",
        (f"{_REFUSED_TESTS}::test_a_bad_file_is_refused",),
    ),
    Mutation(
        "A file that is too large is not read",
        _CSV_IMPORT,
        "size=self._stored.size if is_csv else None,",
        "",
        (f"{_REFUSED_TESTS}::test_a_file_that_is_too_large_is_not_even_read",),
    ),
    Mutation(
        "A check leaves time for the import",
        _CSV_IMPORT,
        "if self.jobs.deadline.remaining < reserve:",
        "if False:",
        (f"{_STEPS_TESTS}::test_a_check_that_would_eat_the_invocation_ends",),
    ),
    Mutation(
        "Unvalidated rows are not judged by the handler",
        _CSV_IMPORT,
        "row_rules=self.limits.validate,",
        "",
        (
            f"{_REFUSED_TESTS}::test_a_file_with_bad_rows_is_refused_and_can_be_imported_unvalidated",
        ),
    ),
    Mutation(
        "What fails a job as a whole is refused whatever may fail",
        _FILE_VERDICT,
        "whole = [issue for issue in report.issues if _refuses_all(issue)]",
        "whole: list[Issue] = []",
        (_VERDICT_TESTS,),
    ),
    Mutation(
        "An import of nobody is refused",
        _FILE_VERDICT,
        "frozenset({rules.NO_ROWS, rules",
        "frozenset({rules",
        (_VERDICT_TESTS,),
    ),
    Mutation(
        "Hashes without an algorithm are refused",
        _FILE_VERDICT,
        ", rules.HASH_WITHOUT_ALGORITHM})",
        "})",
        (_VERDICT_TESTS,),
    ),
    Mutation(
        "Rows refuse a file when more would fail than may",
        _FILE_VERDICT,
        "report.failed_rows > max_failed_rows",
        "False",
        (_VERDICT_TESTS,),
    ),
    Mutation(
        "A hopeless file is not read to its end",
        _FILE_VERDICT,
        "None if max_failed_rows is None else max_failed_rows + _FURTHER_ROWS",
        "None",
        (f"{_VERDICT_TESTS}::test_a_hopeless_file_is_not_read_to_its_end",),
    ),
    Mutation(
        "A byte order mark is refused",
        _CHECK,
        "if line.startswith(_BOM):",
        "if False:",
        (_VERDICT_TESTS,),
    ),
    Mutation(
        "A line that does not end is not collected",
        _READER,
        "elif most is not None and length > max(most + 1, BYTES_AT_ONCE):",
        "elif False:",
        (_READER_TESTS,),
    ),
    Mutation(
        "A row with several errors counts once",
        _REPORT,
        " and not self._bits[place] & bit",
        "",
        (_REPORT_TESTS,),
    ),
    Mutation(
        "A value that CSV cannot hold is refused",
        _WRITER,
        "if not signs.isdisjoint(text):",
        "if False:",
        (_USERS_FILE_TESTS,),
    ),
    Mutation(
        "A file that is too large is not published",
        _LOCAL_FILE,
        "if size > MAX_BYTES:",
        "if False:",
        (_LOCAL_FILE_TESTS,),
    ),
    Mutation(
        "Users that can't be imported fail the synth",
        _FILE_CHECK,
        "if found.refused:",
        "if False:",
        (_FILE_CHECK_TESTS,),
    ),
    Mutation(
        "Unvalidated rows are not judged at synth",
        _FILE_CHECK,
        "row_rules=self.row_rules,",
        "",
        (f"{_FILE_CHECK_TESTS}::test_without_validation_no_row_is_judged",),
    ),
)
