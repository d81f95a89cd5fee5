"""What captioners, speakers' browsers and the server ask of the captions."""

from typing import Annotated, Final, Literal, TypeAlias

from msgspec import Meta

from rooms.entries import Command
from rooms.ids import GivenLanguage

CaptionId = Annotated[str, Meta(min_length=1, max_length=100)]
Source: TypeAlias = Literal["human", "url", "recognition", "machine"]


class WriteCaption(Command, frozen=True, tag="caption.write"):
    """A final cue in its writer's own words. `started` is when it began to be said; `recognised`: by their browser."""

    language: GivenLanguage
    text: str
    started: int | None = None
    recognised: bool = False


class AddCaption(Command, frozen=True, tag="caption.add"):
    """From professional software, with its `feed` and `seq`; or a machine's translation of the cue `of`."""

    language: GivenLanguage
    text: str
    source: Literal["url", "machine"]
    name: Annotated[str, Meta(max_length=80)]
    of: CaptionId | None = None
    feed: Annotated[str, Meta(max_length=64)] | None = None
    seq: int | None = None


class CorrectCaption(Command, frozen=True, tag="caption.correct"):
    caption: CaptionId
    text: str


class RemoveCaption(Command, frozen=True, tag="caption.remove"):
    caption: CaptionId


class TakeTurn(Command, frozen=True, tag="caption.take_turn"):
    """From now on it is my turn to caption this language."""

    language: GivenLanguage


class EndTurn(Command, frozen=True, tag="caption.end_turn"):
    language: GivenLanguage


CaptionCommand: TypeAlias = WriteCaption | AddCaption | CorrectCaption | RemoveCaption | TakeTurn | EndTurn

COMMANDS: Final = (WriteCaption, AddCaption, CorrectCaption, RemoveCaption, TakeTurn, EndTurn)
