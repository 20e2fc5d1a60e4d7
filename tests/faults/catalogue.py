"""The faults: each a function that injects one into a lab and says what happened.

A fault's name is its function's, what is injected its docstring. It raises AssertionError when the
handler did not do what it should; what it promises for every fault is checked by the lab.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.faults.lab import Lab

Inject = Callable[[Lab], str]


@dataclass(frozen=True)
class Fault:
    """A fault to inject."""

    group: str
    name: str
    injected: str
    inject: Inject


FAULTS: list[Fault] = []


def fault(inject: Inject) -> Inject:
    """Enter a fault into the catalogue."""
    FAULTS.append(
        Fault(
            group=inject.__module__.rpartition(".")[2],
            name=inject.__name__.replace("_", " "),
            injected=(inject.__doc__ or "").rstrip("."),
            inject=inject,
        )
    )
    return inject


def _with_case(inject: Callable[[Lab, Any], str], case: object) -> Inject:
    return lambda lab: inject(lab, case)


def fault_for_each(cases: Mapping[str, Any]) -> Callable[[Callable[[Lab, Any], str]], None]:
    """Enter one fault for each case of a parameter, by its name, into the catalogue.

    The docstring says what is injected, with ``{}`` for the case's name.
    """

    def enter(inject: Callable[[Lab, Any], str]) -> None:
        for name, case in cases.items():
            FAULTS.append(
                Fault(
                    group=inject.__module__.rpartition(".")[2],
                    name=f"{inject.__name__.replace('_', ' ')}: {name}",
                    injected=(inject.__doc__ or "").rstrip(".").format(name),
                    inject=_with_case(inject, case),
                )
            )

    return enter
