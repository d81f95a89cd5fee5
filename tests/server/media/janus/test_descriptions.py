"""Offers turned round: what Janus and a viewer are told of each other."""

from __future__ import annotations

import pytest

from server.media import offers
from server.media.janus.descriptions import Side, fragment, receivable, restarted_offer, to_janus, to_viewer
from server.media.port import MediaRefused
from tests.load.remote import Remote
from tests.server.media.peers import IDENTITY

JANUS = """v=0
o=- 1 1 IN IP4 192.0.2.2
s=VideoRoom 1
t=0 0
a=group:BUNDLE 0 1
a=ice-lite
m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 192.0.2.2
a=sendonly
a=mid:0
a=ice-ufrag:theirs
a=ice-pwd:theirpassword
a=fingerprint:sha-256 AA:BB
a=setup:actpass
a=rtpmap:111 opus/48000/2
a=ssrc:77 cname:janus
a=candidate:1 1 udp 2015363327 192.0.2.2 20001 typ host
m=video 9 UDP/TLS/RTP/SAVPF 96 97
c=IN IP4 192.0.2.2
a=inactive
a=mid:1
a=ssrc:78 cname:janus
"""


async def test_viewer_gets_janus_credentials_in_the_order_of_its_own_sections() -> None:
    remote = Remote(IDENTITY)
    offer = offers.parse(remote.offer("recvonly", "av"))
    answer = to_viewer(offer, JANUS)
    assert answer.index("a=mid:a0") < answer.index("a=mid:v1")
    assert "a=ssrc:77 cname:stage" in answer
    assert "a=ssrc:78 cname:stage" in answer
    assert "a=candidate:1 1 udp" in answer and "192.0.2.2 20001 typ host" in answer
    assert "a=setup:passive" in answer and "a=ice-ufrag:theirs" in answer
    # Janus repairs within the stream.
    assert "rtx" not in answer
    remote.close()


async def test_janus_gets_the_viewers_credentials_for_its_own_sections() -> None:
    remote = Remote(IDENTITY)
    side = Side.of(remote.offer("recvonly", "av"))
    answer = to_janus(side, JANUS)
    assert "a=group:BUNDLE 0 1" in answer
    assert answer.count(f"a=ice-ufrag:{remote.ufrag}") == 2
    assert answer.count("a=setup:active") == 2
    assert answer.count("a=recvonly") == answer.count("a=inactive") == 1
    remote.close()


async def test_section_that_janus_cannot_fill_is_refused() -> None:
    remote = Remote(IDENTITY)
    for offer in (remote.offer("recvonly", "v").replace(" 96 97", " 98 97"), remote.offer("sendonly", "v")):
        with pytest.raises(MediaRefused) as refused:
            receivable(offers.parse(offer))
        assert refused.value.code == "media.codec"
    remote.close()


def test_restart_keeps_everything_but_the_credentials() -> None:
    offer = JANUS.replace("\n", "\r\n")
    again = restarted_offer(offer, "a=ice-ufrag:new\r\na=ice-pwd:newpassword\r\n")
    assert "theirs" not in again and "theirpassword" not in again
    assert again.startswith("v=0\r\no=- 1 2 IN")
    assert again.count("\r\n") == offer.count("\r\n")
    assert fragment(JANUS).splitlines()[:3] == ["a=ice-lite", "a=ice-ufrag:theirs", "a=ice-pwd:theirpassword"]
