"""Bearer tokens: what they grant, when they end, and that nobody else can make them."""

import pytest

from rooms import ParticipantId, RoomId
from server.media.port import Source
from server.media.tokens import Grant, InvalidToken, MediaTokens

GRANT = Grant(RoomId("c/hall"), ParticipantId("p-1"), 2000, (Source.CAMERA,), receives=True)


def test_token_gives_its_grant_until_it_expires() -> None:
    tokens = MediaTokens("secret")
    token = tokens.make(GRANT)
    assert tokens.read(token, 1999) == GRANT
    with pytest.raises(InvalidToken, match="expired"):
        tokens.read(token, 2000)


def test_token_of_another_secret_or_a_changed_one_is_refused() -> None:
    tokens = MediaTokens("secret")
    token = tokens.make(GRANT)
    for wrong in (MediaTokens("other").make(GRANT), token[:-4], "x" + token, "", "a.b", "é.é"):
        with pytest.raises(InvalidToken):
            tokens.read(wrong, 0)
