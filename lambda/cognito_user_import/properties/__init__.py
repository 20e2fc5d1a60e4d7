"""The properties of the custom resource, as frozen dataclasses."""
