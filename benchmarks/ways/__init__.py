"""What is measured, each in a process of its own: a function that returns the work to time."""
