"""Scripts that measure a handler from inside its process, by their path and `python -I`."""
