"""The upload's connection to S3, with boto3's certificate authorities and proxy."""

import base64
import http.client
import ssl
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from cognito_user_import.transfer.upload import Connect
from cognito_user_import_cli.certificates import ssl_context

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

    context = ssl_context(ca_bundle)

    def connect(host: str, seconds: float) -> http.client.HTTPSConnection:
        proxy = get_environ_proxies(f"https://{host}").get("https")
        if not proxy:
            return http.client.HTTPSConnection(host, timeout=seconds, context=context)
        return _tunnel(urlsplit(proxy if "//" in proxy else f"//{proxy}"), host, seconds, context)

    return connect


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
