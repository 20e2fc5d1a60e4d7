"""Verdicts: whether a file can be imported, and whether a job ended well."""
