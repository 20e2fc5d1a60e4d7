"""Compares this library's handler with one written from crhelper's README, when things go wrong.

`python -m scripts.compare_reliability` prints a line a scenario; with `--write` it also writes
docs/reliability.md.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests import conftest  # noqa: F401 - the environment of the tests
from tests.faults.lab import Verdict
from tests.naive.every_scenario import SCENARIOS
from tests.naive.trial import HANDLERS

ROOT: Final = Path(__file__).parents[1]
DOCUMENT: Final = ROOT / "docs/reliability.md"
_JOBS: Final = 2
_SECONDS: Final = 90
_DOCUMENT: Final = """\
# Reliability

Two handlers of the same resource go through the same things that go wrong: this library's, and a
naive one, written as [crhelper](https://pypi.org/project/crhelper/)'s README shows it. The naive
one has the README's constructor call with the defaults of crhelper 2.0.12, calls boto3 with its
defaults, and has no on-failure destination. For both, Lambda makes up to three attempts,
CloudFormation's host is a TLS server that misbehaves as told, and Cognito is a fake below a real
boto3 client. Neither handler is changed for it; pauses take no time.

| | naive | ours |
|---|---|---|
{totals}

The naive handler's log holds the ResponseURL and the pre-signed URL in every scenario, since
crhelper logs at DEBUG by default: that is why the second line leaves secrets aside. It also pauses
120 s at each Delete, as crhelper does by default: {slept} s in the first scenario.

Where ours fails: two deliveries of one Create at the very same moment both look, find nothing, and
make a job each, since CreateUserImportJob has no idempotency token. Both answer the same job;
nobody is given the other one, and it expires.

## Scenario by scenario

- **stuck**: a request got no answer, so that the stack waits for an hour, or a Delete was answered
  FAILED, which blocks the stack until a person acts.
- **answered twice**: CloudFormation was sent two different answers to one request.
- **jobs left running**: after the stack is gone, a job still keeps its pool from being deleted.
- **jobs too many**: more jobs were made than asked for; Cognito keeps 1,000 a pool, and none can
  be deleted.
- **secrets in the log**: a ResponseURL, a pre-signed URL, a hash or a credential is in the log or
  in a reason.

In brackets is what was answered FAILED. That alone is no failure of the handler: some deployments
have to fail.

| What goes wrong | naive | ours |
|---|---|---|
{scenarios}

`python -m scripts.compare_reliability` runs it, and with `--write` writes this document. The
scenarios are in `tests/naive/every_scenario.py`. Ours alone goes through many more, with its
answers checked one by one: `make faults`.
"""


@dataclass(frozen=True)
class Outcome:
    """What a scenario did to a handler.

    :param failed: The requests that were answered FAILED.
    :param slept: Seconds of pauses, which took no time here.
    """

    verdict: Verdict
    failed: Sequence[str] = ()
    slept: float = 0

    @property
    def survived(self) -> bool:
        """Whether nothing was broken."""
        return self.verdict.is_clean

    @property
    def survived_but_for_secrets(self) -> bool:
        """Whether nothing was broken, whatever the log holds."""
        return Verdict(secrets_leaked=self.verdict.secrets_leaked) == self.verdict

    @property
    def text(self) -> str:
        """What was broken, in words."""
        verdict = self.verdict
        broken = {
            "stuck": verdict.stuck,
            "answered twice": verdict.answered_twice,
            f"jobs left running: {verdict.jobs_lost}": verdict.jobs_lost,
            f"jobs too many: {verdict.jobs_twice}": verdict.jobs_twice,
            "secrets in the log": verdict.secrets_leaked,
        }
        words = ", ".join(text for text, count in broken.items() if count) or "survived"
        return f"{words} ({', '.join(self.failed)} failed)" if self.failed else words


def try_scenario(handler: str, number: int) -> Outcome:
    """Carry a scenario out in a process of its own; one that hangs is stuck."""
    command = [sys.executable, "-m", "tests.naive.trial", handler, str(number)]
    try:
        run = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Outcome(Verdict(stuck=1))
    if run.returncode != 0:
        raise RuntimeError(f"{SCENARIOS[number].name}, {handler}:\n{run.stderr[-3000:]}")
    result = json.loads(run.stdout)
    return Outcome(Verdict(**result["verdict"]), result["failed"], result["slept"])


def compare(say: Callable[[str], object]) -> list[tuple[Outcome, Outcome]]:
    """Return the outcomes of the naive handler and of ours, a pair a scenario."""
    pairs = []
    with ThreadPoolExecutor(_JOBS) as executor:
        numbers = range(len(SCENARIOS))
        naive, ours = (
            executor.map(try_scenario, [handler] * len(numbers), numbers) for handler in HANDLERS
        )
        for scenario, *pair in zip(SCENARIOS, naive, ours, strict=True):
            say(f"{scenario.name} | naive: {pair[0].text} | ours: {pair[1].text}")
            pairs.append((pair[0], pair[1]))
    return pairs


def totals(pairs: Sequence[tuple[Outcome, Outcome]]) -> list[str]:
    """Return the figures of both handlers as rows of a table."""
    naive, ours = ([pair[side] for pair in pairs] for side in (0, 1))
    counts: dict[str, Callable[[Outcome], int]] = {
        "survived": lambda outcome: outcome.survived,
        "survived, leaving secrets in the log aside": lambda o: o.survived_but_for_secrets,
        "stuck stacks": lambda outcome: outcome.verdict.stuck,
        "requests answered twice": lambda outcome: outcome.verdict.answered_twice,
        "jobs left running": lambda outcome: outcome.verdict.jobs_lost,
        "jobs too many": lambda outcome: outcome.verdict.jobs_twice,
        "scenarios that put secrets into the log": lambda o: o.verdict.secrets_leaked > 0,
    }
    figures = {
        name: [sum(count(outcome) for outcome in side) for side in (naive, ours)]
        for name, count in counts.items()
    }
    of = {"survived", "survived, leaving secrets in the log aside"}
    suffix = f" of {len(pairs)}"
    return [
        f"| {name} | {left}{suffix if name in of else ''} | {right}{suffix if name in of else ''} |"
        for name, (left, right) in figures.items()
    ]


def document(pairs: Sequence[tuple[Outcome, Outcome]]) -> str:
    """Return the document."""
    rows = [
        f"| {scenario.name} | {naive.text} | {ours.text} |"
        for scenario, (naive, ours) in zip(SCENARIOS, pairs, strict=True)
    ]
    slept = pairs[0][0].slept
    return _DOCUMENT.format(
        totals="\n".join(totals(pairs)), scenarios="\n".join(rows), slept=f"{slept:.0f}"
    )


def scenario_names(text: str) -> list[str]:
    """Return the scenarios that a document lists."""
    _, _, table = text.partition("| What goes wrong |")
    rows = [line for line in table.splitlines()[2:] if line.startswith("| ")]
    return [row.split(" | ")[0].removeprefix("| ") for row in rows]


def main() -> int:
    """Compare, print, and write the document if asked to; return 0."""
    parser = argparse.ArgumentParser(prog="python -m scripts.compare_reliability")
    parser.add_argument("--write", action="store_true", help=f"write {DOCUMENT.name} too")
    options = parser.parse_args()
    pairs = compare(_say)
    if options.write:
        DOCUMENT.write_text(document(pairs))
    _say_all(["| | naive | ours |", *totals(pairs)])
    return 0


def _say_all(lines: Iterable[str]) -> None:
    for line in lines:
        _say(line)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
