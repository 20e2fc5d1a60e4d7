"""The parts of a file, compared with those of a planner that holds the whole file in memory."""

import hashlib
from collections.abc import Iterator
from random import Random

import pytest

from cognito_user_import.errors import InvalidFileError
from cognito_user_import.workflow.planner import FilePlan, JobRange, PartLimits, plan_parts
from tests.seeds import SEED

HEADER = b"cognito:username,email\n"
_LINES = (b"a\n", b"user1,a@b.example\n", "Zoë,ä\\,€\n".encode(), b"\n", b"a,b\r\n", b'"x,""y"\n')


def naive(content: bytes, limits: PartLimits) -> FilePlan:
    """Divide a file line by line."""
    header, *lines = [line + b"\n" for line in content.split(b"\n")]
    if not lines:
        return FilePlan(content, len(content), ())
    lines[-1] = lines[-1][:-1]
    parts: list[list[bytes]] = []
    for line in filter(None, lines):
        fits = parts and (
            len(parts[-1]) < limits.rows
            and len(header) + sum(map(len, parts[-1])) + len(line) <= limits.bytes
        )
        if not fits:
            if len(header) + len(line) > limits.bytes:
                raise InvalidFileError("longer")
            parts.append([])
        parts[-1].append(line)
    ranges, start, before = [], len(header), 1
    for number, part in enumerate(parts, 1):
        rows = b"".join(part)
        digest = hashlib.sha256(header + rows).hexdigest()
        ranges.append(JobRange(number, start, start + len(rows), len(part), before, digest))
        start, before = start + len(rows), before + len(part)
    return FilePlan(header, len(content), tuple(ranges))


def in_blocks(content: bytes, random: Random) -> Iterator[bytes]:
    """Yield a file in blocks of random sizes."""
    start = 0
    while start < len(content):
        end = start + random.choice((1, 2, 3, 7, 20, 60, 200))
        yield content[start:end]
        start = end


def random_content(random: Random) -> bytes:
    """Draw a file: anything may be in it, and it may end anywhere."""
    header = random.choice((HEADER, b"\xef\xbb\xbf" + HEADER, b"a,b\r\n", b"\n"))
    lines = [random.choice(_LINES) for _ in range(random.randint(0, 40))]
    if random.random() < 0.2:
        lines.insert(random.randint(0, len(lines)), b"x" * random.randint(1, 300) + b"\n")
    content = header + b"".join(lines)
    return content if random.random() < 0.5 else content[: random.randint(1, len(content))]


def compare(seed: int) -> str:
    """Compare both planners on a random file; return what the file led to."""
    random = Random(seed)  # noqa: S311 - which file is no secret
    content = random_content(random)
    limits = PartLimits(random.choice((1, 2, 3, 5, 100)), random.choice((60, 100, 150, 1000)))
    try:
        expected = naive(content, limits)
    except InvalidFileError:
        with pytest.raises(InvalidFileError, match="is longer than an import job accepts"):
            plan_parts(in_blocks(content, random), limits)
        return "line too long"
    assert plan_parts(in_blocks(content, random), limits) == expected, seed
    return "several parts" if len(expected.parts) > 1 else "at most one part"


@pytest.mark.parametrize(
    "files", [pytest.param(1_000), pytest.param(20_000, marks=pytest.mark.thorough)]
)
def test_the_planner_and_a_naive_one_agree_on_random_files(files: int) -> None:
    """Cut anywhere: in characters, quotes and CRLF, with lines longer than blocks and parts."""
    outcomes = [compare(SEED * 100_000 + number) for number in range(files)]
    for outcome in ("line too long", "several parts", "at most one part"):
        assert outcomes.count(outcome) > files / 20


def test_a_file_that_has_grown_keeps_its_parts() -> None:
    """All but the last one, so their jobs are found again."""
    limits = PartLimits(rows=2)
    rows = [b"user%d,a@b.example\n" % number for number in range(5)]
    before = plan_parts([HEADER, *rows], limits)
    after = plan_parts([HEADER, *rows, b"user5,a@b.example\n"], limits)
    assert after.parts[:2] == before.parts[:2]
    assert after.parts[2].digest != before.parts[2].digest


def test_another_header_makes_other_parts() -> None:
    """The same range below it is another file for Cognito."""
    one, other = (plan_parts([header, b"a,b\n"]) for header in (b"x,y\n", b"y,x\n"))
    assert one.parts[0].digest != other.parts[0].digest


@pytest.mark.parametrize("content", [b"", HEADER, HEADER.removesuffix(b"\n")])
def test_a_file_without_rows_has_no_parts(content: bytes) -> None:
    """The rules of a file refuse it."""
    assert plan_parts([content]) == FilePlan(content, len(content), ())


def test_the_default_limits_are_those_of_a_job() -> None:
    """500,000 users and 100,000,000 bytes."""
    plan = plan_parts([HEADER, *[b"a,b\n" * 1000] * 501])
    assert [part.rows for part in plan.parts] == [500_000, 1_000]
    plan = plan_parts([HEADER, *[b"a" * 999 + b"\n"] * 100_001])
    assert [part.rows for part in plan.parts] == [99_999, 2]


def test_a_line_that_no_job_accepts_is_refused_without_being_kept() -> None:
    """The error names the line, not what is in it."""

    def endless() -> Iterator[bytes]:
        yield HEADER + b"a,b\n"
        while True:
            yield bytes(1 << 20)

    with pytest.raises(InvalidFileError) as raised:
        plan_parts(endless())
    assert str(raised.value) == (
        "Line 3 is longer than an import job accepts: 100,000,000 bytes with the header. Check "
        "that the file has Unix line endings (LF)."
    )


@pytest.mark.parametrize("start", [b"a" * 1000, b"\x1f\x8b\x08\n", b"PK\x03\x04\n"])
def test_a_file_without_a_header_is_not_read_to_its_end(start: bytes) -> None:
    """It has no parts. The check of its first line names the reason."""

    def endless() -> Iterator[bytes]:
        while True:
            yield start

    plan = plan_parts(endless())

    assert plan.parts == ()
    assert plan.header.startswith(start)
