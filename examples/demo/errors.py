"""What ends a step."""


class DemoError(Exception):
    """A step did not do what it should; the text says why, in one line and without a secret."""
