"""The certificate of the server, from its own authority."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True)
class Certificates:
    """The files that TLS needs, in PEM."""

    authority: Path
    certificate: Path
    key: Path


def certificates_in(folder: Path) -> Certificates:
    """Return the files in a folder."""
    return Certificates(folder / "authority.pem", folder / "server.pem", folder / "server.key")


def make_certificates(folder: Path) -> Certificates:
    """Create an authority and a certificate for the loopback interface."""
    files = certificates_in(folder)
    authority = trustme.CA()
    server = authority.issue_cert("127.0.0.1", "localhost", "*.localhost")
    authority.cert_pem.write_to_path(str(files.authority))
    files.key.touch(mode=0o600)
    server.private_key_pem.write_to_path(str(files.key))
    for number, pem in enumerate(server.cert_chain_pems):
        pem.write_to_path(str(files.certificate), append=number > 0)
    return files
