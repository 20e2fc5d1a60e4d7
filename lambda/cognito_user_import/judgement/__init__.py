"""Verdicts: whether a file may be imported, and whether a job ended well."""
