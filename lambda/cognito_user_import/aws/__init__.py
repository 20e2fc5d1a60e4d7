"""Calls to AWS services: clients, hosts, deadlines, and retries."""
