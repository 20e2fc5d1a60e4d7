"""The memory that the handler takes for the largest file, in a process that may have no more."""

from pathlib import Path

import pytest

from benchmarks.assembly import Handler, stage_handler
from benchmarks.children import Probed
from benchmarks.loopback_aws import LoopbackAws
from benchmarks.memory_sizes import creating
from benchmarks.upload import UsersFile
from benchmarks.users_file import MOST_BYTES, MOST_ROWS, write_users_file

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

_FEW_ROWS, _FEW_BYTES = 10, 2_500
_BUFFERS = 16
"""MiB: some blocks of one MiB, and what the allocator keeps of others."""
_NAMES = 30 * MOST_ROWS / (1 << 20)
"""MiB: of each row a name and its hash, by which the check sees what is there twice."""


@pytest.fixture(scope="module")
def handler(tmp_path_factory: pytest.TempPathFactory) -> Handler:
    return stage_handler(tmp_path_factory.mktemp("assembly"))


def create(
    folder: Path, handler: Handler, rows: int, size: int, *, validate: bool = True
) -> Probed:
    """Have the handler carry out a Create with a file of so many rows and bytes, up to Start.

    It has the default memory, the file arrives whole, and CloudFormation receives SUCCESS.
    """
    path = folder / "users.csv"
    file = UsersFile(path, write_users_file(path, rows, size))
    with LoopbackAws(folder, path) as aws:
        return creating(aws, file, handler, validate=validate)()


@pytest.fixture(scope="module")
def largest(handler: Handler, tmp_path_factory: pytest.TempPathFactory) -> Probed:
    return create(tmp_path_factory.mktemp("largest"), handler, MOST_ROWS, MOST_BYTES)


@pytest.fixture(scope="module")
def small(handler: Handler, tmp_path_factory: pytest.TempPathFactory) -> Probed:
    return create(tmp_path_factory.mktemp("small"), handler, _FEW_ROWS, _FEW_BYTES)


def test_the_largest_file_is_uploaded_within_the_default_memory(
    largest: Probed, handler: Handler
) -> None:
    """100 MB of 500,000 users arrive whole, and Create is answered."""
    assert largest.peak_mebibytes < handler.memory_size


def test_the_memory_grows_with_the_names_of_the_file(largest: Probed, small: Probed) -> None:
    """The largest file takes a few blocks more than one of ten rows, and its names."""
    assert largest.peak_mebibytes - small.peak_mebibytes < _BUFFERS + _NAMES


def test_the_memory_does_not_grow_with_a_file_that_is_not_validated(
    small: Probed, handler: Handler, tmp_path: Path
) -> None:
    """Nothing is kept of rows that are not judged."""
    unjudged = create(tmp_path, handler, MOST_ROWS, MOST_BYTES, validate=False)
    assert unjudged.peak_mebibytes - small.peak_mebibytes < _BUFFERS
