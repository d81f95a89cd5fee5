"""DTLS-SRTP handshakes (RFC 5763, RFC 5764) through pyOpenSSL's memory buffers. Input: datagrams of one peer.

One certificate and one TLS context serve a whole process. The server side is passive, so that it picks the SRTP
profile: AES-GCM costs less than AES-CM with SHA-1.
"""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL

_LIFETIME = datetime.timedelta(days=60)
_MTU = 1200
_MOST = 2048
_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha-256": hashes.SHA256,
    "sha-384": hashes.SHA384,
    "sha-512": hashes.SHA512,
}


@dataclass(frozen=True)
class Profile:
    """An SRTP protection profile: its name in DTLS, and the octets of master key and salt."""

    name: bytes
    key: int
    salt: int


PROFILES = (
    Profile(b"SRTP_AEAD_AES_128_GCM", 16, 12),
    Profile(b"SRTP_AES128_CM_SHA1_80", 16, 14),
)


@dataclass(frozen=True)
class Fingerprint:
    """The hash of a certificate as SDP carries it (RFC 8122)."""

    algorithm: str
    value: str

    @property
    def usable(self) -> bool:
        return self.algorithm.lower() in _HASHES


@dataclass(frozen=True)
class Keys:
    """What a finished handshake yields: the profile, and master key with salt for each direction."""

    profile: Profile
    sending: bytes
    receiving: bytes


class Identity:
    """The process's self-signed certificate and its TLS context. Browsers trust it by its fingerprint in the SDP."""

    def __init__(self, profiles: tuple[Profile, ...] = PROFILES) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, secrets.token_hex(8))])
        now = datetime.datetime.now(datetime.UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + _LIFETIME)
            .sign(key, hashes.SHA256())
        )
        self.fingerprint = Fingerprint("sha-256", certificate.fingerprint(hashes.SHA256()).hex(":").upper())
        self.context = SSL.Context(SSL.DTLS_METHOD)
        self.context.set_options(SSL.OP_NO_TICKET | SSL.OP_NO_QUERY_MTU)
        # Any certificate is let through here; `Handshake` compares its fingerprint with the one in the SDP.
        self.context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, lambda *_: True)
        self.context.use_certificate(certificate)
        self.context.use_privatekey(key)
        self.context.set_tlsext_use_srtp(b":".join(profile.name for profile in profiles))
        self.context.set_session_cache_mode(SSL.SESS_CACHE_OFF)


class Handshake:
    """The DTLS association of one peer. `send` is called with each datagram to write.

    `keys` is set when the handshake has succeeded and the peer's certificate is the announced one; `over` when the
    association failed or was closed.
    """

    def __init__(
        self,
        identity: Identity,
        expected: tuple[Fingerprint, ...],
        send: Callable[[bytes], None],
        *,
        passive: bool = True,
    ) -> None:
        self._expected = expected
        self._send = send
        self._passive = passive
        self._tls = SSL.Connection(identity.context, None)
        self._tls.set_ciphertext_mtu(_MTU)
        if passive:
            self._tls.set_accept_state()
        else:
            self._tls.set_connect_state()
        self.keys: Keys | None = None
        self.over = False

    def begin(self) -> None:
        """Send the first flight of the active side."""
        self._step()

    def feed(self, datagram: bytes) -> None:
        """Take a datagram from the peer."""
        if self.over:
            return
        self._tls.bio_write(datagram)
        if self.keys is None:
            self._step()
            return
        try:
            self._tls.recv(_MOST)
        except SSL.WantReadError:
            pass
        except SSL.Error:
            # ZeroReturnError is the peer's close_notify; any other fault ends the association as well.
            self.over = True
        self._flush()

    def retransmit(self) -> None:
        """Send the last flight again when its timer has run out."""
        if self.keys is not None or self.over:
            return
        due = self._tls.DTLSv1_get_timeout()
        if due is not None and due <= 0:
            self._tls.DTLSv1_handle_timeout()
            self._flush()

    def close(self) -> None:
        """Tell the peer that the association ends."""
        if self.keys is not None and not self.over:
            try:
                self._tls.shutdown()
            except SSL.Error:
                self.over = True
            self._flush()
        self.over = True

    def _step(self) -> None:
        try:
            self._tls.do_handshake()
        except SSL.WantReadError:
            self._flush()
            return
        except SSL.Error:
            self._flush()
            self.over = True
            return
        self._flush()
        if self._is_expected():
            self.keys = self._derive()
        if self.keys is None:
            self.over = True

    def _flush(self) -> None:
        while True:
            try:
                datagram = self._tls.bio_read(_MOST)
            except SSL.Error:
                return
            if not datagram:
                return
            self._send(datagram)

    def _is_expected(self) -> bool:
        certificate = self._tls.get_peer_certificate(as_cryptography=True)
        return certificate is not None and any(
            certificate.fingerprint(_HASHES[each.algorithm.lower()]()).hex(":").upper() == each.value.upper()
            for each in self._expected
            if each.usable
        )

    def _derive(self) -> Keys | None:
        """RFC 5764 §4.2: client key, server key, client salt, server salt."""
        chosen = self._tls.get_selected_srtp_profile()
        profile = next((each for each in PROFILES if each.name == chosen), None)
        if profile is None:
            return None
        key, salt = profile.key, profile.salt
        material = self._tls.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * (key + salt))
        active = material[:key] + material[2 * key : 2 * key + salt]
        passive = material[key : 2 * key] + material[2 * key + salt :]
        return Keys(profile, passive, active) if self._passive else Keys(profile, active, passive)
