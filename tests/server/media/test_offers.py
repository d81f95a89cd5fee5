"""Offers from browsers and encoders become values; what is broken becomes a refusal with a reason."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.media import offers
from server.media.dtls import Fingerprint
from server.media.port import Kind, MediaRefused
from tests.server.media import sdp


def test_browsers_offer_is_read() -> None:
    offer = offers.parse(sdp.chromium())
    assert offer.fingerprints == (Fingerprint("sha-256", sdp.FINGERPRINT),)
    assert offer.ufrag == "abcd"
    sound, picture = offer.sections
    assert (sound.kind, sound.mid, sound.sends, sound.receives) == (Kind.AUDIO, "0", True, False)
    assert picture.ssrcs == ((1001, 1002),)
    assert picture.extensions["urn:3gpp:video-orientation"] == 13
    vp8 = picture.codecs[0]
    assert (vp8.name, vp8.payload_type, vp8.repair) == ("VP8", 96, 97)
    assert "nack pli" in vp8.feedback
    profiles = {each.payload_type: each.profile for each in picture.codecs if each.name == "H264"}
    assert profiles == {103: "4200", 107: "42e0", 109: "42e0"}


def test_simulcast_layers_are_read_in_their_order() -> None:
    assert offers.parse(sdp.chromium(more=sdp.SIMULCAST)).sections[1].layers == ("h", "m", "l")
    assert offers.parse(sdp.chromium()).sections[1].layers == ()


def test_direction_says_who_sends() -> None:
    section = offers.parse(sdp.chromium("recvonly")).sections[0]
    assert (section.sends, section.receives) == (False, True)


def test_section_of_data_is_kept_so_that_it_can_be_refused() -> None:
    data = sdp.DATA.format(fingerprint=sdp.FINGERPRINT).replace("\n", "\r\n")
    text = sdp.chromium(more=data).replace("BUNDLE 0 1", "BUNDLE 0 1 2")
    assert offers.parse(text).sections[2].kind is None


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("a=fingerprint:sha-256 " + sdp.FINGERPRINT, "a=x", "no usable fingerprint"),
        ("sha-256 " + sdp.FINGERPRINT, "md5 " + sdp.FINGERPRINT, "no usable fingerprint"),
        ("a=ice-ufrag:abcd", "a=x", "no ICE credentials"),
        ("a=setup:actpass", "a=setup:passive", "setup"),
        ("a=group:BUNDLE 0 1", "a=x", "not bundled"),
        ("a=group:BUNDLE 0 1", "a=group:BUNDLE 0", "not bundled"),
        ("a=mid:1", "a=mid:0", "mid"),
        ("m=", "x=", "no media sections"),
        ("m=video 9 UDP", "m=video nine UDP", "unreadable"),
        ("a=rtpmap:96 VP8/90000", "a=rtpmap:VP8", "unreadable"),
        ("a=fmtp:63 ", "a=fmtp:62 ", "unreadable"),
        ("v=0", "v=0" + "x" * offers.LONGEST, "too long"),
    ],
)
def test_broken_offer_is_refused_with_its_reason(before: str, after: str, reason: str) -> None:
    text = sdp.chromium()
    assert before in text
    with pytest.raises(MediaRefused) as refused:
        offers.parse(text.replace(before, after))
    assert refused.value.code == "media.sdp"
    assert reason in str(refused.value.data["reason"])


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_mangled_offer_is_read_or_refused(data: st.DataObject) -> None:
    lines = sdp.chromium(more=sdp.SIMULCAST).splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        cut = data.draw(st.integers(0, len(lines[at])))
        lines[at] = lines[at][:cut] + data.draw(st.text(max_size=6)) + lines[at][cut + 2 :]
    try:
        offers.parse("\r\n".join(lines) + "\r\n")
    except MediaRefused as refusal:
        assert refusal.code == "media.sdp"


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(MediaRefused):
        offers.parse(text)
