"""Exports the users of a pool to a file that another pool can import."""
