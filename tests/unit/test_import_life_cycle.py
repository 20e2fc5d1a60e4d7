"""Create, Update and Delete of an import with a source, by the real handler."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cloudformation.harness import Answer, Handler, running_handler
from tests.fakes.cognito import FakeCognito
from tests.fakes.import_world import SOURCE, ImportWorld, import_world


@dataclass
class Import:
    """A warm handler in a world with a source."""

    handler: Handler
    world: ImportWorld

    def create(self, **changes: Any) -> Answer:
        """Create the resource."""
        return self.handler.create(**SOURCE, **changes)


@pytest.fixture
def import_(tmp_path: Path, cognito: FakeCognito) -> Iterator[Import]:
    """Run a handler in a world whose file has three good rows."""
    folders = [tmp_path / name for name in ("answers", "uploads")]
    for folder in folders:
        folder.mkdir()
    answers, uploads = folders
    worlds: list[ImportWorld] = []
    with (
        running_handler(answers, cognito, make_tools=lambda: worlds[0].tools()) as handler,
        import_world(uploads, cognito) as world,
    ):
        worlds.append(world)
        world.put_rows(3)
        yield Import(handler, world)


def test_create_imports_the_file(import_: Import) -> None:
    """Uploaded once as it is, started once, and waited for; the counts are in the answer."""
    content = import_.world.put_rows(10)
    answer = import_.create()
    assert answer["Status"] == "SUCCESS"
    data = answer["Data"]
    assert (data["Status"], data["ImportedUsers"], data["FailedUsers"]) == ("Succeeded", "10", "0")
    assert import_.world.cognito.files == {answer["PhysicalResourceId"]: content}
    assert import_.world.cognito.count("StartUserImportJob") == 1
    assert len(import_.world.users()) == 10
