"""Each fault of the catalogue is survived."""

import pytest

from tests.faults.catalogue import Fault
from tests.faults.every_fault import FAULTS
from tests.faults.report import detail
from tests.faults.representatives import REPRESENTATIVES, is_representative
from tests.faults.trial import try_fault


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(
            fault,
            marks=[] if is_representative(fault) else pytest.mark.thorough,
            id=f"{fault.group}-{fault.name}",
        )
        for fault in FAULTS
    ],
)
def test_fault_is_survived(fault: Fault) -> None:
    """The handler works correctly and keeps every promise."""
    outcome = try_fault(fault)
    assert outcome.survived, detail(outcome)


def test_no_two_faults_have_one_name() -> None:
    """A line of the report names one fault."""
    names = [(fault.group, fault.name) for fault in FAULTS]
    assert len(set(names)) == len(names)


def test_representatives_are_faults_of_each_group() -> None:
    """One that was renamed would no longer be injected every day."""
    named = {(group, name) for group, names in REPRESENTATIVES.items() for name in names}
    assert named <= {(fault.group, fault.name) for fault in FAULTS}
    assert {group for group, _ in named} == {fault.group for fault in FAULTS}
