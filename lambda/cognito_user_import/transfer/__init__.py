"""Bytes in and out: the object with the users, and the upload to the pre-signed URL."""
