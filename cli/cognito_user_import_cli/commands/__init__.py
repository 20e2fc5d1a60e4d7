"""A module for each command, with the function that cyclopts turns into the command."""
