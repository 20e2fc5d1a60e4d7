"""The users of a pool, in the file that another pool imports."""
