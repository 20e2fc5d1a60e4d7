"""The quotas of an import, as AWS documents them."""

from typing import Final

MAX_BYTES: Final = 100_000_000
MAX_USERS: Final = 500_000
MAX_ROW_CHARACTERS: Final = 16_000
MAX_ROW_BYTES: Final = 4 * MAX_ROW_CHARACTERS
"""No character has more in UTF-8: a longer line has too many, whatever they are."""
MAX_VALUE_BYTES: Final = 2048
MAX_USERNAME_CHARACTERS: Final = 128
