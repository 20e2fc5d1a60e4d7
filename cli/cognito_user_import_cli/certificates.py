"""The certificate authorities that a command trusts: boto3's, for its calls and for the upload."""

import ssl
from pathlib import Path

from cognito_user_import_cli.command_errors import UsageError


def ssl_context(ca_bundle: str | None) -> ssl.SSLContext:
    """Return the context for a connection.

    :param ca_bundle: Certificate authorities to trust instead of the default ones: a file or a
        folder.
    :raises UsageError: They can't be read.
    """
    try:
        if ca_bundle:
            if Path(ca_bundle).is_dir():
                return ssl.create_default_context(capath=ca_bundle)
            return ssl.create_default_context(cafile=ca_bundle)
        context = ssl.create_default_context()
    except OSError as error:
        raise UsageError(
            f"The certificates of {ca_bundle or 'this machine'} can't be read: "
            f"{error.strerror or error}. Set AWS_CA_BUNDLE, or ca_bundle in the profile, to a file "
            "in PEM format."
        ) from None
    if not context.get_ca_certs():
        # Some Python installations don't find the system's certificates. boto3 has its own.
        from botocore.httpsession import where

        context.load_verify_locations(where())
    return context
