"""What a user pool demands of a file, as far as synth knows it."""

from aws_cdk import aws_cognito as cognito

from cdk_cognito_user_import.rendered_resource import rendered_properties
from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import.csv_rules.template_profile import template_profile


def known_profile(pool: cognito.CfnUserPool | None) -> PoolProfile:
    """Return what is known of a pool: nothing if the app doesn't define it, nothing of tokens.

    Call it when nothing changes the pool anymore. Only the deployment knows whether the pool takes
    password hashes: its CSV header decides.
    """
    return PoolProfile() if pool is None else template_profile(rendered_properties(pool))
