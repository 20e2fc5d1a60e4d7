"""What is planted to be searched for: it may come out nowhere."""

from typing import Final

CELLS: Final = {
    "name": "Planted-Cell van der Zelle",
    "email": "planted-cell@cells.example",
}
"""Values of each row of a file that is imported, by their columns."""

SECRETS: Final = {
    "ResponseURL": "planted-signature",
    "PreSignedUrl": "planted-pre-signed-url",
    "session token in a URL": "planted-security-token",
    "password hash": "$2b$10$plantedplantedplantedplantedplanted",
    "secret access key": "planted-secret-access-key",
    "session token": "planted-session-token",
    **{f"CSV cell, {column}": value for column, value in CELLS.items()},
}
