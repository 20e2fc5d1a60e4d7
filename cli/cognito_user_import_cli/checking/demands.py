"""What the named pool demands of a file."""

from pathlib import Path

from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.options import AwsOptions


def demands(
    user_pool_id: str | None, template: Path | None, resource: str | None, aws: AwsOptions
) -> PoolProfile:
    """Return the profile of the pool. Without a pool, nothing is known.

    Only a pool in AWS needs boto3.

    :param resource: The pool's logical ID in the template.
    :raises UsageError: Two pools are named, or the pool doesn't exist.
    """
    if user_pool_id and template:
        raise UsageError("Name the pool by --user-pool-id or by --template, not by both.")
    if resource and not template:
        raise UsageError("--resource is the pool's logical id in a template: name --template too.")
    if template:
        from cognito_user_import.csv_rules.template_profile import template_profile
        from cognito_user_import_cli.checking.template_pool import pool_properties

        return template_profile(pool_properties(template, resource))
    if user_pool_id:
        from cognito_user_import_cli.aws import Aws

        jobs = Aws(aws, user_pool_id).jobs(user_pool_id)
        return PoolProfile.of_service(jobs.user_pool(), jobs.csv_header())
    return PoolProfile()
