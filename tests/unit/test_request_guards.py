"""The ids of a request that its answer has to repeat."""

import pytest

from cognito_user_import.cloudformation.request import Request
from cognito_user_import.errors import InvalidEventError
from tests.cloudformation import events
from tests.unit.test_request import URL


@pytest.mark.parametrize("name", ["RequestId", "StackId", "LogicalResourceId"])
def test_an_id_that_leaves_the_answer_no_room_is_refused(name: str) -> None:
    """Three of them and the longest physical id must fit into 4,096 bytes."""
    event = events.request("Create", URL)
    longest = Request.of({**event, name: "i" * 384})
    with pytest.raises(InvalidEventError) as raised:
        Request.of({**event, name: "i" * 385})
    assert "i" * 384 in (longest.request_id, longest.stack_id, longest.logical_resource_id)
    assert str(raised.value) == f"{name} must have at most 384 printable ASCII characters"
