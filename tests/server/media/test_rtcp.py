"""RTCP packets by values, against aiortc's reader, and by what strangers may send."""

from aiortc import rtp as aiortc_rtp
from hypothesis import given
from hypothesis import strategies as st

from server.media import rtcp


def only(data: bytes) -> rtcp.Part:
    (part,) = rtcp.parts(data)
    return part


@given(st.lists(st.integers(0, 65535), min_size=1, max_size=60, unique=True))
def test_nack_asks_for_exactly_the_lost_packets(lost: list[int]) -> None:
    packet = rtcp.nack(1, 2, sorted(lost))
    assert rtcp.lost_sequences(only(packet)) == sorted(lost)
    (read,) = aiortc_rtp.RtcpPacket.parse(packet)
    assert isinstance(read, aiortc_rtp.RtcpRtpfbPacket)
    assert (read.lost, read.media_ssrc) == (sorted(lost), 2)


def test_nack_across_the_wrap_is_one_entry() -> None:
    part = only(rtcp.nack(1, 2, [65534, 65535, 0, 3]))
    assert len(part.body) == 12
    assert rtcp.lost_sequences(part) == [65534, 65535, 0, 3]


def test_keyframe_requests_name_their_target() -> None:
    assert rtcp.feedback_target(only(rtcp.pli(1, 77))) == 77
    assert rtcp.feedback_target(only(rtcp.fir(1, 78, 300))) == 78
    (read,) = aiortc_rtp.RtcpPacket.parse(rtcp.pli(1, 77))
    assert isinstance(read, aiortc_rtp.RtcpPsfbPacket)
    assert (read.fmt, read.media_ssrc) == (aiortc_rtp.RTCP_PSFB_PLI, 77)


@given(st.integers(0, 1 << 38))
def test_bitrate_limit_survives_within_its_precision(bitrate: int) -> None:
    found = rtcp.bitrate_limit(only(rtcp.remb(1, bitrate, [5])))
    assert found is not None
    assert bitrate * (1 - 2**-17) - 1 <= found <= bitrate


def test_reports_are_what_another_implementation_reads() -> None:
    block = rtcp.Block(9, 25, -3, 70_000, 12, 345, 678)
    packet = rtcp.receiver_report(1, [block])
    assert rtcp.blocks(only(packet)) == [block]
    (read,) = aiortc_rtp.RtcpPacket.parse(packet)
    assert isinstance(read, aiortc_rtp.RtcpRrPacket)
    report = read.reports[0]
    assert (report.ssrc, report.fraction_lost, report.packets_lost, report.jitter) == (9, 25, -3, 12)


def test_sender_report_is_a_compound_with_a_name() -> None:
    info = rtcp.SenderInfo(7, rtcp.to_ntp(0.5), 90_000, 10, 1000)
    report, description = rtcp.parts(rtcp.sender_report(info))
    assert rtcp.sender_info(report) == info
    assert info.ntp == (2_208_988_800 << 32) + (1 << 31)
    assert description.type == rtcp.DESCRIPTION
    assert len(aiortc_rtp.RtcpPacket.parse(rtcp.sender_report(info))) == 2


def test_goodbye_names_what_ends() -> None:
    (read,) = aiortc_rtp.RtcpPacket.parse(rtcp.goodbye([1, 2]))
    assert isinstance(read, aiortc_rtp.RtcpByePacket)
    assert read.sources == [1, 2]


@given(st.binary(max_size=120), st.sampled_from([200, 201, 203, 205, 206]), st.integers(0, 31))
def test_any_octets_are_read_or_left(data: bytes, kind: int, form: int) -> None:
    data = data[: len(data) & ~3]
    for candidate in (data, bytes((0x80 | form, kind)) + (len(data) // 4).to_bytes(2, "big") + data):
        for part in rtcp.parts(candidate):
            rtcp.sender_info(part)
            rtcp.blocks(part)
            rtcp.feedback_target(part)
            rtcp.lost_sequences(part)
            rtcp.bitrate_limit(part)
