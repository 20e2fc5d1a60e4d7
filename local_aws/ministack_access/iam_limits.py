"""Makes ministack's IAM refuse what exceeds IAM's limits on policies.

Source: IAM User Guide, "IAM and AWS STS quotas". The messages are those that people report.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ministack.services import iam
from ministack.services.cloudformation import provisioners

_MAX_INLINE = 10_240
_MAX_MANAGED = 6_144
_MAX_ATTACHED = 10
_Answer = tuple[int, dict[str, str], bytes]
_Record = dict[str, Any]


class _LimitExceededError(ValueError):
    """Fails a resource of a stack, or a call."""


def limit_policies() -> None:
    """Limit the inline policies of a role, the size of a managed policy, and their number."""
    store = iam.store_policy
    attach = iam.attach_managed_policy

    def store_policy(arn: str, name: str, path: str, document: Any, **more: Any) -> _Record:
        _check_managed(document)
        stored: _Record = store(arn, name, path, document, **more)
        return stored

    def attach_managed_policy(entity: _Record, arn: str) -> None:
        attached = entity.get("AttachedPolicies", [])
        if "RoleName" in entity and arn not in attached and len(attached) >= _MAX_ATTACHED:
            raise _LimitExceededError(f"Cannot exceed quota for PoliciesPerRole: {_MAX_ATTACHED}")
        attach(entity, arn)

    iam.store_policy = store_policy
    iam.attach_managed_policy = attach_managed_policy
    for operation, check in _CHECKS.items():
        refusing = _refusing(iam._IAM_HANDLERS[operation], check)
        iam._IAM_HANDLERS[operation] = refusing
        setattr(iam, refusing.__name__, refusing)
    roles = provisioners._RESOURCE_HANDLERS["AWS::IAM::Role"]
    roles["create"] = _limited_role(roles["create"])
    roles["update"] = _limited_role(roles["update"])


def _check_put(params: _Record) -> None:
    name = iam._p(params, "RoleName")
    if (role := iam._roles.get(name)) is not None:
        added = {iam._p(params, "PolicyName"): iam._p(params, "PolicyDocument")}
        _check_inline({**role["InlinePolicies"], **added}, name)


def _check_version(params: _Record) -> None:
    _check_managed(iam._p(params, "PolicyDocument"))


_CHECKS: dict[str, Callable[[_Record], None]] = {
    "PutRolePolicy": _check_put,
    "CreatePolicyVersion": _check_version,
    "CreatePolicy": lambda _params: None,
    "AttachRolePolicy": lambda _params: None,
}
"""What is checked before an operation; in two of them, what they call checks."""


def _refusing(
    operation: Callable[[_Record], _Answer], check: Callable[[_Record], None]
) -> Callable[[_Record], _Answer]:
    def refusing(params: _Record) -> _Answer:
        try:
            check(params)
            return operation(params)
        except _LimitExceededError as error:
            answer: _Answer = iam._error(409, "LimitExceeded", str(error), ns="iam")
            return answer

    refusing.__name__ = operation.__name__
    return refusing


def _limited_role(provision: Callable[..., Any]) -> Callable[..., Any]:
    """Limit the policies in a role's own properties."""

    def provisioned(*arguments: Any, **more: Any) -> Any:
        made = provision(*arguments, **more)
        role = iam._roles[made[0]]
        try:
            _check_inline(role["InlinePolicies"], role["RoleName"])
        except _LimitExceededError:
            if provision is provisioners._iam_role_create:
                del iam._roles[made[0]]
            raise
        return made

    return provisioned


def _check_inline(documents: _Record, role: str) -> None:
    if sum(map(_size, documents.values())) > _MAX_INLINE:
        raise _LimitExceededError(
            f"Maximum policy size of {_MAX_INLINE} bytes exceeded for role {role}"
        )


def _check_managed(document: Any) -> None:
    if _size(document) > _MAX_MANAGED:
        raise _LimitExceededError(f"Cannot exceed quota for PolicySize: {_MAX_MANAGED}")


def _size(document: Any) -> int:
    """Count what IAM counts: no white space."""
    read = json.loads(document) if isinstance(document, str) else document
    return len(json.dumps(read, separators=(",", ":")))
