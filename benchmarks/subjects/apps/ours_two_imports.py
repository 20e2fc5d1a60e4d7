"""The library under test, with two imports of a stack."""

from benchmarks.subjects.apps.pool_stack import PoolStack
from cdk_cognito_user_import import UserImportJob

stack = PoolStack()
for name in ("Users", "MoreUsers"):
    UserImportJob(stack, name, user_pool=stack.pool)
stack.app.synth()
