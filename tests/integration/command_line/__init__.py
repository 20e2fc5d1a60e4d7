"""The command line as a subprocess: exit code and both streams, against the embedded AWS."""
