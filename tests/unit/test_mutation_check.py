"""The mutation check's table of guards, against the source and against the document."""

import re
from collections import Counter
from pathlib import Path

import pytest

from scripts.mutation_check import DOCUMENT, rows
from scripts.mutations import MUTATIONS
from scripts.mutations.mutation import ROOT, Mutation


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.guard)
def test_every_guard_can_be_switched_off(mutation: Mutation, tmp_path: Path) -> None:
    """Its text is in the source once, and what stands there then is still Python."""
    copy = tmp_path / mutation.path
    copy.parent.mkdir(parents=True)
    copy.write_text((ROOT / mutation.path).read_text())
    mutation.apply(tmp_path)
    compile(copy.read_text(), copy, "exec")
    assert copy.read_text() != (ROOT / mutation.path).read_text()


@pytest.mark.parametrize("source", ["", "guard guard"])
def test_a_guard_that_is_not_there_once_is_an_error(source: str, tmp_path: Path) -> None:
    """A guard that was rewritten must not pass for one that was switched off."""
    (tmp_path / "module.py").write_text(source)
    with pytest.raises(ValueError, match=r"must be in module\.py once\. Found: [02]$"):
        Mutation("Any", "module.py", "guard", "", ()).apply(tmp_path)


def test_every_guard_has_a_name_of_its_own() -> None:
    """The table is read by names."""
    assert [name for name, n in Counter(m.guard for m in MUTATIONS).items() if n > 1] == []


def test_the_document_lists_these_guards_and_a_failing_test_of_each() -> None:
    """`python -m scripts.mutation_check --write` brings it up to date."""
    table = [line for line in DOCUMENT.read_text().splitlines() if line.startswith("| ")][1:]
    tests = [re.fullmatch(r"(.*\|) `(tests/\S+\.py)::(\w+)` \|", line) for line in table]
    found = [(test[1], f"def {test[3]}(" in (ROOT / test[2]).read_text()) for test in tests if test]
    assert found == [(rows(mutation), True) for mutation in MUTATIONS]
