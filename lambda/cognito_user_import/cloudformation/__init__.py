"""The custom resource protocol: one answer to each request, in time, without secrets."""
