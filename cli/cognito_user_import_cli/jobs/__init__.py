"""Import jobs from this machine: how to find one, its steps, its progress, and its result."""
