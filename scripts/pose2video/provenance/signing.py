"""Content credentials: films signed as C2PA specifies, by c2pa-python.

The key is read where a film is signed and at the check before a run; it is no parameter of a rule,
and neither it nor a library's words about it are printed. Nothing is asked of the network: there
is no timestamp of an authority, so a signature is good as long as its certificate.
"""

from __future__ import annotations

import importlib.util
import io
import os
import struct
import zlib
from pathlib import Path

from pose2video import __version__
from pose2video.configuring.config import check_path
from pose2video.configuring.path_hints import absent
from pose2video.errors import UserError

RECORD = "pose2video.record"  # label of the assertion that holds the record
_TERM = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"


def check_signing(signing):
    """Check before a run that films can be signed: by signing a picture of one pixel.

    Args:
        signing: `{"certificate": path, "key": path}`, or None for no signatures.

    Raises:
        UserError: What is wrong with the certificate or the key.
    """
    if signing is None:
        return
    for name, path in signing.items():
        check_path(path, f"signing.{name}: the file")
        if not Path(path).is_file():
            raise UserError(
                f"signing.{name}: the file {path} is not there{absent(path, 'correct the path')}"
            )
        if not os.access(path, os.R_OK):
            raise UserError(f"signing.{name}: the file {path} may not be read: change its rights")
    if not all(importlib.util.find_spec(name) for name in ("c2pa", "cryptography")):
        raise UserError("signing: c2pa-python is not installed: run `make setup` or set it to null")
    try:
        _sign(io.BytesIO(_pixel()), io.BytesIO(), "image/png", {}, _TERM, signing)
    except UserError as error:
        raise UserError(f"signing: {error}") from None


def sign_film(path, record, certificate, key, mime="video/mp4"):
    """Sign a film in place; its content credentials hold the record.

    Args:
        path: The film.
        record: See `pose2video.provenance.records`.
        certificate: PEM file with the certificate and those that vouch for it.
        key: PEM file of its private key.
        mime: What kind of film it is.

    Raises:
        UserError: The certificate or the key is not fit for it.
    """
    path, signing = Path(path), {"certificate": certificate, "key": key}
    signed = path.with_name(f"signed.{path.name}")
    with open(path, "rb") as source, open(signed, "w+b") as target:
        _sign(source, target, mime, record, record["digital_source_type"], signing)
    os.replace(signed, path)


def _sign(source, target, mime, record, term, signing):
    import c2pa

    tool = {"name": "pose2video", "version": __version__}
    created = {"action": "c2pa.created", "digitalSourceType": term, "softwareAgent": tool}
    manifest = {
        "claim_generator_info": [tool],
        "format": mime,
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [created]}},
            {"label": RECORD, "data": record},
        ],
    }
    algorithm, key = _private_key(signing["key"])
    chain = Path(signing["certificate"]).read_bytes()
    if b"-----BEGIN CERTIFICATE-----" not in chain:
        raise UserError(f"{signing['certificate']} holds no certificate: give a PEM file")
    try:
        signer = c2pa.Signer.from_info(c2pa.C2paSignerInfo(algorithm, chain, key, None))
        c2pa.Builder(manifest).sign(signer, mime, source, target)
    except c2pa.C2paError as error:
        reason = " ".join(str(error).split())
        raise UserError(
            f"the certificate {signing['certificate']} with its key cannot sign ({reason}): give a "
            "certificate for signing content (C2PA's profile) with those that vouch for it"
        ) from None


def _private_key(path):
    """C2PA's name of the key's algorithm, and the key as PKCS #8 in PEM."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    try:
        key = serialization.load_pem_private_key(Path(path).read_bytes(), None)
    except TypeError:
        raise UserError(
            f"the key {path} is protected by a password: give one without, readable by you alone"
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise UserError(f"{path} is no private key: give a PEM file") from None
    names = {"secp256r1": b"es256", "secp384r1": b"es384", "secp521r1": b"es512"}
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in names:
        name = names[key.curve.name]
    elif isinstance(key, ed25519.Ed25519PrivateKey):
        name = b"ed25519"
    elif isinstance(key, rsa.RSAPrivateKey):
        name = b"ps256"
    else:
        raise UserError(f"the key {path} is of a kind that C2PA lacks: give ECDSA, Ed25519 or RSA")
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return name, key.private_bytes(encoding, form, serialization.NoEncryption())


def _pixel():
    """A PNG of one black pixel."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"\0\0")), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
