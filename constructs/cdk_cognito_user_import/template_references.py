"""What the resources of a template wait for."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from cdk_cognito_user_import.rendered_resource import Resources

_VARIABLE: Final = re.compile(r"\$\{([^!.}]+)[^}]*\}")


class TemplateReferences:
    """The references between the resources of a template.

    :param resources: The template's resources by their logical IDs.
    """

    def __init__(self, resources: Resources) -> None:
        self._waits = {
            name: {
                *_listed(resource.get("DependsOn", [])),
                *references(resource.get("Properties", {})),
            }
            & resources.keys()
            for name, resource in resources.items()
        }

    def add(self, name: str, other: str) -> None:
        """Let a resource wait for another one, too."""
        self._waits[name].add(other)

    def reached(self, names: Iterable[str]) -> set[str]:
        """Return these resources and all that they wait for."""
        found: set[str] = set()
        left = [name for name in names if name in self._waits]
        while left:
            name = left.pop()
            if name not in found:
                found.add(name)
                left += self._waits[name]
        return found


def references(value: Any) -> Iterator[str]:
    """Yield the logical IDs that a value refers to, and perhaps other names."""
    if isinstance(value, list):
        for each in value:
            yield from references(each)
    elif isinstance(value, Mapping):
        for name, each in value.items():
            match name, each:
                case "Ref", str():
                    yield each
                case "Fn::GetAtt", [str(resource), *_]:
                    yield resource
                case "Fn::GetAtt", str():
                    yield each.partition(".")[0]
                case "Fn::Sub", str() | [str(), *_]:
                    text = each if isinstance(each, str) else each[0]
                    yield from (found[1] for found in _VARIABLE.finditer(text))
            yield from references(each)


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def in_order(waits: Mapping[str, set[str]]) -> list[str]:
    """Return names so that each comes after those it waits for; otherwise as they are given.

    If some wait for each other, nothing can be right for them.
    """
    done: dict[str, None] = {}
    seen: set[str] = set()

    def visit(name: str) -> None:
        if name not in seen:
            seen.add(name)
            for other in waits:
                if other in waits[name]:
                    visit(other)
            done[name] = None

    for name in waits:
        visit(name)
    return list(done)


def chain(order: Iterable[str], conditions: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    """Yield pairs of imports of which the second one waits for the first.

    What has a condition may not exist. Only an import with the same condition can wait for it.
    """
    latest: dict[str | None, str] = {}
    for name in order:
        for condition in dict.fromkeys((None, conditions[name])):
            if condition in latest:
                yield latest[condition], name
        latest[conditions[name]] = name
