"""The rows of a local file whose users already exist: they stay out of the upload."""

from datetime import datetime

from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import.errors import ServiceError
from cognito_user_import.importing.existing_users import find_existing
from cognito_user_import.transfer.selected_rows import SelectedRows, select_rows, usernames
from cognito_user_import_cli.aws_advice import list_users_advised
from cognito_user_import_cli.local_files.opened_file import UsersFile


def without_existing(
    jobs: ImportJobs,
    file: UsersFile,
    rows: int,
    *,
    created_before: datetime | None = None,
    otherwise: str = "",
) -> SelectedRows | None:
    """Return the rows of a file to upload to a job of the pool, or None for all.

    :param rows: The number of rows in the file.
    :param created_before: Only users who existed at this time count. Default: - all users
    :param otherwise: What else to do if the pool's users may not be listed.
    :raises ServiceError: A call failed.
    :raises DeadlineError: With ``created_before``, the search takes too long. Without, it is None.
    """
    pool = jobs.user_pool()
    profile = PoolProfile.of_service(pool, jobs.csv_header())
    try:
        existing = find_existing(
            jobs.users,
            profile,
            lambda: usernames(file.blocks()),
            rows,
            estimated_users=pool.get("EstimatedNumberOfUsers", 0),
            created_before=created_before,
        )
    except ServiceError as error:
        raise list_users_advised(error, otherwise) from None
    return select_rows(file.blocks(), existing.__contains__) if existing else None
