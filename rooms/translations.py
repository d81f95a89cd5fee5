"""What people wrote, in other languages: made by an engine, corrected by people. Asked by the server and by translators.

A translation belongs to one text as it stood. It is shown where that text is shown and to nobody else; when the text is
edited it is stale and gone. What a person wrote is never replaced by an engine.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Final, Literal, TypeAlias, assert_never

from msgspec import Meta, Struct
from msgspec.structs import replace

from rooms.context import Context, Participant
from rooms.entries import Command, Entry
from rooms.errors import Refused
from rooms.frozen_map import FrozenMap
from rooms.ids import GivenLanguage, ParticipantId
from rooms.originals import base_language, digest, original_in, original_key
from rooms.text import LIMITS, cleaned
from rooms.views import CONCEALED, Audience, Json, Shown, Touched

NAME: Final = "translations"
KEYS: Final = ("translations", "translation")

About = Annotated[str, Meta(pattern=r"\A[a-z]+/[^/]{1,70}\Z")]
Digest = Annotated[str, Meta(max_length=64)]
Engine = Annotated[str, Meta(max_length=64)]
State: TypeAlias = Literal["off", "working", "failing"]


class AddTranslation(Command, frozen=True, tag="translation.add"):
    """An engine's translation of the text that has this digest."""

    about: About
    digest: Digest
    language: GivenLanguage
    text: str
    engine: Engine


class CorrectTranslation(Command, frozen=True, tag="translation.correct"):
    """A person's translation. `seen` is the translation that they saw and correct, null where there was none."""

    about: About
    language: GivenLanguage
    text: str
    seen: str | None = None


class ReportTranslation(Command, frozen=True, tag="translation.report"):
    """How the engine does."""

    state: State
    engine: Engine
    reason: Annotated[str, Meta(max_length=300)] = ""


class TranslationAdded(Entry, frozen=True, kw_only=True, tag="translation.added"):
    about: str
    digest: str
    language: str
    text: str
    engine: str


class TranslationCorrected(Entry, frozen=True, kw_only=True, tag="translation.corrected"):
    about: str
    digest: str
    language: str
    text: str


class TranslationReported(Entry, frozen=True, kw_only=True, tag="translation.reported"):
    state: State
    engine: str
    reason: str


class Translation(Struct, frozen=True):
    """`by` is its translator; None for the engine's own."""

    text: str
    by: Participant | None
    engine: str


class Translated(Struct, frozen=True):
    """The translations of one text as it stood, by language."""

    digest: str
    texts: Mapping[str, Translation]


class Report(Struct, frozen=True):
    state: State
    engine: str
    reason: str
    since: int


class Translations(Struct, frozen=True):
    """`beside` holds, for each view key, the texts under it that were ever translated."""

    translated: FrozenMap[str, Translated] = FrozenMap()
    beside: FrozenMap[str, tuple[str, ...]] = FrozenMap()
    report: Report | None = None


TranslationCommand: TypeAlias = AddTranslation | CorrectTranslation | ReportTranslation
TranslationEntry: TypeAlias = TranslationAdded | TranslationCorrected | TranslationReported

COMMANDS: Final = (AddTranslation, CorrectTranslation, ReportTranslation)
ENTRIES: Final = (TranslationAdded, TranslationCorrected, TranslationReported)
EMPTY: Final = Translations()


def decide(translations: Translations, command: TranslationCommand, context: Context) -> Sequence[Entry]:
    """`context.original` is the text that the command is about, as its asker is shown it."""
    me, now = context.participant, context.now
    match command:
        case AddTranslation():
            return _added(translations, command, context)
        case CorrectTranslation():
            return _corrected(translations, command, context)
        case ReportTranslation():
            known = translations.report
            same = known is not None and (known.state, known.engine) == (command.state, command.engine)
            if same or (known is None and command.state == "off"):
                return ()
            return (
                TranslationReported(
                    by=me, at=now, state=command.state, engine=command.engine, reason=command.reason
                ),
            )
    assert_never(command)


def apply(translations: Translations, entry: TranslationEntry) -> Translations:
    match entry:
        case TranslationAdded():
            return _with(translations, entry, Translation(entry.text, None, entry.engine))
        case TranslationCorrected():
            return _with(translations, entry, Translation(entry.text, entry.by, ""))
        case TranslationReported():
            report = Report(entry.state, entry.engine, entry.reason, entry.at)
            return replace(translations, report=report)
    assert_never(entry)


def touched(translations: Translations, entry: TranslationEntry) -> Touched:
    if isinstance(entry, TranslationReported):
        return Touched(frozenset(("translation",)))
    return Touched(frozenset((f"translations/{entry.about}",)))


def keys(translations: Translations) -> Iterator[str]:
    """What stands beside an original comes with it: see `beside`."""
    yield "translation"


def own_keys(translations: Translations, participant: ParticipantId) -> Iterator[str]:
    return iter(())


def show(translations: Translations, key: str, audience: Audience) -> Shown:
    """How the engine does, for backstage. Translations are shown by `show_beside`."""
    if audience is not Audience.BACKSTAGE:
        return CONCEALED
    report = translations.report
    if report is None or key != "translation":
        return None
    return {
        "state": report.state,
        "engine": report.engine,
        "reason": report.reason,
        "since": report.since,
    }


def show_own(translations: Translations, key: str, participant: ParticipantId) -> Json:
    return None


def beside(translations: Translations, key: str) -> Iterator[str]:
    """The keys of the translations of what stands under a view key."""
    return (f"translations/{about}" for about in translations.beside.get(key, ()))


def original_of(key: str) -> str | None:
    """The view key of the original of a translation's key; None for a key that is no translation's."""
    kind, _, about = key.partition("/")
    return original_key(about) if kind == "translations" else None


def show_beside(translations: Translations, key: str, value: Json) -> Json:
    """The translations of a text, for those who are shown `value` under the original's key: language → translation."""
    about = key.partition("/")[2]
    translated, original = translations.translated.get(about), original_in(about, value)
    if translated is None or original is None or translated.digest != digest(original):
        return None
    return {
        language: {
            "text": each.text,
            "by": None if each.by is None else each.by.name,
            **({"engine": each.engine} if each.by is None else {}),
        }
        for language, each in translated.texts.items()
    }


def _added(translations: Translations, command: AddTranslation, context: Context) -> Sequence[Entry]:
    original = context.original
    # The text may have gone or changed while the engine was at it.
    if original is None or digest(original) != command.digest:
        return ()
    if base_language(original.language) == base_language(command.language):
        return ()
    text = cleaned(command.text, LIMITS["translation"])
    known = _present(translations, command.about, command.digest, command.language)
    if known is not None and (known.by is not None or known.text == text):
        return ()
    return (
        TranslationAdded(
            by=context.participant,
            at=context.now,
            about=command.about,
            digest=command.digest,
            language=command.language,
            text=text,
            engine=command.engine,
        ),
    )


def _corrected(translations: Translations, command: CorrectTranslation, context: Context) -> Sequence[Entry]:
    about, language, original = command.about, command.language, context.original
    if original is None:
        raise Refused("translation.unknown", about=about)
    if base_language(original.language) == base_language(language):
        raise Refused("translation.same_language", language=language)
    text = cleaned(command.text, LIMITS["translation"])
    of = digest(original)
    known = _present(translations, about, of, language)
    if known is not None and known.by is not None:
        if known.text == text:
            return ()
        if command.seen != known.text:
            raise Refused("translation.edited", about=about, name=known.by.name)
    return (
        TranslationCorrected(
            by=context.participant, at=context.now, about=about, digest=of, language=language, text=text
        ),
    )


def _present(translations: Translations, about: str, of: str, language: str) -> Translation | None:
    translated = translations.translated.get(about)
    return None if translated is None or translated.digest != of else translated.texts.get(language)


def _with(
    translations: Translations, entry: TranslationAdded | TranslationCorrected, translation: Translation
) -> Translations:
    known = translations.translated.get(entry.about)
    texts = {} if known is None or known.digest != entry.digest else dict(known.texts)
    texts[entry.language] = translation
    key = original_key(entry.about) or ""
    others = translations.beside.get(key, ())
    return replace(
        translations,
        translated=translations.translated.put(entry.about, Translated(entry.digest, texts)),
        beside=translations.beside
        if entry.about in others
        else translations.beside.put(key, (*others, entry.about)),
    )
