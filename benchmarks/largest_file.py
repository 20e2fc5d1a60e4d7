"""What the largest file that one import takes costs: its upload, and a whole Create."""

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.loopback_aws import LoopbackAws
from benchmarks.memory_sizes import MemoryFigures, measure_memory_sizes
from benchmarks.staging import stage_handler
from benchmarks.upload import UploadFigures, measure_upload
from benchmarks.uploaded_file import UsersFile
from benchmarks.users_file import write_users_file


def measure_largest_file() -> tuple[list[UploadFigures], list[MemoryFigures]]:
    """Write the file, and take it through both against a server of the loopback interface."""
    with TemporaryDirectory(prefix="bench-upload-") as name:
        folder = Path(name)
        staged = stage_handler(folder / "assembly")
        print("bench: writing the users' file", flush=True)
        path = folder / "users.csv"
        file = UsersFile(path, write_users_file(path))
        with LoopbackAws(folder, path) as aws:
            uploads = measure_upload(aws, file, staged)
            return uploads, measure_memory_sizes(aws, file, staged)
