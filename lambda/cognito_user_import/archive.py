"""Imports the modules of the asset's archive; lies beside it, and imports nothing of it.

Python's own zipimport compiles each module twice, once to tell its file name: a fifth of what the
handler's modules cost at a cold start.
"""

import os
import sys
from zipimport import zipimporter


class _Importer(zipimporter):
    def get_filename(self, fullname: str) -> str:
        """Return the path of a module, which is source here, without compiling it."""
        path = os.path.join(self.archive, self.prefix, fullname.rpartition(".")[2])  # noqa: PTH118
        return os.path.join(path, "__init__.py") if self.is_package(fullname) else f"{path}.py"  # noqa: PTH118


def import_from(archive: str) -> None:
    """Import modules from an archive beside this one, before those from anywhere else."""
    sys.path_hooks.insert(0, _Importer)
    sys.path.insert(0, os.path.join(os.path.dirname(__file__), archive))  # noqa: PTH118, PTH120
