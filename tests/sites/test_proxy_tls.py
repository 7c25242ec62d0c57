"""The proxy between two TLS ends: what it shows, and whom it believes."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from socle.sites.proxy.backends import Backend, NotReached
from socle.sites.proxy.messages import Message


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 and its key, its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a site")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "site.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def asked_of(certificate: Path, trusted: ssl.SSLContext) -> str:
    """The first line that a site of this certificate answers to the proxy."""
    shown = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    shown.load_cert_chain(certificate)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 -\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    async def run() -> str:
        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=shown)
        port = server.sockets[0].getsockname()[1]
        backend = Backend.at(f"https://127.0.0.1:{port}", trusted)
        try:
            answer = await backend.ask(Message("GET / HTTP/1.1", []), [("Host", "127.0.0.1")])
        finally:
            server.close()
            await asyncio.sleep(0.05)
        return answer.first

    return asyncio.run(run())


def test_a_site_whose_authority_is_known_is_asked(certificate: Path) -> None:
    trusted = ssl.create_default_context(cafile=certificate)
    assert asked_of(certificate, trusted) == "HTTP/1.1 200 -"


def test_a_site_that_shows_another_certificate_is_told_nothing(certificate: Path) -> None:
    with pytest.raises(NotReached):
        asked_of(certificate, ssl.create_default_context())
