"""The slides of a room: decks that were handed in, and the page that everyone sees now.

Commands come from speakers and moderators; a deck comes from the server, once it could be read. The hall knows of a deck
only what it was shown: the log tells which page was shown when, so that a replay can follow.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final, NamedTuple, TypeAlias, assert_never

from msgspec import Meta, Struct
from msgspec.structs import replace

from rooms.context import Context, Participant
from rooms.entries import Command, Entry
from rooms.errors import Refused
from rooms.frozen_map import FrozenMap
from rooms.ids import DeckId, GivenDeckId, GivenParticipantId, ParticipantId
from rooms.views import CONCEALED, Audience, Json, Shown, Touched

NAME: Final = "slides"
KEYS: Final = ("slides", "decks")
MOST_DECKS: Final = 40
MOST_PAGES: Final = 400

Page = Annotated[int, Meta(ge=1, le=MOST_PAGES)]


class ShowSlide(Command, frozen=True, tag="stage.slide"):
    """Show a page of a deck to everyone; without a deck, show none."""

    deck: GivenDeckId | None
    page: Page = 1


class AddDeck(Command, frozen=True, tag="slides.add"):
    """A deck that `participant` handed in and that can be shown."""

    participant: GivenParticipantId
    deck: GivenDeckId
    title: Annotated[str, Meta(max_length=200)]
    pages: Page


class RemoveDeck(Command, frozen=True, tag="slides.remove"):
    """One's own, or for moderators anybody's."""

    deck: GivenDeckId


COMMANDS: Final = (ShowSlide, AddDeck, RemoveDeck)
SlidesCommand: TypeAlias = ShowSlide | AddDeck | RemoveDeck


class SlideShown(Entry, frozen=True, kw_only=True, tag="slides.shown"):
    deck: DeckId
    page: int


class SlidesHidden(Entry, frozen=True, kw_only=True, tag="slides.hidden"):
    pass


class DeckAdded(Entry, frozen=True, kw_only=True, tag="slides.added"):
    deck: DeckId
    owner: Participant
    title: str
    pages: int


class DeckRemoved(Entry, frozen=True, kw_only=True, tag="slides.removed"):
    """`kept` are the pages that everyone saw: a recording shows them still."""

    deck: DeckId
    kept: tuple[int, ...] = ()


ENTRIES: Final = (SlideShown, SlidesHidden, DeckAdded, DeckRemoved)
SlidesEntry: TypeAlias = SlideShown | SlidesHidden | DeckAdded | DeckRemoved


class Deck(Struct, frozen=True):
    """`seen` are the pages that the hall was shown."""

    owner: Participant
    title: str
    pages: int
    at: int
    seen: frozenset[int] = frozenset()


class Showing(NamedTuple):
    """From `at` on (ms since 1970-01-01T00:00:00Z) everyone saw this page; without a deck, none."""

    at: int
    deck: DeckId | None = None
    page: int = 0
    pages: int = 0
    title: str = ""


class Slides(Struct, frozen=True):
    """`page` is what everyone sees: deck, page and since when; None while nothing is shown.

    `removed` are decks that are no more at hand, of which everyone saw pages. `showings` tell what was shown.
    """

    decks: FrozenMap[DeckId, Deck] = FrozenMap()
    page: tuple[DeckId, int, int] | None = None
    removed: FrozenMap[DeckId, Deck] = FrozenMap()
    showings: tuple[Showing, ...] = ()


EMPTY: Final = Slides()


def decide(slides: Slides, command: SlidesCommand, context: Context) -> Sequence[Entry]:
    by, at = context.participant, context.now
    match command:
        case ShowSlide(deck=None):
            return () if slides.page is None else (SlidesHidden(by=by, at=at),)
        case ShowSlide(deck=str() as id, page=page):
            deck = _known(slides, id)
            if page > deck.pages:
                raise Refused("slides.page", pages=deck.pages)
            if slides.page is not None and slides.page[:2] == (id, page):
                return ()
            return (SlideShown(by=by, at=at, deck=id, page=page),)
        case AddDeck():
            return _added(slides, command, context)
        case RemoveDeck():
            deck = _known(slides, command.deck)
            if not by.is_staff and deck.owner.id != by.id:
                raise Refused("slides.not_yours", deck=command.deck)
            return (DeckRemoved(by=by, at=at, deck=command.deck, kept=tuple(sorted(deck.seen))),)
        case _:
            raise AssertionError(command)


def _added(slides: Slides, command: AddDeck, context: Context) -> Sequence[Entry]:
    if command.deck in slides.decks:
        return ()
    if context.named is None:
        raise Refused("stage.unknown", participant=command.participant)
    if len(slides.decks) >= MOST_DECKS:
        raise Refused("slides.full", most=MOST_DECKS)
    return (
        DeckAdded(
            by=context.participant,
            at=context.now,
            deck=command.deck,
            owner=context.named,
            title=command.title,
            pages=command.pages,
        ),
    )


def _known(slides: Slides, id: DeckId) -> Deck:
    deck = slides.decks.get(id)
    if deck is None:
        raise Refused("slides.unknown", deck=id)
    return deck


def apply(slides: Slides, entry: SlidesEntry) -> Slides:
    match entry:
        case SlideShown():
            deck = slides.decks[entry.deck]
            seen = replace(deck, seen=deck.seen | {entry.page})
            showing = Showing(entry.at, entry.deck, entry.page, deck.pages, deck.title)
            return replace(
                slides,
                decks=slides.decks.put(entry.deck, seen),
                page=(entry.deck, entry.page, entry.at),
                showings=(*slides.showings, showing),
            )
        case SlidesHidden():
            return _hidden(slides, entry.at)
        case DeckAdded():
            deck = Deck(entry.owner, entry.title, entry.pages, entry.at)
            return replace(slides, decks=slides.decks.put(entry.deck, deck))
        case DeckRemoved():
            deck = slides.decks[entry.deck]
            if slides.page is not None and slides.page[0] == entry.deck:
                slides = _hidden(slides, entry.at)
            kept = replace(deck, seen=frozenset(entry.kept))
            removed = slides.removed.put(entry.deck, kept) if entry.kept else slides.removed
            return replace(slides, decks=slides.decks.drop(entry.deck), removed=removed)
    assert_never(entry)


def touched(slides: Slides, entry: SlidesEntry) -> Touched:
    match entry:
        case SlideShown() | SlidesHidden():
            return Touched(frozenset(("slides",)))
        case DeckAdded():
            return Touched(frozenset((f"decks/{entry.deck}",)))
        case DeckRemoved():
            return Touched(frozenset((f"decks/{entry.deck}", "slides")))
    assert_never(entry)


def keys(slides: Slides) -> Iterator[str]:
    yield "slides"
    yield from (f"decks/{deck}" for deck in slides.decks)


def own_keys(slides: Slides, participant: ParticipantId) -> Iterator[str]:
    return iter(())


def show(slides: Slides, key: str, audience: Audience) -> Shown:
    """What is at hand is for those who work at the session; what is shown, for everyone."""
    if key == "slides":
        return _page(slides)
    if audience is Audience.HALL:
        return CONCEALED
    id = DeckId(key.removeprefix("decks/"))
    deck = slides.decks.get(id)
    if deck is None:
        return None
    return {"deck": id, "title": deck.title, "pages": deck.pages, "owner": deck.owner.shown(), "at": deck.at}


def show_own(slides: Slides, key: str, participant: ParticipantId) -> Json:
    return None


def hide_after(slides: Slides, _cause: Entry, context: Context) -> Sequence[Entry]:
    """No page stays before the hall when a session has ended."""
    return () if slides.page is None else (SlidesHidden(by=context.participant, at=context.now),)


def _page(slides: Slides) -> Json:
    if slides.page is None:
        return {"deck": None, "title": None, "page": None, "pages": None, "since": None}
    id, page, since = slides.page
    deck = slides.decks[id]
    return {"deck": id, "title": deck.title, "page": page, "pages": deck.pages, "since": since}


def _hidden(slides: Slides, at: int) -> Slides:
    return replace(slides, page=None, showings=(*slides.showings, Showing(at)))


def shown_between(slides: Slides, since: int, until: int) -> tuple[Showing, ...]:
    """What everyone saw from one moment to another (ms), first what was on at `since`.

    Where the pictures are gone, with a deck that was removed, nothing was on.
    """
    before = [each for each in slides.showings if each.at <= since]
    first = before[-1]._replace(at=since) if before else Showing(since)
    within = (each for each in slides.showings if since < each.at < until)
    return tuple(
        each if each.deck is None or _was_seen(slides, each.deck, each.page) else Showing(each.at)
        for each in (first, *within)
    )


def may_see(slides: Slides, deck: DeckId, page: int, audience: Audience) -> bool:
    """Whether an audience may fetch the picture of a page."""
    known = slides.decks.get(deck)
    if known is None or audience is Audience.HALL:
        return _was_seen(slides, deck, page)
    return 1 <= page <= known.pages


def _was_seen(slides: Slides, deck: DeckId, page: int) -> bool:
    known = slides.decks.get(deck) or slides.removed.get(deck)
    return known is not None and page in known.seen
