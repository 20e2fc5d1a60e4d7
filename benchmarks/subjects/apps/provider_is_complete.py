"""The provider framework with its state machine, which waits for a job."""

from benchmarks.subjects.apps.provider_stack import ProviderStack

ProviderStack(waits=True).app.synth()
