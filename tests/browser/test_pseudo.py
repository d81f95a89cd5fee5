"""No visible word is outside the catalogue: a walk over the pages with a catalogue whose every word bears a mark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.async_api import expect

from server.conferences.reader import read_conference
from tests.browser.conftest import Arrive
from tests.browser.pseudo import TEXTS, make_web, said_in, unmarked
from tests.browser.visitor import PAGES, Visitor
from tests.served import CONFERENCE, ROOM, ROOT, Served, serving

NAMES = ("Puente", "Olga", "Hola a Olga", "Zurich", "Toronto", "America")
ROOM_PAGES = {
    "room": f"rooms/{ROOM}",
    "console": f"moderate/{ROOM}",
    "prompter": f"prompter/{ROOM}",
    "projector": f"projector/{ROOM}",
    "captions": f"captions/{ROOM}",
    "captioner": f"captions/{ROOM}/en",
    "transcript": f"transcript/{ROOM}/en",
    "green room": "backstage/origin-transit-destination",
    "nothing": "nowhere",
}


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose English bears marks."""
    folder = tmp_path_factory.mktemp("marked")
    with serving(folder / "data", PUENTE_WEB=str(make_web(folder / "web"))) as served:
        yield served


@pytest.fixture(scope="module")
def known() -> set[str]:
    """What no catalogue says: the conferences, and who walks here."""
    texts = set(NAMES)
    for path in sorted((ROOT / "deploy" / "conferences").glob("*.toml")):
        texts |= said_in(read_conference(path))
    return texts


async def enter(visitor: Visitor, link: str) -> None:
    await visitor.page.goto(link)
    await visitor.page.locator("[name=name]").fill("Olga")
    await visitor.page.locator("main form button[type=submit], form button.button-primary").first.click()
    await visitor.page.wait_for_url(f"**/{CONFERENCE}/**")


async def look(visitor: Visitor, name: str, known: set[str]) -> list[str]:
    """Keep a picture, and return the words that are from elsewhere."""
    await visitor.shot(f"pseudo-{name.replace(' ', '-')}")
    found: list[tuple[str, str]] = await visitor.page.evaluate(TEXTS)
    assert any("⟦" in text for _, text in found), f"{name} says nothing"
    return [f"{name}: {complaint}" for complaint in unmarked(found, known)]


async def test_public_pages_say_nothing_that_is_not_in_the_catalogue(
    arrive: Arrive, marked: Served, known: set[str]
) -> None:
    visitor = await arrive("Olga", at=marked)
    wrong = []
    for name, path in PAGES.items():
        await visitor.page.goto(f"{marked.address}/en/{path}")
        wrong += await look(visitor, name, known)
    assert not wrong, "\n".join(wrong)


async def test_rooms_pages_say_nothing_that_is_not_in_the_catalogue(
    arrive: Arrive, marked: Served, known: set[str]
) -> None:
    visitor = await arrive("Olga", at=marked)
    link = marked.make_link("organizer", "en", "Olga")
    await visitor.page.goto(link)
    wrong = await look(visitor, "entry", known)
    await enter(visitor, link)
    await visitor.page.goto(visitor.url(ROOM_PAGES["room"]))
    await visitor.live()
    await visitor.page.locator("#chat-composer").fill("Hola a Olga")
    await visitor.page.locator("#chat-composer").press("Enter")
    await expect(visitor.page.locator(".message")).to_have_count(1)
    await visitor.page.locator(".language-button").click()
    wrong += await look(visitor, "languages", known)
    await visitor.page.keyboard.press("Escape")
    for name, path in ROOM_PAGES.items():
        await visitor.page.goto(visitor.url(path))
        if await visitor.page.locator("#page-data").count():
            await visitor.page.locator(".strip, [data-state=live]").first.wait_for(state="attached")
        wrong += await look(visitor, name, known)
    # The page that is not there, and a stage without a media engine.
    visitor.forgive(lambda fault: "404" in fault)
    assert not wrong, "\n".join(wrong)


async def test_word_without_a_mark_is_found() -> None:
    assert unmarked([("P.meta", "⟦Asked by⟧ Olga"), ("P", "⟦a ⟦b⟧ c⟧ 10:30 AM, March 3")], ["Olga"]) == []
    assert len(unmarked([("P", "⟦Asked by⟧ Olga yesterday")], ["Olga"])) == 1
