"""The naive handler without crhelper's three clients, which it leaves out in SAM local only."""

import os

os.environ["AWS_SAM_LOCAL"] = "true"

from benchmarks.subjects.handlers.naive_handler import lambda_handler

__all__ = ["lambda_handler"]
