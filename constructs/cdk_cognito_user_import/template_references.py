"""Which resources of a template need which others."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_IN_TEXT: Final = re.compile(r"\$\{(\w+)")
"""A name in the text of Fn::Sub. It may be a parameter, which no resource is called like."""

Resources = Mapping[str, Mapping[str, Any]]


def needs(resources: Resources, name: str, others: Mapping[str, set[str]]) -> set[str]:
    """Return all resources without which CloudFormation doesn't create one, itself included.

    :param others: Names of further resources that a resource depends on.
    """
    found: set[str] = set()
    left = [name]
    while left:
        if (current := left.pop()) in resources and current not in found:
            found.add(current)
            left += [*_references(resources[current]), *others.get(current, ())]
    return found


def _references(value: Any) -> Iterator[str]:
    """Yield the names in DependsOn and in intrinsic functions, wherever they are."""
    if isinstance(value, list):
        for item in value:
            yield from _references(item)
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        match key, item:
            case (("Ref" | "DependsOn" | "Fn::GetAtt"), str()):
                yield item.partition(".")[0]
            case (("DependsOn" | "Fn::GetAtt"), list()):
                yield from (name for name in item if isinstance(name, str))
            case "Fn::Sub", (str(text) | [str(text), *_]):
                yield from _IN_TEXT.findall(text)
        yield from _references(item)
