"""One step of an execution: what it is asked, and what it works with."""

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from cognito_user_import.aws.clients import Clients
from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.cognito.advice import COGNITO_ADVICE
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import.errors import InvalidEventError, InvalidPropertyError, UserImportError
from cognito_user_import.properties.import_properties import ImportProperties
from cognito_user_import.properties.source_properties import SourceFormat, SourceProperties
from cognito_user_import.transfer.stored_object import S3_ADVICE, StoredObject
from cognito_user_import.transfer.stored_part import StoredPart
from cognito_user_import.workflow.execution_folder import ExecutionFolder, Json
from cognito_user_import.workflow.planner import JobRange, PartLimits

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UserPoolTypeTypeDef

_EXECUTION: Final = re.compile(r"[^/\s\x00-\x1f]{1,80}")
"""Step Functions allows most characters, none of which is a slash: the name is a folder's, too."""
_CHANGED: Final = (
    "The object was overwritten after the execution started. Start another execution: it continues "
    "where this one ended."
)
_NO_LIST: Final = "Allow the function's role s3:ListBucket on the bucket, with this prefix."
_PROPAGATION: Final = 60.0
"""Seconds during which a denial may come from a role or policy that was just created."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the first step found.

    :param etag: Identifies the content of the source that all steps read.
    :param pool_was_empty: Whether no user existed, so that parts without a job need no search.
    """

    etag: str
    header_size: int
    size: int
    parts: int
    pool_was_empty: bool
    started: datetime

    @classmethod
    def of(cls, document: Json | None) -> "Plan":
        """Read plan.json.

        :raises UserImportError: The first step left none.
        """
        if not document or document.get("Problem"):
            raise UserImportError("The execution has no plan: its first step failed.")
        return cls(
            etag=document["ETag"],
            header_size=document["HeaderSize"],
            size=document["Size"],
            parts=document["Parts"],
            pool_was_empty=document["PoolWasEmpty"],
            started=datetime.fromisoformat(document["StartedAt"]),
        )


class Step:
    """One invocation.

    :param event: ``Execution``, ``ReportBucket``, and ``Properties``, which are those of the custom
        resource of an import; for a part ``Part``, and for its job ``JobId``; for an execution that
        has ended ``StateMachineArn`` and ``Status``.
    :param seconds: The time left.
    :raises InvalidEventError: The event isn't that of a step.
    :raises InvalidPropertyError: A property violates the API's constraints.
    """

    def __init__(self, event: Mapping[str, Any], clients: Clients, deadline: Deadline) -> None:
        self.execution = _required(event, "Execution", str)
        if not _EXECUTION.fullmatch(self.execution):
            raise InvalidEventError(
                "Execution must be an execution's name, 1 to 80 characters without spaces and "
                f"slashes. Received: {self.execution[:80]!r}"
            )
        self.job_id = str(event.get("JobId", ""))
        self.state_machine = str(event.get("StateMachineArn", ""))
        self.status = str(event.get("Status", ""))
        self._part = event.get("Part")
        self._event = event
        self.given: Final[Json] = _required(event, "Properties", dict)
        self.properties = ImportProperties.of(self.given)
        if self.properties.source is None or self.properties.source.format != SourceFormat.CSV:
            raise InvalidPropertyError("SourceBucket and SourceKey must name a CSV file")
        self.source: Final[SourceProperties] = self.properties.source
        limits = event.get("Limits")
        self.limits = PartLimits(limits["Rows"], limits["Bytes"]) if limits else PartLimits()
        self.clients, self.deadline = clients, deadline
        self.calls = ServiceCalls(
            f"user pool {self.properties.user_pool_id}",
            deadline,
            _PROPAGATION,
            advice=COGNITO_ADVICE,
        )
        self._bucket = _required(event, "ReportBucket", str)
        self.folder = self.folder_of(self.execution)

    def folder_of(self, execution: str) -> ExecutionFolder:
        """Return the folder of an execution of the same workflow."""
        return ExecutionFolder(self.clients.s3, self._bucket, execution, self.calls)

    def as_begun(self) -> "Step":
        """Return the same step with the properties that its execution began with.

        Those of the event are the workflow's newest. In another pool, there is nothing to do.
        """
        given = (self.folder.get("plan.json") or {}).get("Properties", {})
        if given.get("UserPoolId") != self.properties.user_pool_id:
            return self
        return Step({**self._event, "Properties": given}, self.clients, self.deadline)

    def about_part(self, item: Mapping[str, Any], job_id: str = "") -> "Step":
        """Return the same step, but for another part, and for a job of it."""
        other = copy(self)
        other._part, other.job_id = item, job_id
        for name in ("part", "stored_part"):
            vars(other).pop(name, None)
        return other

    @cached_property
    def part(self) -> JobRange:
        """The part that the step is about."""
        part = _required({"Part": self._part}, "Part", dict)
        return JobRange(
            part["Number"],
            part["Start"],
            part["End"],
            part["Rows"],
            part["LinesBefore"],
            part["Digest"],
        )

    @cached_property
    def plan(self) -> Plan:
        """What the first step found."""
        return Plan.of(self.folder.get("plan.json"))

    @cached_property
    def jobs(self) -> ImportJobs:
        """The jobs of the user pool."""
        return self.jobs_within(self.deadline)

    def jobs_within(self, deadline: Deadline) -> ImportJobs:
        """Return the jobs of the user pool, for calls before another deadline."""
        calls = ServiceCalls(self.calls.subject, deadline, _PROPAGATION, advice=COGNITO_ADVICE)
        return ImportJobs(self.clients.cognito, self.properties.user_pool_id, calls)

    @cached_property
    def user_pool(self) -> "UserPoolTypeTypeDef":
        """The user pool."""
        return self.jobs.user_pool()

    @cached_property
    def profile(self) -> PoolProfile:
        """What the user pool requires of a file."""
        return PoolProfile.of_service(self.user_pool, self.jobs.csv_header())

    @property
    def source_calls(self) -> ServiceCalls:
        """Calls about the source."""
        return self.calls.about(self.source.url, {**S3_ADVICE, "AccessDenied": _NO_LIST})

    def stored_at(self, key: str) -> StoredObject:
        """Return a file of the source."""
        source = self.source
        advice = {**S3_ADVICE, "412": _CHANGED, "PreconditionFailed": _CHANGED}
        return StoredObject(
            source.bucket,
            key,
            source.version,
            source.digest,
            client=self.clients.s3,
            calls=self.calls.about(f"s3://{source.bucket}/{key}", advice),
        )

    @cached_property
    def stored_part(self) -> StoredPart:
        """The part's file."""
        plan, part = self.plan, self.part
        stored = self.stored_at(self.key or self.source.key)
        etag = (self._part or {}).get("ETag", plan.etag)
        return StoredPart(stored, etag, plan.header_size, part.start, part.end)

    @property
    def key(self) -> str:
        """The key of the part's file; empty if the source is one file."""
        return str((self._part or {}).get("Key", ""))


def _required(event: Mapping[str, Any], name: str, kind: type) -> Any:
    value = event.get(name)
    if not isinstance(value, kind):
        raise InvalidEventError(f"The event of a step must have {name}, as {kind.__name__}.")
    return value
