"""The memory that the handler takes for the largest file, in a process that may have no more."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks.children import ROOT, lambda_environment
from benchmarks.loopback_aws import LoopbackAws, Taken
from benchmarks.memory_sizes import PROBE, create_event
from benchmarks.users_file import MOST_BYTES, MOST_ROWS, write_users_file
from tests.synth.stacks import handler_function, stack_with_import

pytestmark = pytest.mark.integration

_SECONDS = 60
_MODULE = "cognito_user_import.handler"
_FEW_ROWS, _FEW_BYTES = 10, 2_500
_BUFFERS = 16
"""MiB: some blocks of one MiB, and what the allocator keeps of others."""
_NAMES = 30 * MOST_ROWS / (1 << 20)
"""MiB: of each row a name and its hash, by which the check sees what is there twice."""


@dataclass(frozen=True)
class Creation:
    """A Create that was answered.

    :param sha256: Of the file that was to be uploaded.
    :param peak_mebibytes: The most memory that the handler's process held.
    """

    sha256: str
    taken: Taken
    peak_mebibytes: float


def create(
    folder: Path, rows: int, size: int, memory_size: int, *, validate: bool = True
) -> Creation:
    """Have the handler carry out a Create with a file of so many rows and bytes, up to Start."""
    file = folder / "users.csv"
    sha256 = write_users_file(file, rows, size)
    with LoopbackAws(folder, file) as aws:
        ended = subprocess.run(
            [sys.executable, "-I", PROBE, ROOT, ROOT / "lambda", _MODULE, str(memory_size)],
            env=lambda_environment(aws.environment),
            input=json.dumps(_event(aws, sha256, validate=validate)) + "\n",
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        told = json.loads(ended.stdout.splitlines()[-1])
        taken = aws.taken()
    assert taken.answer is not None
    assert taken.answer["Status"] == "SUCCESS", taken.answer["Reason"]
    return Creation(sha256, taken, told["peak_mebibytes"])


def _event(aws: LoopbackAws, sha256: str, *, validate: bool) -> dict[str, Any]:
    event = create_event(aws, sha256, 1)
    if not validate:
        event["ResourceProperties"]["Validate"] = "false"
    return event


def default_memory_size() -> int:
    """Return the memory of a handler for which nobody chose another one, in MiB."""
    return int(handler_function(stack_with_import())["MemorySize"])


@pytest.fixture(scope="module")
def largest(tmp_path_factory: pytest.TempPathFactory) -> Creation:
    folder = tmp_path_factory.mktemp("largest")
    return create(folder, MOST_ROWS, MOST_BYTES, default_memory_size())


def test_the_largest_file_is_uploaded_within_the_default_memory(largest: Creation) -> None:
    """100 MB of 500,000 users arrive whole, and Create is answered."""
    assert (largest.taken.size, largest.taken.sha256) == (MOST_BYTES, largest.sha256)
    assert largest.peak_mebibytes < default_memory_size()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Creation:
    creation = create(
        tmp_path_factory.mktemp("small"), _FEW_ROWS, _FEW_BYTES, default_memory_size()
    )
    assert creation.taken.sha256 == creation.sha256
    return creation


def test_the_memory_grows_with_the_names_of_the_file(largest: Creation, small: Creation) -> None:
    """The largest file takes a few blocks more than one of ten rows, and its names."""
    assert largest.peak_mebibytes - small.peak_mebibytes < _BUFFERS + _NAMES


def test_the_memory_does_not_grow_with_a_file_that_is_not_validated(
    small: Creation, tmp_path: Path
) -> None:
    """Nothing is kept of rows that are not judged."""
    creation = create(tmp_path, MOST_ROWS, MOST_BYTES, default_memory_size(), validate=False)
    assert creation.taken.sha256 == creation.sha256
    assert creation.peak_mebibytes - small.peak_mebibytes < _BUFFERS
