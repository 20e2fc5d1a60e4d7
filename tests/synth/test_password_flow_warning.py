"""The warning that users could not sign in with the passwords whose hashes are imported."""

from typing import Any

import pytest
from aws_cdk import Annotations, App, Stack, Token
from aws_cdk import aws_cognito as cognito
from aws_cdk.assertions import Annotations as Found
from aws_cdk.assertions import Match

from cdk_cognito_user_import import PasswordHashingAlgorithm, UserImportJob
from tests.synth.stacks import new_pool, new_stack

BCRYPT = PasswordHashingAlgorithm.BCRYPT
WARNING_ID = "cdk-cognito-user-import:noPasswordAuthFlow"


def warnings(stack: Stack) -> list[str]:
    """Return what the synth warns of."""
    found = Found.from_stack(stack).find_warning("*", Match.any_value())
    return [str(entry.entry.data) for entry in found]


def import_hashes(stack: Stack, pool: cognito.IUserPool) -> UserImportJob:
    """Define an import of users with hashes."""
    return UserImportJob(stack, "Users", user_pool=pool, password_hashing_algorithm=BCRYPT)


def test_hashes_without_a_client_that_takes_passwords_are_warned_of() -> None:
    """It says what to do, and how to acknowledge it."""
    stack = new_stack()
    import_hashes(stack, new_pool(stack))
    (warning,) = warnings(stack)
    assert "can't use SRP for their first sign-in" in warning
    assert "need USER_PASSWORD_AUTH or ADMIN_USER_PASSWORD_AUTH, and no app client" in warning
    assert "AuthFlow(user_password=True) or AuthFlow(admin_user_password=True)" in warning
    assert f"[ack: {WARNING_ID}]" in warning


@pytest.mark.parametrize(
    "props",
    [
        {},
        {"auth_flows": cognito.AuthFlow()},
        {"auth_flows": cognito.AuthFlow(user_srp=True, custom=True)},
    ],
)
def test_a_client_without_a_password_flow_does_not_help(props: dict[str, Any]) -> None:
    """Nor does one that says nothing, whose default is SRP."""
    stack = new_stack()
    pool = new_pool(stack)
    pool.add_client("Client", **props)
    import_hashes(stack, pool)
    assert len(warnings(stack)) == 1


@pytest.mark.parametrize(
    "auth_flows", [{"user_password": True}, {"admin_user_password": True, "user_srp": True}]
)
def test_a_client_with_a_password_flow_ends_the_warning(auth_flows: dict[str, bool]) -> None:
    """One of several is enough; it may come after the job."""
    stack = new_stack()
    pool = new_pool(stack)
    pool.add_client("Other")
    import_hashes(stack, pool)
    pool.add_client("Client", auth_flows=cognito.AuthFlow(**auth_flows))
    assert warnings(stack) == []


@pytest.mark.parametrize("flows", [["ADMIN_NO_SRP_AUTH"], ["USER_PASSWORD_AUTH"]])
def test_the_older_names_of_flows_count(flows: list[str]) -> None:
    """And a client that is defined as a plain resource."""
    stack = new_stack()
    pool = new_pool(stack)
    import_hashes(stack, pool)
    cognito.CfnUserPoolClient(
        stack, "Client", user_pool_id=pool.user_pool_id, explicit_auth_flows=flows
    )
    assert warnings(stack) == []


def test_a_flow_that_an_override_sets_counts() -> None:
    """The template has it."""
    stack = new_stack()
    pool = new_pool(stack)
    import_hashes(stack, pool)
    client: Any = pool.add_client("Client").node.default_child
    client.add_property_override("ExplicitAuthFlows", ["ALLOW_USER_PASSWORD_AUTH"])
    assert warnings(stack) == []


def test_flows_that_only_the_deployment_knows_are_let_through() -> None:
    """They may be the right ones."""
    stack = new_stack()
    pool = new_pool(stack)
    import_hashes(stack, pool)
    cognito.CfnUserPoolClient(
        stack,
        "Client",
        user_pool_id=pool.user_pool_id,
        explicit_auth_flows=Token.as_list({"Ref": "Flows"}),
    )
    assert warnings(stack) == []


def test_clients_in_another_stack_count_and_those_of_another_pool_do_not() -> None:
    """They are looked for in the whole app, by the pool that they are of."""
    app = App()
    stack, others = Stack(app, "Stack"), Stack(app, "Others")
    pool, twin = new_pool(stack), new_pool(others)
    passwords = cognito.AuthFlow(user_password=True)
    twin.add_client("Client", auth_flows=passwords)
    import_hashes(stack, pool)
    import_hashes(others, twin)
    assert (len(warnings(stack)), len(warnings(others))) == (1, 0)


def test_a_client_in_another_stack_counts() -> None:
    """It refers to the pool across stacks."""
    app = App()
    stack, others = Stack(app, "Stack"), Stack(app, "Others")
    pool = new_pool(stack)
    import_hashes(stack, pool)
    passwords = cognito.AuthFlow(user_password=True)
    cognito.UserPoolClient(others, "Client", user_pool=pool, auth_flows=passwords)
    assert warnings(stack) == []


def test_no_hashes_no_warning() -> None:
    """Such users set a password at first."""
    stack = new_stack()
    UserImportJob(stack, "Users", user_pool=new_pool(stack))
    assert warnings(stack) == []


def test_the_unknown_clients_of_an_imported_pool_are_not_judged() -> None:
    """Only if the app has some of them."""
    stack, other = new_stack(), new_stack()
    for has_client, scope in ((False, stack), (True, other)):
        pool = cognito.UserPool.from_user_pool_id(scope, "Pool", "eu-central-1_aBc123")
        import_hashes(scope, pool)
        if has_client:
            pool.add_client("Client")
    assert (len(warnings(stack)), len(warnings(other))) == (0, 1)


@pytest.mark.parametrize("where", ["stack", "job"])
def test_the_warning_can_be_acknowledged(where: str) -> None:
    """As any other of CDK, for one import or for all of a stack."""
    stack = new_stack()
    job = import_hashes(stack, new_pool(stack))
    scope = {"stack": stack, "job": job}[where]
    Annotations.of(scope).acknowledge_warning(WARNING_ID, "Another app has the clients.")
    assert warnings(stack) == []
