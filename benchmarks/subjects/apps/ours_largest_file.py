"""The library under test, with an import of the file that USERS_FILE names."""

import os

from benchmarks.subjects.apps.pool_stack import PoolStack
from cdk_cognito_user_import import UserImportJob, UserImportSource

stack = PoolStack()
source = UserImportSource.asset(os.environ["USERS_FILE"])
UserImportJob(stack, "Users", user_pool=stack.pool, source=source)
stack.app.synth()
