"""A module for each command, with the function that cyclopts makes the command of."""
