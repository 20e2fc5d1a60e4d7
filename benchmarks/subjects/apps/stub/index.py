"""A handler that does nothing: what is weighed and timed is what stands round it."""


def handler(_event: object, _context: object) -> None:
    """Do nothing."""
