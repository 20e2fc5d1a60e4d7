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
        "body of: 4,097 bytes",
        "reason of: a hash and a URL",
        "attribute that is: a lone surrogate",
    ),
    "running": (
        "under 500 ms at entry",
        "interrupted by: KeyboardInterrupt",
        "out of memory with an exception",
        "killed at every attempt",
        "malformed event after a good one: no response URL",
        "no credentials",
    ),
    "repeats": (
        "create delivered three times: warm",
        "create delivered twice at once",
        "answer of create lost",
        "answer to cloudformation lost",
        "update delivered twice",
    ),
    "service": (
        "throttled for ever",
        "limit reached",
        "access denied for 20 s: CreateUserImportJob",
        "role never assumable",
        "throttled when a dead job has the name",
    ),
    "deleting": (
        "delete of a job that is: InProgress",
        "delete with an id that is: invented",
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
        "record without: all but the payload",
        "error with secrets",
    ),
    "sourcing": (
        "missing and hidden",
        "key denied for 20 s",
        "body while it is uploaded: cut off in its middle",
        "overwritten after: it is checked",
        "file that is: Latin-1",
        "rows that break a rule are: refused",
    ),
    "uploading": (
        "three times: a reset in the middle of the body",
        "taken and the answer lost: once",
        "url refused once: before the body, and the connection closed",
        "redirected: anywhere",
        "url that is: a look-alike",
    ),
    "starting": (
        "start is: unanswered four times",
        "slot taken for 60 s: PreconditionNotMetException",
        "denied for 20 s: StartUserImportJob",
        "describe fails for ever",
    ),
    "outcomes": (
        "role not known for: 15 s",
        "rows fail",
        "reasons with secrets",
        "stopped by somebody: InProgress",
        "never ends",
    ),
    "job_logs": ("log is: denied", "log shows lines after: a minute", "log of odd lines: once"),
    "import_repeats": (
        "create delivered three times: warm",
        "create that failed delivered three times",
        "killed after the step: Create",
        "killed and repeated when the url is dead: Create",
    ),
    "import_twins": ("create delivered twice at once",),
    "import_killed": ("killed after: Start",),
    "import_deleting": (
        "delete while create: is about to make the job",
        "delete while create waits for the slot for: 120 s",
    ),
    "import_updating": (
        "update fails since the: job never ends",
        "return to an earlier file",
        "update that was stopped and its answer lost",
    ),
}
"""Names by group."""


def is_representative(fault: Fault) -> bool:
    """Say whether `make test` injects a fault; `make test-all` injects every one."""
    return fault.name in REPRESENTATIVES[fault.group]
