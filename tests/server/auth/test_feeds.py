"""Caption URLs are signed and expire."""

from __future__ import annotations

import pytest

from server.auth.feeds import FeedRefused, Feeds
from tests.conftest import WoundClock


def test_token_tells_what_it_is_for_until_it_expires(clock: WoundClock) -> None:
    feeds = Feeds("secret", clock)
    token = feeds.make("rivers", "hall", "Carl", 1000)
    feed = feeds.read(token)
    assert (feed.conference, feed.room, feed.name) == ("rivers", "hall", "Carl")
    assert feeds.read(feeds.make("rivers", "hall", "Carl", 1000)).id != feed.id
    clock.wind(1000)
    with pytest.raises(FeedRefused, match="expired"):
        feeds.read(token)


def test_token_of_another_server_or_of_nobody_is_refused(clock: WoundClock) -> None:
    feeds = Feeds("secret", clock)
    for token in (Feeds("other", clock).make("a", "b", "c", 1000), "", "nonsense", "é"):
        with pytest.raises(FeedRefused, match="not signed"):
            feeds.read(token)
