"""An execution's folder in the report bucket, as an operator uses it."""

from typing import BinaryIO, Final

from cognito_user_import.workflow.execution_folder import ExecutionFolder
from cognito_user_import_cli.aws import Aws

_FAILED: Final = "failed.csv"
_BLOCK: Final = 1 << 20


class ReportFolder(ExecutionFolder):
    """The documents that the steps have left, with errors for the person at the terminal.

    :param patience: Seconds for which one call is retried.
    """

    def __init__(self, aws: Aws, bucket: str, execution: str, patience: float) -> None:
        calls = aws.calls(f"report bucket {bucket}", patience=patience)
        super().__init__(aws.s3, bucket, execution, calls)
        self._calls = calls

    def first_failed(self, size: int) -> list[str]:
        """Return the first whole lines of the failed rows, header included.

        :param size: The most bytes to read.
        """
        content = self._calls(
            "GetObject",
            lambda: self._client.get_object(
                Bucket=self._bucket, Key=self._failed_key, Range=f"bytes=0-{size - 1}"
            )["Body"].read(),
        )
        return content[: content.rfind(b"\n") + 1].decode().splitlines()

    def copy_failed(self, file: BinaryIO) -> None:
        """Write all failed rows to a file."""

        def copy() -> None:
            file.seek(0)
            file.truncate()
            answer = self._client.get_object(Bucket=self._bucket, Key=self._failed_key)
            for block in answer["Body"].iter_chunks(_BLOCK):
                file.write(block)

        self._calls("GetObject", copy)

    @property
    def _failed_key(self) -> str:
        return f"executions/{self.execution}/{_FAILED}"
