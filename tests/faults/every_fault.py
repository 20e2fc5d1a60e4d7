"""The whole catalogue."""

from tests.faults import answering, deleting, hosts, records, repeats, running, service, updating
from tests.faults.catalogue import FAULTS

__all__ = ["FAULTS"]

MODULES = (answering, running, repeats, service, deleting, updating, hosts, records)
