"""One CDK app a module: a stack with a user pool, and one way to have an import job with it."""
