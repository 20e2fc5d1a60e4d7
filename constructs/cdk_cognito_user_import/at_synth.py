"""Looks at a construct when the app defines nothing more."""

from collections.abc import Callable

import jsii
from aws_cdk import AspectPriority, Aspects, IAspect
from constructs import Construct, IConstruct


def at_synth(construct: Construct, look: Callable[[], None]) -> None:
    """Call a function at synth, after everything that may change the app."""
    Aspects.of(construct).add(_Look(construct, look), priority=AspectPriority.READONLY)


@jsii.implements(IAspect)
class _Look:
    def __init__(self, construct: Construct, look: Callable[[], None]) -> None:
        self._construct = construct
        self._look = look

    def visit(self, node: IConstruct) -> None:
        if node is self._construct:
            self._look()
