"""STUN messages by the test vectors of RFC 5769, and by what strangers may send."""

from hypothesis import given
from hypothesis import strategies as st

from server.media import stun

KEY = b"VOkJxbRl1RmTxUk/WvJxBt"
REQUEST = bytes.fromhex(
    "000100582112a442b7e7a701bc34d686fa87dfae"
    "802200105354554e207465737420636c69656e74"
    "002400046e0001ff80290008932ff9b151263b36"
    "000600096576746a3a68367659202020"
    "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf"
)
RESPONSE_4 = bytes.fromhex(
    "0101003c2112a442b7e7a701bc34d686fa87dfae"
    "8022000b7465737420766563746f7220"
    "002000080001a147e112a643"
    "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96"
)
RESPONSE_6 = bytes.fromhex(
    "010100482112a442b7e7a701bc34d686fa87dfae"
    "8022000b7465737420766563746f7220"
    "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
    "00080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004c8fb0b4c"
)


def read(data: bytes) -> stun.Message:
    message = stun.parse(data)
    assert message is not None
    return message


def test_sample_request_is_read_and_authentic() -> None:
    message = read(REQUEST)
    assert (message.type, message.username) == (stun.REQUEST, "evtj:h6vY")
    assert stun.is_authentic(REQUEST, message, KEY)
    assert not stun.is_authentic(REQUEST, message, b"another")
    assert stun.CONTROLLED in message.attributes


def test_sample_responses_are_authentic_and_carry_the_address_that_ours_carry() -> None:
    for sample, address in (
        (RESPONSE_4, ("192.0.2.1", 32853)),
        (RESPONSE_6, ("2001:db8:1234:5678:11:2233:4455:6677", 32853, 0, 0)),
    ):
        message = read(sample)
        assert stun.is_authentic(sample, message, KEY)
        ours = stun.success(message.transaction, address, KEY)
        assert read(ours).attributes[stun.XOR_MAPPED][0] == message.attributes[stun.XOR_MAPPED][0]
        assert stun.is_authentic(ours, read(ours), KEY)


def test_changed_octet_is_noticed() -> None:
    for position in range(len(REQUEST) - 8):  # the fingerprint itself is not covered
        changed = bytearray(REQUEST)
        changed[position] ^= 1
        message = stun.parse(bytes(changed))
        assert message is None or not stun.is_authentic(bytes(changed), message, KEY)


def test_request_nominates_its_pair_and_names_both_sides() -> None:
    data = stun.request("theirs:ours", KEY)
    message = read(data)
    assert message.username == "theirs:ours"
    assert stun.USE_CANDIDATE in message.attributes
    assert stun.is_authentic(data, message, KEY)
    assert message.unknown == []


def test_attribute_after_the_integrity_is_ignored() -> None:
    data = bytearray(stun.request("theirs:ours", KEY)[:-8])
    data += bytes.fromhex("00060004") + b"evil"
    data[2:4] = (len(data) - 20).to_bytes(2, "big")
    assert read(bytes(data)).username == "theirs:ours"


def test_unknown_attribute_that_must_be_understood_is_named_in_the_refusal() -> None:
    refusal = read(stun.failure(bytes(12), stun.UNKNOWN_ATTRIBUTE, KEY, [0x1234]))
    assert refusal.type == stun.FAILURE
    assert refusal.attributes[stun.ERROR_CODE][0][2:4] == bytes((4, 20))
    assert refusal.attributes[stun.UNKNOWN][0] == b"\x12\x34"


@given(st.binary(max_size=200))
def test_any_octets_are_read_or_left(data: bytes) -> None:
    stun.parse(data)
    stun.parse(REQUEST[:8] + data)
    stun.parse(b"\x00\x01" + (len(data) & ~3).to_bytes(2, "big") + REQUEST[4:20] + data[: len(data) & ~3])
