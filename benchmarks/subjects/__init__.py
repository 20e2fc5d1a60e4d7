"""What is measured: the apps that are synthesised and the handlers that are started."""

from typing import Final

STACK_NAME: Final = "Bench"
