"""The whole catalogue."""

from tests.faults import (
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

MODULES = (
    answering,
    running,
    repeats,
    service,
    deleting,
    updating,
    hosts,
    records,
    sourcing,
    uploading,
    starting,
    outcomes,
    job_logs,
    import_repeats,
    import_twins,
    import_killed,
    import_deleting,
    import_updating,
)
