"""How an upload is connected: whom it trusts, and by which proxy it goes."""

import ssl
from pathlib import Path

import pytest
import trustme

from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.jobs.upload_connection import connecting


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the proxies of the person who runs the tests."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


def test_a_bundle_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With what names it."""
    with pytest.raises(UsageError) as raised:
        connecting(str(tmp_path / "none.pem"))
    assert str(raised.value).startswith(f"The certificates of {tmp_path / 'none.pem'} can't be")
    assert str(raised.value).endswith(
        "Set AWS_CA_BUNDLE, or ca_bundle in the profile, to a file in PEM format."
    )


def test_a_bundle_that_holds_no_certificate_is_told(tmp_path: Path) -> None:
    """It is no PEM."""
    (tmp_path / "bundle.pem").write_text("nothing")
    with pytest.raises(UsageError, match="can't be read: "):
        connecting(str(tmp_path / "bundle.pem"))


def test_a_bundle_is_trusted_instead_of_the_usual_authorities(tmp_path: Path) -> None:
    """As boto3 takes it."""
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "bundle.pem"))
    connection = connecting(str(tmp_path / "bundle.pem"))("s3.example", 5)
    context: ssl.SSLContext = connection._context  # type: ignore[attr-defined]
    assert len(context.get_ca_certs()) == 1
    assert (connection.host, connection.port, connection.timeout) == ("s3.example", 443, 5)


def test_where_python_finds_no_authorities_those_of_boto3_are_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some installations of Python look for them in places where there are none."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    context: ssl.SSLContext = connecting(None)("s3.example", 5)._context  # type: ignore[attr-defined]
    assert len(context.get_ca_certs()) > 50


@pytest.mark.parametrize("proxy", ["http://proxy.example:3128", "proxy.example:3128"])
def test_a_proxy_is_asked_for_a_tunnel(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    """To the host and the port of the URL."""
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    connection = connecting(None)("s3.example:8443", 5)
    assert (connection.host, connection.port) == ("proxy.example", 3128)
    tunnel = connection._tunnel_host, connection._tunnel_port  # type: ignore[attr-defined]
    assert tunnel == ("s3.example", 8443)
