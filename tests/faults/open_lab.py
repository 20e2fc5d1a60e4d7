"""Opens a lab, and puts everything back afterwards."""

import io
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

from cognito_user_import.logs import redact_logs
from tests.cloudformation.harness import trusted
from tests.cloudformation.response_server import ResponseServer
from tests.fakes.cognito import FakeCognito
from tests.faults.lab import SECRETS, Lab
from tests.faults.wall_clock import time_of_day


@contextmanager
def open_lab(folder: Path) -> Iterator[Lab]:
    """Yield a lab whose output is searched, and put everything back afterwards."""
    output = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    root.handlers = [logging.StreamHandler(output)]
    environment = {
        "AWS_ACCESS_KEY_ID": "AKIAPLANTED",
        "AWS_SECRET_ACCESS_KEY": SECRETS["secret access key"],
        "AWS_SESSION_TOKEN": SECRETS["session token"],
    }
    redact_logs()
    logging.getLogger("cognito_user_import").setLevel(logging.DEBUG)
    try:
        with (
            mock.patch.dict("os.environ", environment),
            ResponseServer(folder) as server,
            trusted(server),
            redirect_stdout(output),
            redirect_stderr(output),
            ExitStack() as exits,
        ):
            lab = Lab(server, FakeCognito(), output, folder, exits)
            with time_of_day(lab.now):
                yield lab
    finally:
        root.handlers, root.level = before[0], before[1]
