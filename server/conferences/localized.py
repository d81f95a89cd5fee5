"""Words in several languages, and the choice of one of them for a reader.

The texts come from a conference file, where prose is a table of language tags:
`{ en = "Lunch", es = "Almuerzo" }`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from pydantic import ConfigDict, RootModel, model_validator
from pydantic_core import PydanticCustomError

from server.conferences.tags import language_fault

# BCP 47's tag for "undetermined"; here the key of a name that is the same in every language.
SAME_EVERYWHERE = "und"


@dataclass(frozen=True)
class Picked:
    """One text as a reader gets it.

    `language` is the BCP 47 tag of `text`, for the `lang` attribute. `fallback` is true when the reader's
    language was missing and another one stands in; it stays false for a variety of the same language
    (es for es-MX) and for names that are the same everywhere.
    """

    text: str
    language: str
    fallback: bool = False

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text split at blank lines; a single line break inside a paragraph is a space."""
        return tuple(" ".join(part.split()) for part in self.text.split("\n\n") if part.strip())


def base_language(tag: str) -> str:
    """The language subtag alone: `es` for `es-MX`."""
    return tag.split("-", maxsplit=1)[0].lower()


class Localized(RootModel[dict[str, str]]):
    """Prose in one or more languages: BCP 47 tag to plain text, paragraphs parted by blank lines."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _is_a_table_of_languages(cls, value: Any) -> Any:
        if isinstance(value, str):
            raise PydanticCustomError(
                "localized",
                "a text needs its language",
                {"fix": f'write it as a table of languages, for instance {{ en = "{value[:30]}" }}'},
            )
        return value

    @model_validator(mode="after")
    def _has_tags_and_words(self) -> Self:
        if not self.root:
            raise PydanticCustomError(
                "localized",
                "no text in any language",
                {"fix": 'give at least one, for instance { en = "…" }'},
            )
        for tag, text in self.root.items():
            if not (tag == SAME_EVERYWHERE and self._may_be_the_same_everywhere()):
                fault = language_fault(tag)
                if fault is not None:
                    raise PydanticCustomError("language", "{what}", {"what": fault.what, "fix": fault.fix})
            if not text.strip():
                raise PydanticCustomError(
                    "localized",
                    "the text in '{tag}' is empty",
                    {"tag": tag, "fix": f"write the text, or leave '{tag}' out"},
                )
        return self

    def _may_be_the_same_everywhere(self) -> bool:
        return False

    def __getitem__(self, tag: str) -> str:
        return self.root[tag]

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags that have a text, in the file's order."""
        return tuple(self.root)

    def speaks(self, tag: str) -> bool:
        """Whether a reader of this language needs no fallback."""
        return SAME_EVERYWHERE in self.root or any(
            base_language(own) == base_language(tag) for own in self.root
        )

    def pick(self, language: str, default: str) -> Picked:
        """The text for a reader of `language`: exact, same base language, the conference's `default`, any."""
        if SAME_EVERYWHERE in self.root:
            return Picked(self.root[SAME_EVERYWHERE], language)
        for wanted in (language, default):
            for tag in self._closest_first(wanted):
                return Picked(self.root[tag], tag, fallback=base_language(tag) != base_language(language))
        tag, text = next(iter(self.root.items()))
        return Picked(text, tag, fallback=True)

    def _closest_first(self, wanted: str) -> Iterator[str]:
        yield from (tag for tag in self.root if tag.lower() == wanted.lower())
        yield from (tag for tag in self.root if tag.lower() == base_language(wanted))
        yield from (tag for tag in self.root if base_language(tag) == base_language(wanted))


class Name(Localized):
    """A proper name: localized, or a plain string that is the same in every language."""

    @model_validator(mode="before")
    @classmethod
    def _is_a_table_of_languages(cls, value: Any) -> Any:
        return {SAME_EVERYWHERE: value} if isinstance(value, str) else value

    def _may_be_the_same_everywhere(self) -> bool:
        return len(self.root) == 1
