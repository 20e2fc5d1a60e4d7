"""The user pool alone."""

from benchmarks.subjects.apps.pool_stack import PoolStack

PoolStack().app.synth()
