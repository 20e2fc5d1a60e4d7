"""The library under test, with the first import of a stack."""

from benchmarks.subjects.apps.pool_stack import PoolStack
from cdk_cognito_user_import import UserImportJob

stack = PoolStack()
UserImportJob(stack, "Users", user_pool=stack.pool)
stack.app.synth()
