"""Checks a file by the rules of a pool, in one process or several."""
