"""Bytes in and out: the S3 object with the users, and the upload to the pre-signed URL."""
