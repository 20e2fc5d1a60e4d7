"""The seed of all that a test draws: the same at each `make test`, another at each `make test-all`.

pytest's first lines say it; TEST_SEED repeats it.
"""

import os
from typing import Final

SEED: Final = int(os.environ.get("TEST_SEED", "0"))
IS_DRAWN: Final = bool(SEED)
"""Whether this is a run of its own examples, rather than of the same as every day."""
