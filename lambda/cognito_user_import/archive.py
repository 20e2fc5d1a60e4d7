"""Imports the modules of the asset's archive; lies beside it, and imports nothing of it.

The archive is text: names of files and their sources, by turns, with a NUL after each. Of a zip
the headers would stay a kilobyte however well the asset is compressed, and Python's own zipimport
compiles each module twice, once to tell its file name: a fifth of what they cost at a cold start.
"""

import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

_PACKAGE = "/__init__.py"


class _Archive:
    """Finds and loads modules; the methods are those that Python's import calls."""

    def __init__(self, path: str) -> None:
        self._path = path
        with open(path, encoding="utf-8", newline="") as file:  # noqa: PTH123 - pathlib takes longer
            names_and_sources = file.read().split("\0")
        self._sources = dict(zip(names_and_sources[::2], names_and_sources[1::2], strict=False))

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module is, or None if it is not here."""
        stem = name.replace(".", "/")
        for file in (f"{stem}.py", stem + _PACKAGE):
            if file in self._sources:
                origin = os.path.join(self._path, file)  # noqa: PTH118
                spec = ModuleSpec(name, self, origin=origin, is_package=file.endswith(_PACKAGE))  # type: ignore[arg-type]
                spec.has_location = True
                return spec
        return None

    def create_module(self, _spec: ModuleSpec) -> None:
        """Leave it to Python to make the module."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's source."""
        file = str(module.__file__)
        exec(compile(self._source(file), file, "exec"), module.__dict__)  # noqa: S102 - our own

    def get_source(self, name: str) -> str | None:
        """Return a module's source, of which a traceback shows lines."""
        spec = self.find_spec(name)
        return self._source(str(spec.origin)) if spec else None

    def _source(self, file: str) -> str:
        return self._sources[os.path.relpath(file, self._path).replace(os.sep, "/")]


def import_from(archive: str) -> None:
    """Import modules from an archive beside this one, before those from anywhere else."""
    path = os.path.join(os.path.dirname(__file__), archive)  # noqa: PTH118, PTH120
    sys.meta_path.insert(0, _Archive(path))
