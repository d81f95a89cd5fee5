"""The language of what somebody wrote, among the conference's. Input: the text, and the author's language as prior."""

from __future__ import annotations

from copy import copy
from functools import cache, lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

from server.live.small_words import KNOWN, told_by_small_words

# Below this share of the probability the text is too short or too mixed to overrule what its author speaks.
SURE = 0.9
# A few hundred characters settle it; the rest would only cost time.
READ_CHARACTERS = 400


def language_of(text: str, prior: str, candidates: tuple[str, ...]) -> str:
    """Return the BCP 47 tag of a text: one of `candidates`, or `prior`, also when unsure.

    The small words of a sentence tell it in a few µs; the model needs 20 to 400, the more the colder the caches are.
    """
    identifier, spoken = _listener(prior, candidates)
    if identifier is None:
        return prior
    if KNOWN.issuperset(spoken) and (language := told_by_small_words(text[:READ_CHARACTERS], spoken)):
        return spoken[language]
    language, probability = identifier.classify(text[:READ_CHARACTERS])
    return prior if probability < SURE else spoken[language]


def load_model() -> None:
    """Read the model now, which takes most of a second, so that the first message does not wait for it."""
    _model()


@cache
def _model() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _labels() -> frozenset[str]:
    return frozenset(_model().labels)


@lru_cache(maxsize=256)
def _listener(prior: str, candidates: tuple[str, ...]) -> tuple[LanguageIdentifier | None, dict[str, str]]:
    # The author may speak a language that is not the conference's.
    spoken = {_primary(tag): tag for tag in (*reversed(candidates), prior)}
    known = tuple(sorted(spoken.keys() & _labels()))
    return (_identifier(known) if len(known) > 1 else None), spoken


# Each holds a table of its own, of a megabyte or more.
@lru_cache(maxsize=32)
def _identifier(languages: tuple[str, ...]) -> LanguageIdentifier:
    identifier = copy(_model())
    identifier.set_languages(languages)
    return identifier


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()
