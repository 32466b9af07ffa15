"""Certificates made on the spot, for a day: an authority's, and one for signing content."""

import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PEM = serialization.Encoding.PEM
_COMPANY = NameOID.ORGANIZATION_NAME
_USES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def name(text):
    return x509.Name([x509.NameAttribute(oid, text) for oid in (NameOID.COMMON_NAME, _COMPANY)])


def certificate(who, key, issuer, issuer_key, authority):
    """A certificate as C2PA wants it (specification 2.1, 14.5.1), or its authority's."""
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    uses = dict.fromkeys(_USES, False)
    uses["key_cert_sign" if authority else "digital_signature"] = True
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    its = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    signing = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
    made = (
        x509.CertificateBuilder(name(issuer), name(who), key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**uses), critical=True)
        .add_extension(own, critical=False)
        .add_extension(its, critical=False)
    )
    if not authority:
        made = made.add_extension(signing, critical=False)
    return made.sign(issuer_key, hashes.SHA256())


def write_key(path, key, password=None, form=serialization.PrivateFormat.PKCS8):
    hidden = serialization.NoEncryption()
    if password:
        hidden = serialization.BestAvailableEncryption(password)
    path.write_bytes(key.private_bytes(PEM, form, hidden))
    return str(path)


def write_signing(folder):
    """`{"certificate": path, "key": path}` of a certificate that an authority vouches for."""
    authority, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    chain = [
        certificate("Test Signer", own, "Test Authority", authority, False),
        certificate("Test Authority", authority, "Test Authority", authority, True),
    ]
    path = folder / "certificate.pem"
    path.write_bytes(b"".join(one.public_bytes(PEM) for one in chain))
    # as `openssl ecparam -genkey` writes it, which C2PA's library does not read
    form = serialization.PrivateFormat.TraditionalOpenSSL
    return {"certificate": str(path), "key": write_key(folder / "key.pem", own, form=form)}
