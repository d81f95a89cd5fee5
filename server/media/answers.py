"""SDP answers of an ICE-lite engine with one address (RFC 8829 §5.3). Input: sections of an offer and what was chosen."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field

from server.media.dtls import Fingerprint
from server.media.extensions import FROM_PUBLISHERS, TO_SUBSCRIBERS
from server.media.offers import Codec, Offered
from server.media.port import Kind
from server.media.transport import Credentials

_FROM_PUBLISHERS = ("nack", "nack pli", "ccm fir", "transport-cc")
_TO_SUBSCRIBERS = ("nack", "nack pli", "ccm fir", "goog-remb")
H264_ORDER = ("42e0", "4200", "4d00", "640c", "6400")


@dataclass(frozen=True)
class Outgoing:
    """What the engine sends in a section: its SSRC, the SSRC of its repairs, and the names that browsers see."""

    ssrc: int
    repair: int
    stream: str
    track: str


@dataclass(frozen=True)
class Accepted:
    """A section of the answer. Without codecs it is refused. `outgoing` is None where the engine receives."""

    offered: Offered
    codecs: tuple[Codec, ...] = ()
    layers: tuple[str, ...] = ()
    outgoing: Outgoing | None = None


@dataclass(frozen=True)
class Place:
    """Where the engine is reached: candidate addresses with their port, and its certificate's fingerprint."""

    addresses: tuple[str, ...]
    port: int
    fingerprint: Fingerprint
    extra: tuple[str, ...] = field(default=())


def write(place: Place, credentials: Credentials, sections: Sequence[Accepted]) -> str:
    """The answer's text."""
    bundle = " ".join(each.offered.mid for each in sections if each.codecs and each.offered.mid)
    lines = ["v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=ice-lite"]
    if bundle:
        lines.append(f"a=group:BUNDLE {bundle}")
    lines.append("a=msid-semantic: WMS *")
    for section in sections:
        lines += _section(place, credentials, section) if section.codecs else _refused(section.offered)
    return "\r\n".join(lines) + "\r\n"


def fragment(place: Place, credentials: Credentials) -> str:
    """Credentials and candidates as a trickle fragment (RFC 8840 §9), for the first section."""
    lines = [
        "a=ice-lite",
        f"a=ice-ufrag:{credentials.ufrag}",
        f"a=ice-pwd:{credentials.password}",
        *candidates(place),
    ]
    return "\r\n".join(lines) + "\r\n"


def candidates(place: Place) -> list[str]:
    """A host candidate for each address, the first preferred (RFC 8445 §5.1.2.1)."""
    lines = [
        f"a=candidate:{index + 1} 1 udp {126 << 24 | (65535 - index) << 8 | 255} {address} {place.port} typ host"
        for index, address in enumerate(place.addresses)
    ]
    return [*lines, "a=end-of-candidates"]


def _refused(offered: Offered) -> list[str]:
    lines = [
        f"m={offered.media} 0 {offered.protocol} {' '.join(offered.formats)}",
        "c=IN IP4 0.0.0.0",
        "a=inactive",
    ]
    return [*lines, f"a=mid:{offered.mid}"] if offered.mid else lines


def _section(place: Place, credentials: Credentials, section: Accepted) -> list[str]:
    offered, codecs = section.offered, section.codecs
    types = [str(each) for codec in codecs for each in (codec.payload_type, codec.repair) if each is not None]
    version = ipaddress.ip_address(place.addresses[0]).version
    lines = [
        f"m={offered.media} {place.port} {offered.protocol} {' '.join(types)}",
        f"c=IN IP{version} {place.addresses[0]}",
        "a=recvonly" if section.outgoing is None else "a=sendonly",
        f"a=ice-ufrag:{credentials.ufrag}",
        f"a=ice-pwd:{credentials.password}",
        f"a=fingerprint:{place.fingerprint.algorithm} {place.fingerprint.value}",
        "a=setup:passive",
        "a=rtcp-mux",
        "a=rtcp-rsize",
    ]
    if offered.mid:
        lines.append(f"a=mid:{offered.mid}")
    known = FROM_PUBLISHERS if section.outgoing is None else TO_SUBSCRIBERS
    lines += [f"a=extmap:{number} {uri}" for uri, number in offered.extensions.items() if uri in known]
    for codec in codecs:
        lines += _codec(codec, _FROM_PUBLISHERS if section.outgoing is None else _TO_SUBSCRIBERS)
    if section.layers:
        lines += [f"a=rid:{layer} recv" for layer in section.layers]
        lines.append(f"a=simulcast:recv {';'.join(section.layers)}")
    if section.outgoing is not None:
        lines += _outgoing(section.outgoing, repaired=any(codec.repair is not None for codec in codecs))
    return lines + candidates(place)


def _codec(codec: Codec, feedback: tuple[str, ...]) -> list[str]:
    channels = f"/{codec.channels}" if codec.channels and codec.channels > 1 else ""
    number = codec.payload_type
    lines = [f"a=rtpmap:{number} {codec.name}/{codec.clock}{channels}"]
    if codec.parameters:
        written = ";".join(f"{name}={value}" if value else name for name, value in codec.parameters)
        lines.append(f"a=fmtp:{number} {written}")
    lines += [f"a=rtcp-fb:{number} {each}" for each in codec.feedback if each in feedback]
    if codec.repair is not None:
        lines += [f"a=rtpmap:{codec.repair} rtx/{codec.clock}", f"a=fmtp:{codec.repair} apt={number}"]
    return lines


def _outgoing(outgoing: Outgoing, *, repaired: bool) -> list[str]:
    ssrcs = (outgoing.ssrc, outgoing.repair) if repaired else (outgoing.ssrc,)
    lines = [f"a=msid:{outgoing.stream} {outgoing.track}"]
    if repaired:
        lines.append(f"a=ssrc-group:FID {outgoing.ssrc} {outgoing.repair}")
    for ssrc in ssrcs:
        lines += [f"a=ssrc:{ssrc} cname:stage", f"a=ssrc:{ssrc} msid:{outgoing.stream} {outgoing.track}"]
    return lines


def to_receive(offered: Offered, preferred: Sequence[str]) -> tuple[Codec, ...]:
    """What a publisher shall send in a section: one codec, for audio with its redundancy first; () when none fits."""
    if offered.kind is Kind.AUDIO:
        return _audio(offered)
    for name in preferred:
        for codec in _forwardable(offered, name):
            return (codec,)
    return ()


def to_send(offered: Offered) -> tuple[Codec, ...]:
    """Everything that the engine might forward in a section: tracks of other codecs may follow each other in it."""
    if offered.kind is Kind.AUDIO:
        return _audio(offered)
    return tuple(codec for name in ("VP8", "H264") for codec in _forwardable(offered, name))


def _audio(offered: Offered) -> tuple[Codec, ...]:
    opus = next((each for each in offered.codecs if each.name.lower() == "opus"), None)
    if opus is None:
        return ()
    names = [name for name, _ in opus.parameters]
    if "useinbandfec" not in names:
        opus = Codec(
            opus.payload_type, opus.name, opus.clock, opus.channels,
            (*opus.parameters, ("useinbandfec", "1")), opus.feedback, opus.repair,
        )  # fmt: skip
    same = f"{opus.payload_type}/"
    redundant = next(
        (
            each
            for each in offered.codecs
            if each.name.lower() == "red"
            and each.clock == opus.clock
            and any(name.startswith(same) for name, _ in each.parameters)
        ),
        None,
    )
    return (redundant, opus) if redundant is not None else (opus,)


def _forwardable(offered: Offered, name: str) -> list[Codec]:
    """The section's payload types of a video codec, the most widely decodable first."""
    if name == "H264":
        found = [
            each
            for each in offered.codecs
            if each.name.upper() == "H264" and each.parameter("packetization-mode") == "1"
        ]
        return sorted(
            found,
            key=lambda each: (
                H264_ORDER.index(each.profile) if each.profile in H264_ORDER else len(H264_ORDER)
            ),
        )
    return [each for each in offered.codecs if each.name.upper() == name]
