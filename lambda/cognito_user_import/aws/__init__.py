"""Calls to AWS services: clients, hosts, deadlines, retries."""
