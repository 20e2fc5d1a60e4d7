"""Puts the import operations into ministack."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import ministack.app
from ministack.core import lambda_runtime
from ministack.core.responses import get_account_id, get_region
from ministack.services import cognito, lambda_svc
from ministack.services.cloudformation import provisioners

from local_aws.clock import LabClock
from local_aws.pools import PoolKey

Answer = tuple[int, dict[str, str], bytes]
User = dict[str, Any]
Handler = Callable[[str, str, dict[str, str], bytes, dict[str, Any]], Awaitable[Answer]]

application = ministack.app.app


def pool_key(pool_id: str) -> PoolKey:
    """Return the key of a pool in the account and Region of the request that is being served."""
    return PoolKey(get_account_id(), get_region(), pool_id)


def cognito_handler() -> Handler:
    """Return the handler of Cognito user pools."""
    handler: Handler = ministack.app.SERVICE_HANDLERS["cognito-idp"]
    return handler


def serve_cognito_with(handler: Handler) -> None:
    """Serve Cognito's requests with a handler, after ministack has authorized them."""
    ministack.app.SERVICE_HANDLERS["cognito-idp"] = handler


def refuse_pool_changes(refusal: Callable[[PoolKey], Answer | None]) -> None:
    """Refuse updates and deletions of a pool, including CloudFormation's.

    CloudFormation's provisioner calls the same functions for updates, but removes a pool by itself.
    """
    for name in ("_update_user_pool", "_add_custom_attributes", "_delete_user_pool"):
        setattr(cognito, name, _guarded(getattr(cognito, name), refusal))
    pools = provisioners._RESOURCE_HANDLERS["AWS::Cognito::UserPool"]
    delete = pools["delete"]

    def delete_unless_refused(physical_id: str, props: dict[str, Any]) -> None:
        if (refused := refusal(pool_key(physical_id))) is not None:
            raise ValueError(json.loads(refused[2])["message"])
        delete(physical_id, props)

    pools["delete"] = delete_unless_refused


def _guarded(
    operation: Callable[[dict[str, Any]], Answer], refusal: Callable[[PoolKey], Answer | None]
) -> Callable[[dict[str, Any]], Answer]:
    def guarded(data: dict[str, Any]) -> Answer:
        refused = refusal(pool_key(str(data.get("UserPoolId"))))
        return operation(data) if refused is None else refused

    return guarded


def filter_users_with(
    filtered: Callable[[list[dict[str, Any]], str], list[dict[str, Any]]],
) -> None:
    """Select the users of ListUsers with a function. ministack ignores a filter it can't read."""
    cognito._apply_user_filter = filtered


def invoke_custom_resources_asynchronously(clock: LabClock) -> None:
    """Make CloudFormation send its requests as on AWS: as events, with retries.

    A function's EventInvokeConfig then sets the attempts and the destination. ministack itself
    calls the function once, and waits for it. The ResponseURL says when it was signed.
    """
    run = lambda_svc._execute_function_with_config_scope

    def invoke(function: dict[str, Any], event: Any) -> dict[str, Any]:
        # One that is signed already is of somebody else's invocation: a function's own, say.
        if isinstance(event, dict) and "?" not in event.get("ResponseURL", "?"):
            signed = f"?X-Amz-Date={clock.datetime():%Y%m%dT%H%M%SZ}&X-Amz-Expires=7200"
            event = {**event, "ResponseURL": event["ResponseURL"] + signed}
            lambda_svc.invoke_async_with_retry(function, event)
            return {}
        result: dict[str, Any] = run(function, event)
        return result

    lambda_svc._execute_function_with_config_scope = invoke


def end_lambda_workers() -> None:
    """Stop the processes that run Lambda functions."""
    lambda_runtime.reset()
