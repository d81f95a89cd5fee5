"""One peer's transport: ICE-lite credentials, DTLS, SRTP (RFC 8445, RFC 5763). Input: datagrams from the mux.

A publisher or a subscriber is told of it through `Peer`. Packets that cannot be authenticated are counted and dropped.
"""

from __future__ import annotations

import secrets
from collections import Counter
from typing import TYPE_CHECKING, Protocol

from server.media import stun
from server.media.dtls import Fingerprint, Handshake
from server.media.srtp import Association, Unprotectable
from server.media.stun import Address

if TYPE_CHECKING:
    from server.media.mux import Listener, Mux

# A handshake is a few datagrams each way, and some again; more is no handshake.
MOST_HANDSHAKE_DATAGRAMS = 60
HANDSHAKE_S = 15.0
# Addresses that a peer was heard at and may be heard at again.
MOST_ADDRESSES = 16
# RFC 7675 §5.1: consent to send expires 30 s after the last authenticated check.
CONSENT_S = 30.0


class Credentials:
    """ICE credentials (RFC 8445 §5.3)."""

    def __init__(self) -> None:
        self.ufrag = secrets.token_hex(6)
        self.password = secrets.token_hex(16)
        self.key = self.password.encode()


class Peer(Protocol):
    """What stands behind a transport."""

    def connected(self) -> None:
        """The handshake is done: media may be sent."""

    def moved(self) -> None:
        """The peer's address has changed."""

    def packet(self, data: bytes, now: float) -> None:
        """An RTP packet arrived, decrypted."""

    def control(self, data: bytes, now: float) -> None:
        """An RTCP compound arrived, decrypted."""

    def ended(self, reason: str) -> None:
        """The peer closed the association, or gave no sign of life."""


class Transport:
    """The path to one peer. `address` is where it was heard last with a nomination; None before the first check."""

    def __init__(self, mux: Mux, fingerprints: tuple[Fingerprint, ...], peer: Peer, now: float) -> None:
        self._mux = mux
        self._fingerprints = fingerprints
        self._peer = peer
        self.credentials = Credentials()
        self.former: Credentials | None = None
        self.listener: Listener = mux.listeners[0]
        self.address: Address | None = None
        self.addresses: set[tuple[Listener, Address]] = set()
        self.handshake: Handshake | None = None
        self.association: Association | None = None
        self.made = self.consent = self.heard = now
        self.flights = 0
        self.over = False
        self.dropped: Counter[str] = Counter()
        mux.add(self, self.credentials.ufrag)

    def check(
        self, data: bytes, message: stun.Message, listener: Listener, source: Address, now: float
    ) -> None:
        """A connectivity check with this transport's ufrag arrived."""
        current = message.username.partition(":")[0] == self.credentials.ufrag
        used = self.credentials if current else self.former
        if used is None or not stun.is_authentic(data, message, used.key):
            self.dropped["stun.integrity"] += 1
            return
        if message.unknown:
            answer = stun.failure(message.transaction, stun.UNKNOWN_ATTRIBUTE, used.key, message.unknown)
            listener.send(answer, source)
            return
        if stun.CONTROLLED in message.attributes:
            listener.send(stun.failure(message.transaction, stun.ROLE_CONFLICT, used.key), source)
            return
        listener.send(stun.success(message.transaction, source, used.key), source)
        self.consent = self.heard = now
        if (listener, source) not in self.addresses:
            if len(self.addresses) >= MOST_ADDRESSES:
                self._mux.unroute(self, but=(self.listener, self.address))
            self.addresses.add((listener, source))
            self._mux.route(self, listener, source)
        if current and self.former is not None:
            self._mux.forget(self.former.ufrag)
            self.former = None
        nominated = stun.USE_CANDIDATE in message.attributes
        if self.address is None or (nominated and (listener, source) != (self.listener, self.address)):
            self.listener, self.address = listener, source
            self._peer.moved()

    def feed_handshake(self, datagram: bytes) -> None:
        """Take a DTLS record."""
        if self.over or self.address is None:
            return
        if self.handshake is None:
            self.handshake = Handshake(self._mux.identity, self._fingerprints, self.send)
        self.flights += 1
        if self.association is None and self.flights > MOST_HANDSHAKE_DATAGRAMS:
            self.close("handshake")
            return
        self.handshake.feed(datagram)
        if self.association is None and self.handshake.keys is not None:
            self.association = Association(self.handshake.keys)
            self._mux.finished(self)
            self._peer.connected()
        if self.handshake.over:
            self.close("left" if self.association is not None else "handshake")

    def feed_media(self, datagram: bytes, now: float) -> None:
        """Take an SRTP or SRTCP packet; which one, RFC 5761 §4 tells by the second octet."""
        association = self.association
        if association is None or len(datagram) < 12:
            self.dropped["srtp.early"] += 1
            return
        is_control = 192 <= datagram[1] <= 223
        try:
            plain = association.unprotect_rtcp(datagram) if is_control else association.unprotect(datagram)
        except Unprotectable as error:
            self.dropped[f"srtp.{error}"] += 1
            return
        self.heard = now
        if is_control:
            self._peer.control(plain, now)
        else:
            self._peer.packet(plain, now)

    def send(self, datagram: bytes) -> None:
        """Send as it is."""
        if self.address is not None:
            self.listener.send(datagram, self.address)

    def send_packet(self, packet: bytes) -> None:
        """Protect and send an RTP packet."""
        if self.association is not None:
            try:
                self.send(self.association.protect(packet))
            except Unprotectable as error:
                self.dropped[f"srtp.{error}"] += 1

    def send_control(self, packet: bytes) -> None:
        """Protect and send an RTCP compound."""
        if self.association is not None:
            try:
                self.send(self.association.protect_rtcp(packet))
            except Unprotectable as error:
                self.dropped[f"srtp.{error}"] += 1

    def restart_ice(self) -> Credentials:
        """Take fresh credentials. The former ones hold until the peer uses the new; DTLS and SRTP stay."""
        if self.former is not None:
            self._mux.forget(self.former.ufrag)
        self.former, self.credentials = self.credentials, Credentials()
        self._mux.add(self, self.credentials.ufrag)
        return self.credentials

    def tick(self, now: float) -> None:
        """Send lost flights again, and end what shows no life."""
        if self.association is None:
            if self.handshake is not None:
                self.handshake.retransmit()
            if now - self.made > HANDSHAKE_S:
                self.close("handshake")
        elif now - self.consent > CONSENT_S:
            self.close("silent")

    def close(self, reason: str) -> None:
        """End the association and free every route to it."""
        if self.over:
            return
        self.over = True
        if self.handshake is not None:
            self.handshake.close()
        self._mux.remove(self)
        self._peer.ended(reason)
