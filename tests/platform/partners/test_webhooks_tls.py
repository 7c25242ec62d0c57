"""Notices over TLS, to a real server on loopback: its certificate is judged by name and issuer."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from socle.platform.partners.addresses import Unreachable, post

HOST = "api.mutuelle.cm"
Started = Callable[[str], tuple[int, list[bytes]]]


def certificate_of(host: str, folder: Path) -> Path:
    """A certificate that a host signed for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{host}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Started]:
    """Starts a server that has a host's certificate, which this machine trusts; its port."""
    servers: list[HTTPServer] = []
    resolve = socket.getaddrinfo

    def on_loopback(host: str, *args: Any, **said: Any) -> Any:
        return resolve("127.0.0.1" if host == HOST else host, *args, **said)

    monkeypatch.setattr(socket, "getaddrinfo", on_loopback)

    def start(host: str) -> tuple[int, list[bytes]]:
        told: list[bytes] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_said: object) -> None:
                pass

        path = certificate_of(host, tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        server = HTTPServer(("127.0.0.1", 0), Handler)
        secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secured.load_cert_chain(path)
        server.socket = secured.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_said: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return server.server_address[1], told

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_notice_reaches_the_host_whose_certificate_is_good(started: Started) -> None:
    port, told = started(HOST)
    assert post(f"https://{HOST}:{port}/avis", host=HOST, body=b"{}", headers={}) == 204
    assert told == [b"{}"]


def test_nothing_is_told_to_a_server_that_nobody_vouches_for(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, told = started(HOST)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate_of("autre.cm", tmp_path)))
    with pytest.raises(Unreachable, match="SSLCertVerificationError"):
        post(f"https://{HOST}:{port}/avis", host=HOST, body=b"{}", headers={})
    assert told == []


def test_nothing_is_told_to_a_server_with_the_certificate_of_another_host(
    started: Started,
) -> None:
    port, told = started("autre.cm")
    with pytest.raises(Unreachable, match="SSLCertVerificationError"):
        post(f"https://{HOST}:{port}/avis", host=HOST, body=b"{}", headers={})
    assert told == []
