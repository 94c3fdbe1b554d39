"""A certificate for the doors of one campaign, valid for its addresses; the installations are told to trust it."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


def make_certificate(place: Path, addresses: Iterable[str]) -> tuple[Path, ssl.SSLContext]:
    """(file to be trusted, what a door needs); signed by itself and valid for a day."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "doors of a campaign")])
    known = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    draft = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    draft = draft.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
    alike = [x509.IPAddress(ipaddress.ip_address(one)) for one in addresses]
    for extension, critical in (
        (x509.BasicConstraints(ca=True, path_length=0), True),
        (x509.SubjectAlternativeName(alike), False),
        (known, False),
        (x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(known), False),
    ):
        draft = draft.add_extension(extension, critical)
    trusted, secret = place / "doors.pem", place / "doors.key"
    trusted.write_bytes(draft.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    door = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    door.load_cert_chain(trusted, secret)
    return trusted, door
