"""The boto3 clients of the fakes: one for each service, credentials and process is made in full.

Making one reads some megabytes of JSON and takes longer than all that a test does with it. A fake
gets a twin of it: the same code, model and signer, but hooks of its own.
"""

import copy
import os
from collections.abc import Callable
from typing import Any

Serve = Callable[..., Any]
"""Is given the prepared request, and answers in place of the network."""

_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_MADE: dict[tuple[object, ...], Any] = {}


def client_served_by(serve: Serve, make_client: Callable[[], Any]) -> Any:
    """Return a boto3 client whose requests are caught before they are sent."""
    # A client keeps the credentials that it is made with, and some tests plant their own.
    key = (make_client, *map(os.environ.get, _CREDENTIALS))
    if key not in _MADE:
        _MADE[key] = make_client()
    made = _MADE[key]
    # Not copy.copy, which asks the new client for attributes before it has any.
    twin = object.__new__(type(made))
    vars(twin).update(vars(made))
    hooks = copy.copy(made.meta.events)
    twin.meta = copy.copy(made.meta)
    twin.meta.events = hooks
    twin._endpoint = copy.copy(made._endpoint)
    twin._endpoint._event_emitter = hooks
    service = made.meta.service_model.service_id.hyphenize()
    hooks.register(f"before-send.{service}", serve)
    return twin
