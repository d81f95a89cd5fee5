"""The language of what somebody wrote, among the conference's. Input: the text, and the author's language as prior."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

# Below this share of the probability the text is too short or too mixed to overrule what its author speaks.
SURE = 0.9
# A few hundred characters settle it; the rest would only cost time.
READ_CHARACTERS = 400


def language_of(text: str, prior: str, candidates: Sequence[str]) -> str:
    """Return the BCP 47 tag of a text: one of `candidates`, or `prior`, also when unsure. Some 20 to 60 µs."""
    # The author may speak a language that is not the conference's.
    spoken = {_primary(tag): tag for tag in (*reversed(candidates), prior)}
    known = tuple(sorted(spoken.keys() & _labels()))
    if len(known) < 2:
        return prior
    language, probability = _identifier(known).classify(text[:READ_CHARACTERS])
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


@cache
def _identifier(languages: tuple[str, ...]) -> LanguageIdentifier:
    identifier = copy(_model())
    identifier.set_languages(languages)
    return identifier


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()
