"""The upload's connection to S3, with boto3's certificate authorities and proxy."""

import base64
import http.client
import ssl
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from cognito_user_import.transfer.upload import Connect
from cognito_user_import_cli.command_errors import UsageError

_HTTPS_PORT: Final = 443
_PROXY_PORT: Final = 8080


def connecting(ca_bundle: str | None) -> Connect:
    """Return a function that connects to S3, through the environment's proxy if one is set.

    :param ca_bundle: Certificate authorities to trust instead of the default ones: a file or a
        folder.
    :raises UsageError: They can't be read.
    """
    # Part of boto3, which is loaded by then. A command's help doesn't need it.
    from botocore.utils import get_environ_proxies

    context = _context(ca_bundle)

    def connect(host: str, seconds: float) -> http.client.HTTPSConnection:
        proxy = get_environ_proxies(f"https://{host}").get("https")
        if not proxy:
            return http.client.HTTPSConnection(host, timeout=seconds, context=context)
        return _tunnel(urlsplit(proxy if "//" in proxy else f"//{proxy}"), host, seconds, context)

    return connect


def _context(ca_bundle: str | None) -> ssl.SSLContext:
    try:
        if ca_bundle:
            if Path(ca_bundle).is_dir():
                return ssl.create_default_context(capath=ca_bundle)
            return ssl.create_default_context(cafile=ca_bundle)
        context = ssl.create_default_context()
    except OSError as error:
        raise UsageError(
            f"The certificates of {ca_bundle or 'this machine'} can't be read: {error}. Set "
            "AWS_CA_BUNDLE, or ca_bundle in the profile, to a file in PEM format."
        ) from None
    if not context.get_ca_certs():
        # Some Python installations don't find the system's certificates. boto3 has its own.
        from botocore.httpsession import where

        context.load_verify_locations(where())
    return context


def _tunnel(
    proxy: SplitResult, host: str, seconds: float, context: ssl.SSLContext
) -> http.client.HTTPSConnection:
    name = proxy.hostname or ""
    connection = http.client.HTTPSConnection(
        name, proxy.port or _PROXY_PORT, timeout=seconds, context=context
    )
    headers = {}
    if proxy.username:
        user = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
        headers["Proxy-Authorization"] = f"Basic {base64.b64encode(user.encode()).decode()}"
    at = urlsplit(f"//{host}")
    connection.set_tunnel(at.hostname or "", at.port or _HTTPS_PORT, headers)
    return connection
