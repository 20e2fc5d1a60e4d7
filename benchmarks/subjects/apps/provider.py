"""The provider framework, which answers for a handler."""

from benchmarks.subjects.apps.provider_stack import ProviderStack

ProviderStack(waits=False).app.synth()
