"""What holds for any example, on as many examples as `make faults` tries."""

import pytest

from tests.faults.properties import EXAMPLES, PROPERTIES, Property


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("property_", "share"),
    [
        pytest.param(property_, share, id=f"{property_.check.__name__}-{share}")
        for property_ in PROPERTIES
        for share in range(property_.shares)
    ],
)
def test_no_example_breaks_it(property_: Property, share: int) -> None:
    """Each worker takes a share, beside the other tests."""
    found = property_.check(property_.examples(EXAMPLES), share)
    assert not found.violation, found.violation
    assert found.tried
