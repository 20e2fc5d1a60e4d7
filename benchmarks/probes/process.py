"""What a process can say of itself."""

import resource
import sys
from pathlib import Path
from typing import Final

_STATUS: Final = Path("/proc/self/status")
_KIBIBYTE: Final = 1024
_OF_THE_ASSET: Final = ("cognito_user_import", "crhelper")


def peak_mebibytes() -> float:
    """Return the most memory that this process has held.

    On Linux not by getrusage, whose peak a process inherits from the one that started it.
    """
    if _STATUS.exists():
        fields = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines())
        return int(fields["VmHWM"].split()[0]) / _KIBIBYTE
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / _KIBIBYTE ** (2 if sys.platform == "darwin" else 1)


def peak_mebibytes_of_child() -> float:
    """Return the most memory that the largest child which has ended has held; 0 without one."""
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak / _KIBIBYTE ** (2 if sys.platform == "darwin" else 1)


def foreign_modules(asset: str) -> list[str]:
    """Return the modules of the asset's packages that were imported from elsewhere."""
    return [
        name
        for name, module in sys.modules.items()
        if name.partition(".")[0] in _OF_THE_ASSET
        and not str(getattr(module, "__file__", "")).startswith(asset)
    ]
