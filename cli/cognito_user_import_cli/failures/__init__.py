"""The rows that a job didn't import: its log joined with the file."""
