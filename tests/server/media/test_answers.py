"""Answers: what is accepted of an offer, and that another implementation can read them."""

from aiortc.sdp import SessionDescription

from server.media import answers, offers
from server.media.answers import Accepted, Outgoing, Place
from server.media.dtls import Fingerprint
from server.media.transport import Credentials
from tests.server.media import sdp

PLACE = Place(("192.0.2.7", "2001:db8::7"), 5004, Fingerprint("sha-256", sdp.FINGERPRINT))


def answer(sections: list[Accepted]) -> str:
    return answers.write(PLACE, Credentials(), sections)


def publishing(offer: str, *codecs: str) -> str:
    return answer(
        [
            Accepted(each, answers.to_receive(each, codecs), each.layers)
            for each in offers.parse(offer).sections
        ]
    )


def test_publisher_is_asked_for_one_codec_and_redundant_sound() -> None:
    sound, picture = SessionDescription.parse(publishing(sdp.chromium(), "VP8", "H264")).media
    assert sound.fmt == [63, 111]
    assert picture.fmt == [96, 97]
    assert picture.direction == "recvonly"
    assert picture.ice is not None
    assert picture.ice.iceLite
    assert picture.dtls is not None
    assert picture.dtls.role == "server"
    assert {each.id for each in picture.rtp.headerExtensions} == {3, 4, 10, 11, 13}
    feedback = {(each.type, each.parameter) for each in picture.rtp.codecs[0].rtcpFeedback}
    assert feedback == {("transport-cc", None), ("ccm", "fir"), ("nack", None), ("nack", "pli")}


def test_preferred_h264_is_the_widely_decodable_profile_in_packetization_mode_1() -> None:
    _, picture = SessionDescription.parse(publishing(sdp.chromium(), "H264", "VP8")).media
    assert picture.fmt == [109, 114]


def test_simulcast_layers_are_accepted() -> None:
    text = publishing(sdp.chromium(more=sdp.SIMULCAST), "VP8")
    assert "a=simulcast:recv h;m;l\r\n" in text
    assert "a=rid:m recv\r\n" in text


def test_subscriber_may_be_sent_any_codec_that_is_forwarded() -> None:
    sections = [
        Accepted(each, answers.to_send(each), (), Outgoing(10, 11, "stage-1", "track"))
        for each in offers.parse(sdp.chromium("recvonly", "")).sections
    ]
    text = answer(sections)
    _, picture = SessionDescription.parse(text).media
    assert picture.fmt == [96, 97, 109, 114, 103, 104]
    assert picture.direction == "sendonly"
    assert "a=ssrc-group:FID 10 11\r\n" in text
    assert {each.id for each in picture.rtp.headerExtensions} == {2, 13}
    feedback = {each.type for each in picture.rtp.codecs[0].rtcpFeedback}
    assert "goog-remb" in feedback
    assert "transport-cc" not in feedback


def test_every_address_is_a_candidate_and_the_first_is_preferred() -> None:
    media = SessionDescription.parse(publishing(sdp.chromium(), "VP8")).media[0]
    found = [(each.ip, each.port, each.type) for each in media.ice_candidates]
    assert found == [("192.0.2.7", 5004, "host"), ("2001:db8::7", 5004, "host")]
    priorities = [each.priority for each in media.ice_candidates]
    assert priorities == sorted(priorities, reverse=True)
    assert media.ice_candidates_complete


def test_refused_section_keeps_its_place_with_port_0() -> None:
    sound, picture = offers.parse(sdp.chromium()).sections
    text = answer([Accepted(sound), Accepted(picture, answers.to_receive(picture, ("VP8",)))])
    first, second = SessionDescription.parse(text).media
    assert (first.port, first.direction) == (0, "inactive")
    assert second.port == 5004
    assert "a=group:BUNDLE 1\r\n" in text
