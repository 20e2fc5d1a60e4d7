"""Mutated requests of CloudFormation: fields dropped, retyped, garbled and nested, at any depth."""

import copy
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.cloudformation import events
from tests.fakes.s3 import BUCKET
from tests.faults.memory_world import BAD, GOOD, IN_CODE, OTHER, shared_world

_HOST = "cloudformation-custom-resource-response-eucentral1.s3.eu-central-1.amazonaws.com"
URL = f"https://{_HOST}/arn%3Aaws?X-Amz-Algorithm=AWS4&X-Amz-Signature=planted-signature"
KNOWN_JOB = "import-0123456789"
_ENVELOPE = 2
"""The depth from which on a mutation leaves the request one that can be answered."""

_URLS = (
    URL.replace("https", "http"),
    URL.replace("https", "HTTPS"),
    URL.replace("https://", ""),
    URL.replace("https://", "https://user:word@"),
    URL.replace(_HOST, "attacker.example"),
    URL.replace("amazonaws.com", "attackeramazonaws.com"),
    URL.replace(_HOST, f"{_HOST}.attacker.example"),
    URL.replace(_HOST, f"{_HOST}:8443"),
    URL.replace(_HOST, f"{_HOST}:443"),
    URL.replace(_HOST, f"{_HOST}:port"),
    URL.replace(_HOST, f"{_HOST}@attacker.example"),
    URL.replace(_HOST, f"attacker.example\\{_HOST}"),
    URL.replace(_HOST, "[::1"),
    URL.replace(_HOST, "169.254.169.254"),
    f"{URL}\r\nHost: attacker.example",
    f"{URL}&X-Amz-Date=20010101T000000Z",
    f"{URL}&X-Amz-Date=00010101T000000Z",
    f"{URL}&X-Amz-Date=99991231T235959Z",
    f"{URL}&X-Amz-Date=yesterday",
    f"{URL}&X-Amz-Date=",
    f"{URL}{'&a=b' * 5000}",
)
_STRINGS = (
    "",
    " ",
    "\x00",
    "\ud800",
    "\r\n\t",
    "\u202eetaerC",
    "\U0001f600" * 1500,
    '"' * 3000,
    "\\" * 2000,
    "x" * 5000,
    "9" * 30,
    "9" * 5000,
    "-1",
    "0",
    "1e999",
    "\u0663",
    "null",
    "true",
    "Create",
    "Update",
    "Delete",
    "create",
    KNOWN_JOB,
    "no-job-0123456789ab",
    "import-",
    "eu-central-1_Gone",
    "BCRYPT",
    "md5",
    "false",
    "JSON",
    "f" * 64,
    "999999999",
    BAD,
    OTHER,
    *_URLS,
)
_PATHS = st.integers(0, 40)
_KEYS = st.sampled_from(
    (
        "UserPoolId",
        "Trigger",
        "SourceBucket",
        "SourceKey",
        "SourceVersion",
        "SourceDigest",
        "SourceFormat",
        "MaxFailedUsers",
        "MaxSkippedUsers",
        "Wait",
        "Validate",
        "PhysicalResourceId",
        "OldResourceProperties",
        "CrHelperData",  # crhelper's own, by which it polls
        "CrHelperPoll",
        "",
        "\ud800",
        "x" * 300,
    )
)
_TEXTS = st.sampled_from(_STRINGS) | st.text(st.characters(codec=None), max_size=40)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=5,
)

Path = tuple[str, ...]


@dataclass(frozen=True)
class Mutated:
    """An event, and whether its envelope is as CloudFormation sends it.

    :param properties: Of the resource, as they were before.
    """

    event: Any
    is_answerable: bool
    properties: dict[str, Any] = field(default_factory=events.properties)


@st.composite
def mutated_events(draw: st.DrawFn) -> Mutated:
    """Return realistic events with up to four mutations."""
    event = draw(_realistic())
    properties = copy.deepcopy(event["ResourceProperties"])
    is_answerable = True
    for _ in range(draw(st.integers(0, 4))):
        paths = list(_paths(event))
        if not paths:
            break
        path = paths[draw(_PATHS) % len(paths)]
        _mutate(draw, event, path)
        is_answerable &= len(path) >= _ENVELOPE
    if draw(st.integers(0, 99)) == 99:
        return Mutated(draw(_VALUES), False)
    return Mutated(event, is_answerable, properties)


@st.composite
def _realistic(draw: st.DrawFn) -> dict[str, Any]:
    request_type = draw(st.sampled_from(("Create", "Update", "Delete")))
    without_source: list[dict[str, Any]] = [
        {},
        {"Trigger": "2"},
        {"PasswordHashingAlgorithm": "BCRYPT"},
        {"Attribute": {"Tags": [{"Key": "a", "Value": ["b"]}]}},
    ]
    changes = draw(st.sampled_from(without_source) | _sources())
    if request_type == "Create":
        return events.request("Create", URL, **copy.deepcopy(changes))
    known = draw(st.sampled_from((KNOWN_JOB, "no-job-0123456789ab", "Users-1KZX9", "")))
    old = events.properties(Trigger="1") if request_type == "Update" else None
    return events.request(
        request_type, URL, physical_resource_id=known, old=old, **copy.deepcopy(changes)
    )


@st.composite
def _sources(draw: st.DrawFn) -> dict[str, Any]:
    """Return the properties of a source as the construct writes them."""
    key = draw(st.sampled_from((GOOD, GOOD, BAD, IN_CODE)))
    digest = hashlib.sha256(shared_world().files[key]).hexdigest()
    further: list[dict[str, str]] = [{}, {"SourceDigest": digest}, {"MaxSkippedUsers": "0"}]
    return {
        "SourceBucket": BUCKET,
        "SourceKey": key,
        "SourceFormat": "JSON" if key == IN_CODE else "CSV",
        "MaxFailedUsers": draw(st.sampled_from(("0", "1"))),
        "Wait": draw(st.sampled_from(("true", "true", "false"))),
        "Validate": draw(st.sampled_from(("true", "true", "false"))),
        **draw(st.sampled_from(further)),
    }


def _paths(value: object, path: Path = ()) -> Iterator[Path]:
    """Yield where all keys are, the outermost first."""
    if isinstance(value, dict):
        yield from ((*path, key) for key in value)
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))


def _mutate(draw: st.DrawFn, event: dict[str, Any], path: Path) -> None:
    *above, key = path
    holder = event
    for name in above:
        holder = holder[name]
    match draw(st.sampled_from(("drop", "retype", "text", "garble", "nest", "add", "URL"))):
        case "drop":
            del holder[key]
        case "retype":
            holder[key] = draw(_VALUES)
        case "text":
            holder[key] = draw(_TEXTS)
        case "garble":
            text, extra = str(holder[key]), draw(_TEXTS)
            at = draw(st.integers(0, len(text)))
            holder[key] = text[:at] + extra + text[at:]
        case "nest":
            holder[key] = draw(st.sampled_from(([holder[key]], {key: holder[key]})))
        case "add":
            holder[draw(_KEYS)] = draw(_VALUES)
        case "URL" if not above:
            event["ResponseURL"] = draw(st.sampled_from(_URLS))
