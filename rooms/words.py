"""The listed words of a room: what is written with one of them waits for a moderator. Commands come from staff. The
lists of the whole conference, which stand beside the room's own, come from the server.

A list is of one language and counts for what is written in it; the list `und` counts for every language. A text holds a
word when it stands there as a whole, whatever its case and accents.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Final, TypeAlias, assert_never

from msgspec import Meta, Struct
from msgspec.structs import replace

from rooms.context import Context
from rooms.entries import Command, Entry
from rooms.errors import Refused
from rooms.frozen_map import FrozenMap
from rooms.ids import ParticipantId
from rooms.text import LIMITS, cleaned
from rooms.views import CONCEALED, Audience, Json, Shown, Touched

NAME: Final = "words"
KEYS: Final = ("words",)

# The list for every language, and how many words a list holds.
EVERY_LANGUAGE: Final = "und"
MOST: Final = 500

_Tag = Annotated[str, Meta(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", max_length=35)]
_Given = Annotated[tuple[str, ...], Meta(min_length=1, max_length=MOST)]


class ListWords(Command, frozen=True, tag="word.list"):
    """`language` is a BCP 47 tag; `words` may be of several words each."""

    language: _Tag
    words: _Given


class UnlistWords(Command, frozen=True, tag="word.unlist"):
    language: _Tag
    words: _Given


class SetWords(Command, frozen=True, tag="word.set"):
    """All lists of the whole conference, by language, as its file has them."""

    lists: dict[_Tag, _Given]


COMMANDS: Final = (ListWords, UnlistWords, SetWords)
WordCommand: TypeAlias = ListWords | UnlistWords | SetWords


class WordsListed(Entry, frozen=True, kw_only=True, tag="word.listed"):
    language: str
    words: tuple[str, ...]


class WordsUnlisted(Entry, frozen=True, kw_only=True, tag="word.unlisted"):
    language: str
    words: tuple[str, ...]


class WordsSet(Entry, frozen=True, kw_only=True, tag="word.lists_set"):
    """`gone` are the languages that had a list before and have none now."""

    lists: dict[str, tuple[str, ...]]
    gone: tuple[str, ...] = ()


ENTRIES: Final = (WordsListed, WordsUnlisted, WordsSet)
WordEntry: TypeAlias = WordsListed | WordsUnlisted | WordsSet


class Words(Struct, frozen=True):
    """The words by language, each as it was first written, in the order in which they came."""

    lists: FrozenMap[str, tuple[str, ...]] = FrozenMap()
    conference: FrozenMap[str, tuple[str, ...]] = FrozenMap()


EMPTY: Final = Words()


def decide(words: Words, command: WordCommand, context: Context) -> Sequence[Entry]:
    by, at = context.participant, context.now
    if isinstance(command, SetWords):
        lists = {tag: tuple(_distinct(given, ()).values()) for tag, given in command.lists.items()}
        if lists == dict(words.conference):
            return ()
        gone = tuple(tag for tag in words.conference if tag not in lists)
        return (WordsSet(by=by, at=at, lists=lists, gone=gone),)
    language = command.language
    listed = words.lists.get(language, ())
    match command:
        case ListWords():
            new = _distinct(command.words, listed)
            if len(listed) + len(new) > MOST:
                raise Refused("word.most", most=MOST)
            return (WordsListed(by=by, at=at, language=language, words=tuple(new.values())),) if new else ()
        case UnlistWords():
            wanted = {folded(word) for word in command.words}
            gone = tuple(word for word in listed if folded(word) in wanted)
            return (WordsUnlisted(by=by, at=at, language=language, words=gone),) if gone else ()
    assert_never(command)


def apply(words: Words, entry: WordEntry) -> Words:
    if isinstance(entry, WordsSet):
        conference: FrozenMap[str, tuple[str, ...]] = FrozenMap()
        for tag, given in entry.lists.items():
            conference = conference.put(tag, given)
        return replace(words, conference=conference)
    listed = words.lists.get(entry.language, ())
    match entry:
        case WordsListed():
            return replace(words, lists=words.lists.put(entry.language, (*listed, *entry.words)))
        case WordsUnlisted():
            kept = tuple(word for word in listed if word not in entry.words)
            lists = words.lists.put(entry.language, kept) if kept else words.lists.drop(entry.language)
            return replace(words, lists=lists)
    assert_never(entry)


def touched(words: Words, entry: WordEntry) -> Touched:
    tags = (*entry.lists, *entry.gone) if isinstance(entry, WordsSet) else (entry.language,)
    return Touched(frozenset(f"words/{tag}" for tag in tags))


def keys(words: Words) -> Iterator[str]:
    return (f"words/{language}" for language in dict.fromkeys((*words.lists, *words.conference)))


def own_keys(words: Words, participant: ParticipantId) -> Iterator[str]:
    return iter(())


def show(words: Words, key: str, audience: Audience) -> Shown:
    """For backstage alone: whoever knows the list writes around it."""
    if audience is not Audience.BACKSTAGE:
        return CONCEALED
    language = key.removeprefix("words/")
    listed, conference = words.lists.get(language), words.conference.get(language)
    if listed is None and conference is None:
        return None
    own: dict[str, Json] = {"language": language, "words": list(listed or ())}
    return own if conference is None else {**own, "conference": list(conference)}


def show_own(words: Words, key: str, participant: ParticipantId) -> Json:
    return None


def found(words: Words, text: str, language: str) -> tuple[str, ...]:
    """The listed words that a text of a language holds, each once, in the order of the lists."""
    if not words.lists and not words.conference:
        return ()
    told = folded(text)
    base = language.partition("-")[0].lower()
    hits: dict[str, None] = {}
    for tag, listed in (*words.lists.items(), *words.conference.items()):
        if tag == EVERY_LANGUAGE or tag.partition("-")[0].lower() == base:
            hits.update(dict.fromkeys(_held_in(told, listed)))
    return tuple(hits)


def _distinct(given: Sequence[str], listed: Sequence[str]) -> dict[tuple[str, ...], str]:
    """Those that are not listed yet, cleaned, each once. Raises Refused."""
    known = {folded(word) for word in listed}
    new: dict[tuple[str, ...], str] = {}
    for each in given:
        word = " ".join(cleaned(each, LIMITS["word"]).split())
        if folded(word) not in known:
            new.setdefault(folded(word), word)
    return new


def folded(text: str) -> tuple[str, ...]:
    """The words of a text without case, accents and what nobody sees: "Dónde, está" → ("donde", "esta")."""
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", text)
        if unicodedata.category(sign) not in ("Mn", "Me", "Cf")
    )
    return tuple(_WORD.findall(plain.casefold()))


_WORD: Final = re.compile(r"[^\W_]+")


def _held_in(told: tuple[str, ...], listed: tuple[str, ...]) -> Iterator[str]:
    by_first = _by_first(listed)
    for at, word in enumerate(told):
        for parts, written in by_first.get(word, ()):
            if told[at : at + len(parts)] == parts:
                yield written


@lru_cache(maxsize=64)
def _by_first(listed: tuple[str, ...]) -> Mapping[str, list[tuple[tuple[str, ...], str]]]:
    """The listed words by the first word of each, because most of what is written holds none of them."""
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for word in listed:
        parts = folded(word)
        if parts:
            by_first.setdefault(parts[0], []).append((parts, word))
    return by_first
