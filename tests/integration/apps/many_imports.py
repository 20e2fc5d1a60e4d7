"""A stack with many imports of one user each.

``-c imports=NUMBER`` says how many, ``-c pools=own`` or ``-c pools=one`` whether each has a pool of
its own. ``-c generation=TEXT`` is part of the pools' construct IDs: another one is other pools.
"""

from aws_cdk import App, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito

from cdk_cognito_user_import import UserImportJob, UserImportSource


def build(app: App) -> None:
    """Add the stack that the context asks for."""
    stack = Stack(app, "Many")
    generation = app.node.try_get_context("generation") or "1"

    def pool(name: str) -> cognito.UserPool:
        return cognito.UserPool(
            stack,
            f"Pool{name}Of{generation}",
            auto_verify=cognito.AutoVerifiedAttrs(email=True),
            removal_policy=RemovalPolicy.DESTROY,
        )

    shared = pool("One") if app.node.get_context("pools") == "one" else None
    for number in range(1, int(app.node.get_context("imports")) + 1):
        name = f"user{number}"
        row = {"cognito:username": name, "email": f"{name}@example.com", "email_verified": True}
        UserImportJob(
            stack,
            f"Users{number}",
            user_pool=shared or pool(str(number)),
            source=UserImportSource.users([row]),
        )
