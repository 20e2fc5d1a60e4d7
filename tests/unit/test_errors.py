"""The errors of all packages, copied and sent between processes."""

import copy
import importlib
import pickle
import pkgutil
from collections.abc import Callable, Iterator
from inspect import signature
from types import ModuleType

import pytest

import cdk_cognito_user_import
import cognito_user_import
import cognito_user_import_cli
from cognito_user_import.errors import ServiceError

PACKAGES = (cognito_user_import, cognito_user_import_cli, cdk_cognito_user_import)


def modules() -> Iterator[ModuleType]:
    """Import and yield every module of the packages."""
    for package in PACKAGES:
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def errors(base: type[BaseException] = BaseException) -> Iterator[type[BaseException]]:
    """Yield the packages' own exception classes."""
    for error in base.__subclasses__():
        if error.__module__.partition(".")[0] in {package.__name__ for package in PACKAGES}:
            yield error
        yield from errors(error)


NAMES = [module.__name__ for module in modules()]
ERRORS = sorted(set(errors()), key=lambda error: error.__qualname__)


def raised(error: type[BaseException]) -> BaseException:
    """Return an instance with a text for each required parameter."""
    owner = next(base for base in error.__mro__ if "__init__" in vars(base))
    if owner.__module__ == "builtins":
        return error("why")
    return error(*signature(error).parameters)


def pickled(error: BaseException) -> BaseException:
    """Return what another process receives."""
    received: BaseException = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    return received


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled])
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__qualname__)
def test_an_error_survives(
    error: type[BaseException], copied: Callable[[BaseException], BaseException]
) -> None:
    """With its type, text, and attributes."""
    before = raised(error)
    after = copied(before)
    assert after is not before
    assert (type(after), str(after), after.__dict__) == (error, str(before), before.__dict__)


def test_all_errors_are_found() -> None:
    """Those of each tree, and those beside the trees."""
    names = {error.__name__ for error in ERRORS}
    assert {"ServiceError", "ExpiredUrlError", "FileChangedError", "ExpiredTokenError"} <= names


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled])
def test_a_service_error_can_be_advised_again_after_a_copy(
    copied: Callable[[ServiceError], ServiceError],
) -> None:
    """Its parts are the constructor's."""
    error = copied(ServiceError("Operate", "Code", "Why.", "it", "Do this."))
    assert str(error) == "Operate failed for it: Code: Why. Do this."
    assert str(error.advised("Do that.")) == "Operate failed for it: Code: Why. Do that."
    assert (error.operation, error.code, error.detail, error.subject) == (
        "Operate", "Code", "Why.", "it",
    )  # fmt: skip
