"""Import jobs from this machine: which one, its steps, what is seen of it, and its end."""
