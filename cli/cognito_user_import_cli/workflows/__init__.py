"""Workflows, which import files of any size: their executions, from the start to the report."""
