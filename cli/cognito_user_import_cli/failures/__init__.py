"""The rows that a job did not import: its log joined with the file."""
