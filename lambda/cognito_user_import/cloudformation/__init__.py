"""The custom resource protocol: one response to each request, in time, without secrets."""
