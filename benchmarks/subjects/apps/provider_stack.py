"""The provider framework, with and without its state machine that waits."""

from aws_cdk import CustomResource
from aws_cdk import aws_lambda as lambda_
from aws_cdk import custom_resources as cr

from benchmarks.subjects.apps.pool_stack import STUB, PoolStack


class ProviderStack(PoolStack):
    """A stack whose import job is made by handlers behind the provider framework."""

    def __init__(self, *, waits: bool) -> None:
        super().__init__()
        logs_role = self.logs_role()
        handlers = [self._handler(name) for name in ("OnEvent", "IsComplete")[: 1 + waits]]
        for handler in handlers:
            for statement in self.job_permissions(logs_role):
                handler.add_to_role_policy(statement)
        provider = cr.Provider(
            self,
            "Provider",
            on_event_handler=handlers[0],
            is_complete_handler=handlers[1] if waits else None,
        )
        CustomResource(
            self,
            "Job",
            service_token=provider.service_token,
            properties=self.job_properties(logs_role),
        )

    def _handler(self, name: str) -> lambda_.Function:
        return lambda_.Function(
            self,
            name,
            runtime=lambda_.Runtime.PYTHON_3_14,
            handler="index.handler",
            code=lambda_.Code.from_asset(STUB),
        )
