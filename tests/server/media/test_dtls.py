"""Handshakes: both ends derive the same keys, certificates are checked, noise is borne."""

import pytest

from server.media.dtls import PROFILES, Fingerprint, Handshake, Identity

SERVER, BROWSER = Identity(), Identity()


class Pair:
    """Two ends, and what travels between them."""

    def __init__(self, browser: Identity = BROWSER, expected: Fingerprint | None = None) -> None:
        self._travelling: list[tuple[Handshake, bytes]] = []
        fingerprint = expected or browser.fingerprint
        self.passive = Handshake(SERVER, (fingerprint,), lambda data: self._send(self.active, data))
        self.active = Handshake(
            browser, (SERVER.fingerprint,), lambda data: self._send(self.passive, data), passive=False
        )

    def _send(self, to: Handshake, data: bytes) -> None:
        self._travelling.append((to, data))

    def run(self) -> None:
        while self._travelling:
            to, data = self._travelling.pop(0)
            to.feed(data)


def test_both_ends_derive_mirrored_keys_of_the_cheapest_profile() -> None:
    pair = Pair()
    pair.active.begin()
    pair.run()
    one, other = pair.passive.keys, pair.active.keys
    assert one is not None
    assert other is not None
    assert one.profile == other.profile == PROFILES[0]
    assert (one.sending, one.receiving) == (other.receiving, other.sending)
    assert len(one.sending) == PROFILES[0].key + PROFILES[0].salt


def test_peer_that_only_knows_aes_cm_is_served_too() -> None:
    pair = Pair(Identity(PROFILES[1:]))
    pair.active.begin()
    pair.run()
    assert pair.passive.keys is not None
    assert pair.passive.keys.profile == PROFILES[1]


def test_certificate_that_was_not_announced_ends_the_handshake() -> None:
    pair = Pair(expected=Fingerprint("sha-256", "AB" * 32))
    pair.active.begin()
    pair.run()
    assert pair.passive.over
    assert pair.passive.keys is None


def test_goodbye_ends_the_other_side() -> None:
    pair = Pair()
    pair.active.begin()
    pair.run()
    pair.active.close()
    pair.run()
    assert pair.passive.over


@pytest.mark.parametrize("noise", [b"", b"\x16", b"\x16\xfe\xfd" + bytes(60), bytes(2000)])
def test_noise_does_not_end_a_handshake(noise: bytes) -> None:
    pair = Pair()
    if noise:
        pair.passive.feed(noise)
    pair.active.begin()
    pair.run()
    assert pair.passive.keys is not None
