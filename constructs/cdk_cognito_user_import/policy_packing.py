"""Packs what imports need into as few IAM policies as possible, each within IAM's limits."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cognito_user_import.cognito.service_model import USER_POOL_ID

MAX_POLICY_SIZE: Final = 6_144
"""Characters of a managed policy, without white space: IAM User Guide, "IAM and STS quotas"."""
_MAX_DESCRIPTION: Final = 1_000 - len("User pools: ")
LONGEST_POOL_ARN: Final = (
    len("arn:aws-us-gov:cognito-idp:us-isob-west-1:123456789012:userpool/") + USER_POOL_ID.maximum
)
LONGEST_ROLE_ARN: Final = len("arn:aws-us-gov:iam::123456789012:role/") + 64
"""Of a role without a path."""
_LONGEST: Final = {"AWS::AccountId": 12, "AWS::Partition": 10, "AWS::Region": 16}
_UNKNOWN: Final = 128
"""Characters of any other reference. Most are ARNs and names, which take fewer."""
_VARIABLE: Final = re.compile(r"\$\{([^!}][^}]*)\}")

Grants = dict[tuple[str, str], frozenset[str]]
"""The actions that are allowed on each resource under each condition, both as JSON."""
Lengths = Mapping[str, int]
"""The greatest lengths of references, which are JSON, when they are deployed."""
Statement = Mapping[str, Any]


@dataclass(frozen=True)
class ImportNeeds:
    """What one import needs.

    :param pool: The ID of its pool, as in a template.
    :param after: The last position of an import that something in the grants waits for, or -1. A
        policy with these grants can't serve that import, nor an earlier one: each would wait for
        the other.
    :param condition: What tells the import's condition from others, or None. CloudFormation refuses
        a policy that refers to resources which don't exist.
    """

    pool: Any
    grants: Grants
    after: int = -1
    condition: str | None = None


@dataclass
class PackedPolicy:
    """A policy for some imports.

    :param imports: Their positions.
    """

    grants: Grants
    pools: list[Any]
    imports: list[int]
    condition: str | None = None


def packed(needs: Sequence[ImportNeeds], lengths: Lengths) -> list[PackedPolicy]:
    """Return the policies that together have what all imports need, which come in their order."""
    policies: list[PackedPolicy] = []
    for position, need in enumerate(needs):
        for policy in policies:
            if need.condition != policy.condition:
                continue
            grants = merged(policy.grants, need.grants)
            pools = sorted(
                [*policy.pools, *([need.pool] if need.pool not in policy.pools else [])],
                key=as_json,
            )
            if need.after < policy.imports[0] and _fits(grants, pools, lengths):
                policy.grants, policy.pools = grants, pools
                policy.imports.append(position)
                break
        else:
            policies.append(PackedPolicy(need.grants, [need.pool], [position], need.condition))
    return policies


def grants_of(statements: Iterable[Statement]) -> Grants:
    """Return what statements allow."""
    grants: Grants = {}
    for statement in statements:
        actions = frozenset(_listed(statement["Action"]))
        condition = as_json(statement.get("Condition", {}))
        grants = merged(
            grants,
            {(as_json(each), condition): actions for each in _listed(statement["Resource"])},
        )
    return grants


def merged(*several: Grants) -> Grants:
    """Return what any of them grants."""
    together: Grants = {}
    for grants in several:
        for key, actions in grants.items():
            together[key] = together.get(key, frozenset()) | actions
    return together


def policy_document(grants: Grants) -> dict[str, Any]:
    """Return the shortest document of grants, the same in whatever order they came."""
    resources: dict[tuple[tuple[str, ...], str], list[Any]] = {}
    for (resource, condition), actions in sorted(grants.items()):
        statement = tuple(sorted(actions)), condition
        resources.setdefault(statement, []).append(json.loads(resource))
    return {
        "Statement": [
            {
                "Action": _single(list(actions)),
                "Effect": "Allow",
                "Resource": _single(found),
                **({} if condition == "{}" else {"Condition": json.loads(condition)}),
            }
            for (actions, condition), found in sorted(resources.items(), key=lambda each: each[0])
        ],
        "Version": "2012-10-17",
    }


def longest_size(value: Any, lengths: Lengths) -> int:
    """Return the characters that a value of a template has at most when it is deployed."""
    return len(json.dumps(_deployed(value, lengths), separators=(",", ":")))


def _fits(grants: Grants, pools: Iterable[Any], lengths: Lengths) -> bool:
    description = sum(longest_size(pool, lengths) for pool in pools)
    document = longest_size(policy_document(grants), lengths)
    return document <= MAX_POLICY_SIZE and description <= _MAX_DESCRIPTION


def _deployed(value: Any, lengths: Lengths) -> Any:
    """Return the value with a text of the greatest length in place of each reference."""
    if isinstance(value, dict) and (known := lengths.get(as_json(value))):
        return "x" * known
    match value:
        case list():
            return [_deployed(each, lengths) for each in value]
        case {"Ref": str(name)}:
            return "x" * _LONGEST.get(name, _UNKNOWN)
        case {"Fn::Join": [str(separator), list(parts)]}:
            return separator.join(str(_deployed(part, lengths)) for part in parts)
        case {"Fn::Sub": str(text)}:
            return _VARIABLE.sub(lambda found: "x" * _LONGEST.get(found[1], _UNKNOWN), text)
        case dict() if any(name.startswith("Fn::") for name in value):
            return "x" * _UNKNOWN
        case dict():
            return {name: _deployed(each, lengths) for name, each in value.items()}
    return value


def as_json(value: Any) -> str:
    """Return the text of a value, which differs for each other value of a template."""
    return json.dumps(value)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
