"""A user pool as an export sees it: the source of the users, or their target."""

from dataclasses import dataclass, replace

from cognito_user_import.csv_rules.csv_format import CUSTOM
from cognito_user_import.csv_rules.pool_profile import PoolProfile
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.options import AwsOptions


@dataclass(frozen=True, slots=True)
class ListedPool:
    """A user pool.

    :param columns: The pool's CSV header.
    :param estimate: The pool's approximate number of users.
    """

    pool_id: str
    columns: tuple[str, ...]
    profile: PoolProfile
    estimate: int


def listed_pool(account: Aws, pool_id: str) -> ListedPool:
    """Return a pool.

    :raises UsageError: It isn't a user pool ID.
    :raises ServiceError: DescribeUserPool or GetCSVHeader failed.
    """
    jobs = account.jobs(pool_id)
    described = jobs.user_pool()
    columns = jobs.csv_header()
    profile = PoolProfile.of_service(described, columns)
    return ListedPool(pool_id, columns, profile, described.get("EstimatedNumberOfUsers", 0))


def target_of(
    source: ListedPool, account: Aws, options: AwsOptions, pool_id: str | None
) -> ListedPool:
    """Return the pool that the file is for, in the Region that its ID names.

    :param pool_id: None for the source itself.
    """
    if not pool_id:
        return source
    region, own = (name.rpartition("_")[0] for name in (pool_id, source.pool_id))
    if region != own:
        account = Aws(replace(options, region=region or None), pool_id)
    return listed_pool(account, pool_id)


def check_sub_column(column: str, target: ListedPool) -> None:
    """Check the column for the users' ``sub``.

    :param column: Empty for none.
    :raises UsageError: The target has no such custom attribute.
    """
    custom = [name for name in target.columns if name.removeprefix("dev:").startswith(CUSTOM)]
    if column and column not in custom:
        raise UsageError(
            f"--keep-sub-as must be a custom attribute of {target.pool_id}. Received: "
            f"{column[:64]!r}. Allowed: {', '.join(custom) or 'none'}."
        )
