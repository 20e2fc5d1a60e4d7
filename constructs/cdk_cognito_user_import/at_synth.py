"""Looks at the app when nothing changes it anymore."""

from collections.abc import Callable

import jsii
from constructs import Construct, IValidation


def at_synth(construct: Construct, look: Callable[[], None]) -> None:
    """Call a function at synth, after all Aspects. It may still annotate the construct."""
    construct.node.add_validation(_Look(look))


@jsii.implements(IValidation)
class _Look:
    def __init__(self, look: Callable[[], None]) -> None:
        self._look = look

    def validate(self) -> list[str]:
        # An annotation is one error among others. What is returned here would end the synth with a
        # traceback.
        self._look()
        return []
