"""The handler as a process: reads one event from standard input and handles it.

With the memory limit of the instruction, Create reads 100 MB first.
"""

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

from cognito_user_import import handler, life_cycle
from cognito_user_import.job_description import ImportJob
from cognito_user_import.life_cycle import Services
from cognito_user_import.request import Request
from tests.fakes.lambda_context import FakeContext

FILE_SIZE = 100_000_000


def main() -> None:
    """Handle the event of one instruction."""
    instruction: dict[str, Any] = json.loads(sys.stdin.readline())
    # The client has its endpoint from the environment already; answers go elsewhere.
    os.environ.update(instruction["environment"])
    if instruction["more_memory"]:
        limit_memory(instruction["more_memory"])
        create = life_cycle.create

        def create_with_file(request: Request, services: Services) -> ImportJob:
            assert len(bytearray(FILE_SIZE)) == FILE_SIZE
            return create(request, services)

        life_cycle.create = create_with_file
    handler.lambda_handler(instruction["event"], FakeContext(60))


def limit_memory(more: int) -> None:
    """Let this process have so many bytes more than it has, and no more."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + more
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    main()
