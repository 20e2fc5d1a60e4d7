"""The boto3 clients of the fakes: one for each service, credentials and process is made in full.

Making one reads some megabytes of JSON and takes longer than all that a test does with it. A fake
gets a twin of it: the same code, model, signer and hooks, but for what sends a request.
"""

import copy
import os
from collections.abc import Callable
from typing import Any

from botocore.hooks import EventAliaser

Serve = Callable[..., Any]
"""Is given the prepared request, and answers in place of the network."""

_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_MADE: dict[tuple[object, ...], Any] = {}


def client_served_by(serve: Serve, make_client: Callable[[], Any]) -> Any:
    """Return a boto3 client whose requests are caught before they are sent."""
    # A client keeps the credentials that it is made with, and some tests plant their own.
    key = (make_client, *map(os.environ.get, _CREDENTIALS))
    if key not in _MADE:
        _MADE[key] = _with_one_user_agent(make_client())
    made = _MADE[key]
    # Not copy.copy, which asks the new client for attributes before it has any.
    twin = object.__new__(type(made))
    vars(twin).update(vars(made))
    hooks = _Hooks(made.meta.events, serve)
    twin.meta = copy.copy(made.meta)
    twin.meta.events = hooks
    twin._endpoint = copy.copy(made._endpoint)
    twin._endpoint._event_emitter = hooks
    return twin


def _with_one_user_agent(client: Any) -> Any:
    """Keep a client from composing its user agent, which it does twice for each request."""
    creator = client._user_agent_creator
    service = client.meta.service_model.service_id.hyphenize()
    rebuild = creator.rebuild_and_replace_user_agent_handler
    client.meta.events.unregister(f"request-created.{service}", rebuild)
    client._user_agent_creator = _UserAgent(creator.to_string())
    return client


class _UserAgent:
    def __init__(self, text: str) -> None:
        self._text = text

    def to_string(self) -> str:
        """Return it."""
        return self._text


class _Hooks(EventAliaser):
    """The hooks of a client, which twins share: copying them takes longer than a request."""

    def __init__(self, shared: EventAliaser, serve: Serve) -> None:
        vars(self).update(vars(shared))
        self._serve = serve

    def emit(self, event_name: str, **given: Any) -> Any:
        """Answer a request."""
        if event_name.startswith("before-send."):
            return [(self._serve, self._serve(event_name=event_name, **given))]
        return super().emit(event_name, **given)

    def register(self, *_given: Any, **_more: Any) -> None:
        """Refuse what all twins would get."""
        raise NotImplementedError

    register_first = register_last = register
