"""Lines in CloudWatch's embedded metric format, as its specification has it.

Source: CloudWatch User Guide, "Specification: Embedded metric format".
"""

import json
from typing import Any

UNITS = {"Count", "Count/Second"}
"""Of all units, those that are expected here."""


def metrics_in(line: str) -> dict[str, float]:
    """Return the metrics of a line by their names; none if CloudWatch sees no document.

    :raises AssertionError: It is a document, but not a valid one.
    """
    try:
        document: Any = json.loads(line)
    except ValueError:
        return {}
    if not isinstance(document, dict) or "_aws" not in document:
        return {}
    metadata = document["_aws"]
    assert set(metadata) == {"Timestamp", "CloudWatchMetrics"}
    assert type(metadata["Timestamp"]) is int
    values = {}
    for directive in metadata["CloudWatchMetrics"]:
        assert set(directive) == {"Namespace", "Dimensions", "Metrics"}
        assert 1 <= len(directive["Namespace"]) <= 255
        assert not directive["Namespace"].startswith("AWS/")
        for names in directive["Dimensions"]:
            assert 1 <= len(names) <= 30
            for name in names:
                assert isinstance(document[name], str)
                assert document[name].isascii()
                assert 1 <= len(document[name]) <= 1024
        assert 1 <= len(directive["Metrics"]) <= 100
        for metric in directive["Metrics"]:
            assert set(metric) == {"Name", "Unit"}
            assert metric["Unit"] in UNITS
            value = document[metric["Name"]]
            assert type(value) in (int, float)
            values[metric["Name"]] = value
    return values
