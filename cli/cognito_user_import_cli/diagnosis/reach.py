"""Whether hosts can be reached as the command reaches them: its proxy, its certificates."""

import http.client
import ssl
from urllib.parse import urlsplit

from cognito_user_import_cli.command_errors import AwsError
from cognito_user_import_cli.jobs.upload_connection import connecting

_SECONDS = 5.0


def require_reachable(url: str, ca_bundle: str | None) -> str:
    """Connect to the host of a URL, send nothing, and return the host.

    :raises AwsError: It can't be reached, or its certificate isn't trusted.
    :raises UsageError: The certificate authorities can't be read.
    """
    parts = urlsplit(url)
    if parts.scheme == "http":
        connection: http.client.HTTPConnection = http.client.HTTPConnection(
            parts.netloc, timeout=_SECONDS
        )
    else:
        connection = connecting(ca_bundle)(parts.netloc, _SECONDS)
    try:
        connection.connect()
    except ssl.SSLCertVerificationError as error:
        raise AwsError(
            f"The certificate of {parts.netloc} isn't trusted: {error.verify_message}. If a proxy "
            "of your network replaces certificates, set AWS_CA_BUNDLE to its authority."
        ) from None
    except OSError as error:
        reason = error.strerror or str(error) or type(error).__name__
        raise AwsError(
            f"{parts.netloc} can't be reached: {reason}. Check the network, the proxy in "
            "HTTPS_PROXY, the Region, and the endpoint."
        ) from None
    finally:
        connection.close()
    return parts.netloc
