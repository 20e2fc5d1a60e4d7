"""Checks a file by the rules of a pool, in this process and in others."""
