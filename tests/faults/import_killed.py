"""Faults of the handler's process during an import: it is killed, or has little memory."""

import tempfile
from pathlib import Path

from benchmarks.loopback_aws import LoopbackAws
from benchmarks.memory_sizes import create_event
from benchmarks.users_file import MOST_BYTES, write_users_file
from local_aws import LocalAws
from tests.faults.catalogue import fault, fault_for_each
from tests.faults.imported import counts
from tests.faults.killed_process import UPLOAD, KilledHandler, end, grown_to, start
from tests.faults.lab import Lab

_LITTLE_MORE = 48 << 20
"""Bytes of memory, on top of those of a handler that has just started."""
_MEMORY_SIZE = 128 << 20


@fault_for_each(
    {"Create": "CreateUserImportJob", "the upload": UPLOAD, "Start": "StartUserImportJob"}
)
def killed_after(lab: Lab, case: str) -> str:
    """SIGKILL after {}, and Lambda's second attempt."""
    with LocalAws() as aws:
        handler = KilledHandler(aws, lab)
        event = handler.import_and_kill(case)
        assert lab.answer_to(event) == {}
        left = [job["Status"] for job in handler.jobs()]
        answer = handler.retry(event)
        made, users = handler.jobs(), handler.users()
        starts = sum(call.operation == "StartUserImportJob" for call in aws.calls())
    assert counts(answer) == ("3", "0", "0")
    assert [job["JobId"] for job in made] == [answer["PhysicalResourceId"]]
    assert (users, starts) == (3, 1)
    return f"left {left}; the repeat completes the one import"


@fault
def largest_file_in_little_memory(lab: Lab) -> str:
    """A file of 100 MB, 500,000 rows, and a process that may have 48 MiB more."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "users.csv"
        sha256 = write_users_file(file)
        with LoopbackAws(Path(folder), file) as aws:
            event = create_event(aws, sha256, 1)
            instruction = {"event": event, "more_memory": _LITTLE_MORE}
            lab.output.write(end(start(instruction, aws.environment)))
            taken = aws.taken()
    assert taken.answer is not None
    assert taken.answer["Status"] == "SUCCESS", taken.answer["Reason"]
    assert (taken.size, taken.sha256) == (MOST_BYTES, sha256)
    return "uploaded whole, block by block, and started"


@fault
def out_of_memory(lab: Lab) -> str:
    """A handler that reads 100 MB into a memory of 128 MiB is killed at each of three attempts."""
    event = lab.request("Create")
    for _ in range(3):
        assert grown_to(start({"event": event, "hoards": True}, {}), _MEMORY_SIZE)
        assert lab.answer_to(event) == {}
    lab.fail_over(event, "RequestId: 1 Error: Runtime exited with error: signal: killed")
    answer = lab.answer_to(event)
    assert answer["Status"] == "FAILED"
    assert "signal: killed" in answer["Reason"]
    return "FAILED by the responder"
