"""Asks ministack's IAM who may do what."""

from __future__ import annotations

import datetime
import json
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import request_scope
from ministack.core.router import extract_access_key_id
from ministack.services import iam

from local_aws.pools import PoolKey

SERVICE_PRINCIPAL = "cognito-idp.amazonaws.com"
_LOG_ACTIONS = (
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
)


def caller_arn() -> str:
    """Return the principal of the request that is being served."""
    return str(iam_evaluator.caller_arn())


def pass_role_denial(headers: dict[str, str], role_arn: str, region: str) -> str | None:
    """Return the message of the denial if the caller may not pass a role to Cognito."""
    access_key = extract_access_key_id(headers, {})
    denied = iam_evaluator.enforce(
        access_key,
        "iam:PassRole",
        "iam",
        region,
        resource_arn=role_arn,
        service_context={"iam:PassedToService": SERVICE_PRINCIPAL},
    )
    if denied is None:
        return None
    reason = (
        "with an explicit deny in an identity-based policy"
        if getattr(denied, "decision", "") == "Deny"
        else "because no identity-based policy allows the iam:PassRole action"
    )
    return (
        f"User: {caller_arn()} is not authorized to perform: iam:PassRole "
        f"on resource: {role_arn} {reason}"
    )


def _role(role_arn: str) -> dict[str, Any] | None:
    _, _, _, _, account, resource = role_arn.split(":", 5)
    with request_scope(account, ""):
        role: dict[str, Any] | None = iam._roles.get(resource.rsplit("/", 1)[-1])
    return role if role is not None and role["Arn"] == role_arn else None


def role_exists(role_arn: str) -> bool:
    """Return whether a role exists."""
    return _role(role_arn) is not None


def is_assumable(role_arn: str, pool: PoolKey, *, since: float) -> bool:
    """Return whether Cognito can assume a role: one that was created by this time."""
    role = _role(role_arn)
    if role is None or _created(role) > since:
        return False
    # A guess: AWS doesn't document that the import service sends both keys.
    source = {"aws:sourceaccount": pool.account, "aws:sourcearn": pool.arn}
    context = _context("sts:AssumeRole", role_arn, pool, source)
    trust = role["AssumeRolePolicyDocument"]
    statements = (json.loads(trust) if isinstance(trust, str) else trust)["Statement"]
    allowed = False
    for statement in statements if isinstance(statements, list) else [statements]:
        if not _applies(statement, context):
            continue
        if statement["Effect"] == "Deny":
            return False
        allowed = True
    return allowed


def _applies(statement: dict[str, Any], context: Any) -> bool:
    actions = statement.get("Action", [])
    principal = statement.get("Principal", {})
    return bool(
        iam_evaluator._action_matches(
            context.action, [actions] if isinstance(actions, str) else actions, []
        )
        and iam_evaluator._service_principal_matches(principal, SERVICE_PRINCIPAL)
        and iam_evaluator._conditions_met(statement.get("Condition", {}), context)
    )


def may_write_logs(role_arn: str, pool: PoolKey, group: str) -> bool:
    """Return whether a role's policies allow the import to write its log."""
    name = role_arn.rsplit("/", 1)[-1]
    account = role_arn.split(":")[4]
    policies = iam_evaluator._gather_role_policies(name, account)
    resource = f"arn:aws:logs:{pool.region}:{pool.account}:log-group:{group}:log-stream:"
    return all(
        iam_evaluator.evaluate(_context(action, resource, pool, {}), policies).decision == "Allow"
        for action in _LOG_ACTIONS
    )


def _context(action: str, resource: str, pool: PoolKey, keys: dict[str, str]) -> Any:
    return iam_evaluator.EvalContext(
        principal_arn=f"arn:aws:sts::{pool.account}:assumed-role/cognito-user-import",
        principal_type="AssumedRole",
        principal_account=pool.account,
        action=action,
        resource_arn=resource,
        region=pool.region,
        service_context=keys,
    )


def _created(role: dict[str, Any]) -> float:
    created = role["CreateDate"]
    if isinstance(created, str):
        return datetime.datetime.fromisoformat(created).timestamp()
    return float(created)
