"""The only place that touches ministack, so an upgrade breaks nothing else.

`users` and `logs` write into its stores, `iam` asks its policy evaluator, `uploads` its S3, and
`wiring` puts the import operations into it. Everything here runs in the server's process.
"""
