"""Converts the files that people have to the file that an import takes."""
