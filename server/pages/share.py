"""Links with which a reader shares a page. They are plain links: no script, and nothing is told before a click."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode


@dataclass(frozen=True)
class ShareLink:
    """One way to share. `network` is the key of its name in the catalogue, `share.<network>`."""

    network: str
    href: str


def share_links(title: str, url: str, hashtag: str | None) -> tuple[ShareLink, ...]:
    """Return the links for a page. `hashtag` is written with its #."""
    text = f"{title} {hashtag}" if hashtag else title
    whole = f"{text} {url}"
    x = {"text": title, "url": url, **({"hashtags": hashtag.lstrip("#")} if hashtag else {})}
    return (
        ShareLink("bluesky", f"https://bsky.app/intent/compose?{_query(text=whole)}"),
        ShareLink("mastodon", f"https://share.joinmastodon.org/#{_query(text=whole)}"),
        ShareLink("x", f"https://x.com/intent/post?{_query(**x)}"),
        ShareLink("linkedin", f"https://www.linkedin.com/sharing/share-offsite/?{_query(url=url)}"),
        ShareLink("whatsapp", f"https://wa.me/?{_query(text=whole)}"),
        ShareLink("email", f"mailto:?{_query(subject=title, body=whole)}"),
    )


def _query(**fields: str) -> str:
    # Mail programs show a plus sign as it is, so a space is %20.
    return urlencode(fields, quote_via=quote)
