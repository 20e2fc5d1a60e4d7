"""The guards of what is uploaded: where from, whereto, and that it is whole."""

from typing import Final

from scripts.mutations.mutation import Mutation

_SOURCE: Final = "lambda/cognito_user_import/source.py"
_SERVICE_CALL: Final = "lambda/cognito_user_import/service_call.py"
_UPLOAD: Final = "lambda/cognito_user_import/upload.py"
_AWS_HOSTS: Final = "lambda/cognito_user_import/aws_hosts.py"
_SOURCE_TESTS: Final = "tests/unit/test_source.py"
_SERVICE_CALL_TESTS: Final = "tests/unit/test_service_call.py"
_UPLOAD_TESTS: Final = "tests/unit/test_upload.py"
_UPLOAD_REPEATS_TESTS: Final = "tests/unit/test_upload_repeats.py"
_AWS_HOSTS_TESTS: Final = "tests/unit/test_aws_hosts.py"

MUTATIONS: Final = (
    Mutation(
        "What is uploaded is what was checked",
        _SOURCE,
        ", IfMatch=stored.etag",
        "",
        (_SOURCE_TESTS,),
    ),
    Mutation(
        "The last block waits for the digest",
        _SOURCE,
        "                held = block",
        "                yield block",
        (f"{_SOURCE_TESTS}::test_the_last_block_of_a_wrong_file_never_comes",),
    ),
    Mutation(
        "A file with another digest is refused",
        _SOURCE,
        "if digest and self._properties.digest != digest.hexdigest():",
        "if False:",
        (_SOURCE_TESTS,),
    ),
    Mutation(
        "A file that was cut short is refused",
        _SOURCE,
        "if size != stored.size:",
        "if False:",
        (_SOURCE_TESTS,),
    ),
    Mutation(
        "A policy that spreads is waited for",
        _SOURCE,
        '_DENIALS: Final = ("403", "AccessDenied")',
        "_DENIALS: Final = ()",
        (_SOURCE_TESTS,),
    ),
    Mutation(
        "A body that is cut off is read again",
        _SERVICE_CALL,
        "    botocore_errors.IncompleteReadError,\n",
        "",
        (_SOURCE_TESTS,),
    ),
    Mutation(
        "The two minutes of a call begin with its first failure",
        _SERVICE_CALL,
        "patience: Deadline | None = None",
        "patience: Deadline | None = Deadline(self._patience, self.deadline.clock)",
        (_SERVICE_CALL_TESTS,),
    ),
    Mutation(
        "What a service says is redacted",
        _SERVICE_CALL,
        "redact(detail)",
        "detail",
        (_SERVICE_CALL_TESTS,),
    ),
    Mutation(
        "A pre-signed URL is https",
        _UPLOAD,
        'parts.scheme == "https" and ',
        "",
        (f"{_UPLOAD_TESTS}::test_a_url_without_tls_gets_nothing",),
    ),
    Mutation(
        "A pre-signed URL is on S3's host",
        _UPLOAD,
        ' and is_s3(parts.hostname or "", parts.port)',
        "",
        (f"{_UPLOAD_TESTS}::test_the_sdks_own_endpoint_is_trusted",),
    ),
    Mutation(
        "The header that was signed is sent",
        _UPLOAD,
        'connection.putheader("x-amz-server-side-encryption", "aws:kms")',
        "pass",
        (f"{_UPLOAD_TESTS}::test_the_blocks_are_put_as_they_are",),
    ),
    Mutation(
        "The length is sent",
        _UPLOAD,
        'connection.putheader("Content-Length", str(size))',
        "pass",
        (f"{_UPLOAD_TESTS}::test_the_blocks_are_put_as_they_are",),
    ),
    Mutation(
        "A refused URL is known as such",
        _UPLOAD,
        "if response.status == 403:",
        "if False:",
        (f"{_UPLOAD_TESTS}::test_a_url_that_has_expired_is_told",),
    ),
    Mutation(
        "Another refusal of an upload is final",
        _UPLOAD,
        "if response.status < 500 and response.status not in _PASSING:",
        "if False:",
        (f"{_UPLOAD_TESTS}::test_a_refusal_is_final",),
    ),
    Mutation(
        "A failure of S3 to take an upload is repeated",
        _UPLOAD,
        "if response.status < 500 and response.status not in _PASSING:",
        "if True:",
        (f"{_UPLOAD_REPEATS_TESTS}::test_what_can_pass_is_repeated_with_the_same_bytes",),
    ),
    Mutation(
        "S3's wish to be asked later is heeded",
        _UPLOAD,
        " and response.status not in _PASSING",
        "",
        (f"{_UPLOAD_REPEATS_TESTS}::test_what_can_pass_is_repeated_with_the_same_bytes",),
    ),
    Mutation(
        "A refusal is read though the file was not taken",
        _UPLOAD,
        "except (ConnectionError, ssl.SSLEOFError):",
        "except ZeroDivisionError:",
        (f"{_UPLOAD_TESTS}::test_a_refusal_is_read_when_the_connection_takes_no_more",),
    ),
    Mutation(
        "A network error is repeated",
        _UPLOAD,
        "except (OSError, http.client.HTTPException) as error:",
        "except http.client.HTTPException as error:",
        (f"{_UPLOAD_REPEATS_TESTS}::test_a_host_that_cannot_be_reached_ends_in_an_error",),
    ),
    Mutation(
        "No block is sent after the deadline",
        _UPLOAD,
        "if deadline.remaining <= 0:",
        "if False:",
        (f"{_UPLOAD_REPEATS_TESTS}::test_no_block_is_sent_after_the_deadline",),
    ),
    Mutation(
        "The text of a network error is not told",
        _UPLOAD,
        "failure = type(error).__name__",
        "failure = str(error)",
        (f"{_UPLOAD_REPEATS_TESTS}::test_a_host_that_cannot_be_reached_ends_in_an_error",),
    ),
    Mutation(
        "S3 is on the port of https",
        _AWS_HOSTS,
        "port in (None, 443) and ",
        "",
        (_AWS_HOSTS_TESTS,),
    ),
    Mutation(
        "S3's host is a name of Amazon's",
        _AWS_HOSTS,
        "(?:[a-z0-9.-]+\\.)?s3(?:-fips)?",
        ".*s3(?:-fips)?",
        (_AWS_HOSTS_TESTS,),
    ),
)
