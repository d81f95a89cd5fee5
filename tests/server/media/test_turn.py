"""TURN credentials in coturn's REST form."""

import base64
import hashlib
import hmac

from server.media.turn import IceServer, Turn

NOW = 1_700_000_000_000


def test_credentials_are_what_coturn_computes_from_the_shared_secret() -> None:
    server = Turn(("turn:turn.example:3478",), "north", 600).server("p-1", NOW)
    assert server is not None
    assert server.username == "1700000600:p-1"
    expected = hmac.new(b"north", b"1700000600:p-1", hashlib.sha1).digest()
    assert base64.b64decode(server.credential) == expected


def test_without_a_server_nothing_is_given() -> None:
    assert Turn().server("p-1", NOW) is None


def test_links_name_every_address_with_its_credentials() -> None:
    assert IceServer(("stun:stun.example",)).links() == ['<stun:stun.example>; rel="ice-server"']
    links = IceServer(("turn:a", "turns:b?transport=tcp"), "name", "word").links()
    assert links[1] == (
        '<turns:b?transport=tcp>; rel="ice-server"; username="name"; credential="word"; '
        'credential-type="password"'
    )
