"""What an IDE, help(), and the site's API page show of each public name."""

import inspect
import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

import pytest

import cdk_cognito_user_import as package


def callables() -> Iterator[tuple[str, Any]]:
    """Yield the public classes and their public methods, with their names."""
    for name in package.__all__:
        public = getattr(package, name)
        if issubclass(public, Enum):
            continue
        if public.__init__ is not object.__init__:
            yield name, public
        for member, value in inspect.getmembers(public, inspect.isfunction):
            if not member.startswith("_") and value.__module__.startswith(package.__name__):
                yield f"{name}.{member}", value


@pytest.mark.parametrize(("name", "public"), [*callables()], ids=[name for name, _ in callables()])
def test_every_parameter_is_explained(name: str, public: Callable[..., Any]) -> None:
    """With its default, if it has one, and no parameter that isn't there."""
    told = dict(
        re.findall(r":param (\w+): (.*?)(?=\n *:|\Z)", inspect.getdoc(public) or "", re.DOTALL)
    )
    # What calls a construct's class is jsii's, for any arguments.
    called = public.__init__ if inspect.isclass(public) else public
    parameters = inspect.signature(called).parameters
    optional = {
        each.name
        for each in parameters.values()
        if each.default is not each.empty and each.name != "self"
    }

    # The summary of a grant says who receives it.
    assert set(told) == parameters.keys() - {"self", "grantee"}, name
    assert {each for each, text in told.items() if "Default: " in text} == optional
