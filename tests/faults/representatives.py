"""The faults that `make test` injects: of each group, those that the others are like."""

from typing import Final

from tests.faults.catalogue import Fault

REPRESENTATIVES: Final = {
    "answering": (
        "answered at the third try",
        "refused once",
        "nobody there: connection refused",
        "certificate of another authority",
        "reset after the body",
        "reason of: a hash and a URL",
    ),
    "running": (
        "under 500 ms at entry",
        "interrupted by: KeyboardInterrupt",
        "out of memory with an exception",
        "killed at every attempt",
        "malformed event: no response URL",
        "no credentials",
    ),
    "repeats": (
        "create delivered three times: a job for others, warm",
        "create delivered three times: an import, warm",
        "answer of create lost: a job for others",
        "answer to cloudformation lost: an import",
        "update delivered twice: a job for others, warm",
        "update delivered twice: an import, warm",
    ),
    "service": (
        "throttled for ever: CreateUserImportJob",
        "limit reached: an import",
        "not known for 20 s: AccessDeniedException from CreateUserImportJob",
        "role never assumable",
        "repeated when a dead job has the name: TooManyRequestsException",
        "several times: throttled, CreateUserImportJob",
    ),
    "deleting": (
        "delete of a job that is: InProgress",
        "delete with an id that is: invented",
        "delete denied: DescribeUserImportJob",
        "delete while create runs: after the job is made",
        "stop refused with: PreconditionNotMetException",
    ),
    "updating": (
        "update fails with: LimitExceededException",
        "update succeeds and is rolled back",
        "update whose answer is lost",
        "stale event: Create",
    ),
    "hosts": ("response url is: CloudFormation's as a prefix",),
    "records": (
        "event age exceeded: Create",
        "event age exceeded: Delete",
        "record without: all but the payload",
        "error with secrets",
    ),
    "sourcing": (
        "missing and hidden",
        "forbidden for 20 s: GetObject",
        "forbidden for ever: GetObject",
        "missing: object",
        "body while it is uploaded: cut off in its middle",
        "overwritten after: it is checked",
        "digest is another one",
        "rows that break a rule are: refused",
    ),
    "uploading": (
        "three times: a reset in the middle of the body",
        "taken and the answer lost: once",
        "url refused once: before the body, and the connection closed",
        "refused with: 400",
        "refused with: 307 to anywhere",
        "url refused for ever",
    ),
    "starting": (
        "start is: unanswered four times",
        "slot taken for 60 s: PreconditionNotMetException",
        "slot taken for ever: PreconditionNotMetException",
        "no csv file was uploaded for: ever",
        "interrupted by: MemoryError as it starts",
        "denied for 20 s: StartUserImportJob",
        "describe fails for ever",
    ),
    "outcomes": (
        "role not known for: 15 s",
        "role never assumable",
        "url refused and role not known: once",
        "job fails after: a skipped row",
        "rows fail",
        "reasons with secrets",
        "stopped by somebody: InProgress",
        "never ends",
        "never ends and is not waited for",
    ),
    "job_logs": ("log is: denied", "log shows lines after: a minute"),
    "import_repeats": (
        "create that failed delivered three times",
        "killed after the step: Create",
        "killed and repeated when the url is dead: Create",
    ),
    "import_twins": (
        "create delivered twice at once: a job for others",
        "create delivered twice at once: an import",
    ),
    "import_killed": ("killed after: Start",),
    "import_deleting": (
        "delete while create: is about to make the job",
        "delete while create waits for the slot: Failed",
    ),
    "import_updating": (
        "limit lowered and the next update rolled back",
        "update fails since the: look is denied",
        "update fails since the: job never ends",
        "update whose rows fail",
        "rolled back when the object is: overwritten",
        "return to an earlier file",
        "update that was stopped and its answer lost",
    ),
}
"""Names by group."""


def is_representative(fault: Fault) -> bool:
    """Say whether `make test` injects a fault; `make test-all` injects every one."""
    return fault.name in REPRESENTATIVES[fault.group]
