"""The one Lambda function of a stack that handles its import jobs."""

from typing import Final

from aws_cdk import Stack
from constructs import Construct, IConstruct

from cdk_cognito_user_import.handler_asset import HANDLER
from cdk_cognito_user_import.handler_functions import HandlerFunctions
from cdk_cognito_user_import.handler_roles import HandlerRoles
from cdk_cognito_user_import.pool_dependencies import import_after_pools
from cdk_cognito_user_import.stack_imports import StackImports
from cdk_cognito_user_import.user_import_handler_options import (
    UserImportHandlerOptions,
    checked_options,
)

_ID: Final = "CognitoUserImportHandler"


class UserImportHandler(Construct):
    """The handler, and the responder that answers CloudFormation if the handler can't.

    Its logical IDs are part of the library's contract: no custom resource can change its
    ServiceToken.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - the name that all constructs have
        options: UserImportHandlerOptions,
    ) -> None:
        super().__init__(scope, id)
        self.options = options
        functions = HandlerFunctions(self, options)
        self.roles = HandlerRoles(functions)
        responder = functions.create_responder(self.roles.responder)
        import_after_pools(self)
        self.imports = StackImports(self, self.roles)
        self.function = functions.create(
            "Function",
            role=self.roles.handler,
            handler=HANDLER,
            description="Creates Amazon Cognito user import jobs for CloudFormation",
            memory_size=options.handler_memory,
            timeout=options.timeout,
        )
        for function in (responder, self.function):
            self.roles.give_to(function)
        config = functions.answer_for(self.function, responder, options.timeout)
        self.roles.allow_responder(responder, config)
        self.requirements: list[IConstruct] = [self, *functions.requirements]
        """What must exist as long as an import does."""

    @classmethod
    def of_stack(
        cls, scope: Construct, options: UserImportHandlerOptions | None
    ) -> "UserImportHandler":
        """Return the handler of the scope's stack, which the first import creates.

        :raises ValueError: The options aren't those of the first import.
        """
        checked = checked_options(options)
        stack = Stack.of(scope)
        existing = stack.node.try_find_child(_ID)
        if existing is None:
            return cls(stack, _ID, checked)
        if not isinstance(existing, UserImportHandler):
            raise ValueError(
                f"The construct ID {_ID} must be free for the handler in stack {stack.node.path}. "
                f"Received: a {type(existing).__name__} with this ID"
            )
        if options is not None:
            existing.options.require_agreement(options)
        return existing

    def allow_import(self, *, wait: bool) -> None:
        """Allow the handler what all imports with a source need."""
        self.roles.allow_questions()
        if wait:
            self.roles.allow_continuation(self.function)
