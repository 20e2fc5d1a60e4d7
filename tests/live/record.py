"""What an account answered, kept for the embedded AWS: local_aws/guesses.py reads it."""

import datetime
import json
import re
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).parent / "recorded"
_PRIVATE = re.compile(r"\d{12}|X-Amz-|arn:|import-\w|[a-z]+-[a-z]+-\d_\w")


class Record:
    """The answers of one run, by the names of the guesses that they settle.

    :param folder: Gets a file named by today's date when the answers are saved.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._answers: dict[str, Any] = {}

    def add(self, name: str, answer: Any) -> None:
        """Keep an answer, which names nothing of the account.

        :raises ValueError: It has an account's number, an ARN, an ID, or a part of a URL.
        """
        if _PRIVATE.search(json.dumps(answer)):
            raise ValueError(f"{name}: the answer names something of the account")
        self._answers[name] = answer

    def save(self) -> None:
        """Write the file, if there is anything to write."""
        if not self._answers:
            return
        self._folder.mkdir(exist_ok=True)
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        text = json.dumps(self._answers, indent=2, sort_keys=True)
        (self._folder / f"{today}.json").write_text(f"{text}\n")
