"""Turns offers round: VideoRoom always offers to those who receive, and so do they, by WHEP.

Janus gets an answer made of the viewer's offer, the viewer gets one made of Janus' offer. Both begin as actpass; the
viewer is made DTLS' active side towards both. Janus is ICE-lite and thus controlled whoever offers (RFC 8445 §6.1.1).
VideoRoom numbers its codecs itself: VP8 96 and Opus 111, as Chromium does. A viewer who numbers them otherwise cannot be
served by an answer, and is refused with `media.codec`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from server.media import answers
from server.media.answers import Accepted, Outgoing, Place
from server.media.dtls import Fingerprint
from server.media.offers import Codec, Offer, Offered
from server.media.port import Kind, MediaRefused
from server.media.transport import Credentials

NUMBERS = {Kind.VIDEO: ("VP8", 96), Kind.AUDIO: ("opus", 111)}
_CANDIDATE = re.compile(r"^a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Side:
    """One side's ICE credentials and certificate, as its description tells them."""

    ufrag: str
    password: str
    fingerprint: Fingerprint

    @classmethod
    def of(cls, text: str) -> Side:
        """Read a description. Raises MediaRefused media.sdp."""
        found = [
            re.search(rf"^a={name}:(.+?)\r?$", text, re.MULTILINE)
            for name in ("ice-ufrag", "ice-pwd", "fingerprint")
        ]
        if not all(found):
            raise MediaRefused("media.sdp", reason="no ICE credentials")
        ufrag, password, fingerprint = (match[1].strip() for match in found if match)
        algorithm, _, value = fingerprint.partition(" ")
        return cls(ufrag, password, Fingerprint(algorithm, value.strip()))


def receivable(offer: Offer) -> tuple[Offered, ...]:
    """The sections of a viewer's offer that VideoRoom can fill, in their order. Raises MediaRefused media.codec."""
    sections = tuple(each for each in offer.sections if each.kind is not None and each.receives)
    for each in sections:
        if each.kind is not None and _codec(each) is None:
            raise MediaRefused("media.codec", kind=each.kind.value)
    if not sections:
        raise MediaRefused("media.codec", kind="any")
    return sections


def to_viewer(offer: Offer, theirs: str) -> str:
    """The answer to a viewer's offer, made of Janus' own offer for the same sections in the same order."""
    side = Side.of(theirs)
    found = _CANDIDATE.findall(theirs)
    if not found:
        raise MediaRefused("media.restarting")
    port = found[0][1]
    addresses = tuple(dict.fromkeys(address for address, each in found if each == port))
    ssrcs = [_ssrc(block) for block in _blocks(theirs)]
    filled = iter(enumerate(ssrcs))
    accepted = []
    for section in offer.sections:
        codec = _codec(section) if section.kind is not None and section.receives else None
        if codec is None:
            accepted.append(Accepted(section))
            continue
        number, ssrc = next(filled)
        name = f"stage-{number + 1}"
        # Without header extensions and repair streams: Janus repairs in the stream itself.
        plain = replace(section, extensions={})
        accepted.append(Accepted(plain, (codec,), (), Outgoing(ssrc, 0, name, f"{name}-{section.media}")))
    return answers.write(Place(addresses, int(port), side.fingerprint), _credentials(side), accepted)


def to_janus(viewer: Side, theirs: str) -> str:
    """The answer to Janus' offer, made of what a viewer's offer told of itself."""
    blocks = _blocks(theirs)
    mids = [_mid(block) for block in blocks]
    lines = ["v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {' '.join(mids)}"]
    for block, mid in zip(blocks, mids, strict=True):
        kind = Kind(block.partition(" ")[0])
        name, number = NUMBERS[kind]
        inactive = re.search(r"^a=inactive\r?$", block, re.MULTILINE)
        lines += [
            f"m={kind} 9 UDP/TLS/RTP/SAVPF {number}",
            "c=IN IP4 0.0.0.0",
            f"a=mid:{mid}",
            "a=inactive" if inactive else "a=recvonly",
            f"a=ice-ufrag:{viewer.ufrag}",
            f"a=ice-pwd:{viewer.password}",
            f"a=fingerprint:{viewer.fingerprint.algorithm} {viewer.fingerprint.value}",
            "a=setup:active",
            "a=rtcp-mux",
            f"a=rtpmap:{number} {name}/{'90000' if kind is Kind.VIDEO else '48000/2'}",
            *_feedback(kind, number),
        ]
    return "\r\n".join(lines) + "\r\n"


def restarted_offer(offer: str, fragment: str) -> str:
    """A publisher's offer with the ICE credentials of a fragment (RFC 8840). Raises MediaRefused media.fragment."""
    for name in ("ice-ufrag", "ice-pwd"):
        found = re.search(rf"^a={name}:(.+?)\r?$", fragment, re.MULTILINE)
        if not found:
            raise MediaRefused("media.fragment")
        offer = re.sub(rf"^a={name}:.+?(\r?)$", rf"a={name}:{found[1].strip()}\1", offer, flags=re.MULTILINE)
    # A new version of the same session (RFC 8866 §5.2).
    return re.sub(
        r"^(o=\S+ \S+ )(\d+)",
        lambda match: f"{match[1]}{int(match[2]) + 1}",
        offer,
        count=1,
        flags=re.MULTILINE,
    )


def restarted_side(before: Side, fragment: str) -> Side:
    """A viewer's side with the credentials of a fragment. Raises MediaRefused media.fragment."""
    found = [re.search(rf"^a={name}:(.+?)\r?$", fragment, re.MULTILINE) for name in ("ice-ufrag", "ice-pwd")]
    if not all(found):
        raise MediaRefused("media.fragment")
    ufrag, password = (match[1].strip() for match in found if match)
    return replace(before, ufrag=ufrag, password=password)


def fragment(description: str) -> str:
    """The ICE credentials and candidates of a description as a fragment (RFC 8840 §9)."""
    side = Side.of(description)
    lines = ["a=ice-lite", f"a=ice-ufrag:{side.ufrag}", f"a=ice-pwd:{side.password}"]
    lines += dict.fromkeys(match[0] for match in re.finditer(_CANDIDATE, description))
    return "\r\n".join((*lines, "a=end-of-candidates")) + "\r\n"


def _codec(section: Offered) -> Codec | None:
    assert section.kind is not None
    name, number = NUMBERS[section.kind]
    found = next(
        (
            each
            for each in section.codecs
            if each.name.lower() == name.lower() and each.payload_type == number
        ),
        None,
    )
    return None if found is None else replace(found, repair=None)


def _feedback(kind: Kind, number: int) -> Iterable[str]:
    names: Sequence[str] = ("nack", "nack pli", "ccm fir", "goog-remb") if kind is Kind.VIDEO else ()
    return (f"a=rtcp-fb:{number} {each}" for each in names)


def _blocks(text: str) -> list[str]:
    return ("\n" + text.replace("\r", "")).split("\nm=")[1:]


def _mid(block: str) -> str:
    found = re.search(r"^a=mid:(\S+)", block, re.MULTILINE)
    return found[1] if found else ""


def _ssrc(block: str) -> int:
    found = re.search(r"^a=ssrc:(\d+)", block, re.MULTILINE)
    return int(found[1]) if found else 0


def _credentials(side: Side) -> Credentials:
    credentials = Credentials()
    credentials.ufrag, credentials.password = side.ufrag, side.password
    credentials.key = side.password.encode()
    return credentials
