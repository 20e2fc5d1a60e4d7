"""The whole catalogue."""

from tests.faults import (  # noqa: F401 - each enters its faults
    answering,
    deleting,
    hosts,
    import_deleting,
    import_killed,
    import_repeats,
    import_twins,
    import_updating,
    job_logs,
    outcomes,
    records,
    repeats,
    running,
    service,
    sourcing,
    starting,
    updating,
    uploading,
)
from tests.faults.catalogue import FAULTS

__all__ = ["FAULTS"]
