"""Where each page is. Input: a language, and a conference's slug and the slugs of what it holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Addresses:
    """The paths of one conference's pages in one language."""

    language: str
    conference: str

    @property
    def home(self) -> str:
        return f"/{self.language}/{self.conference}/"

    @property
    def programme(self) -> str:
        return f"{self.home}programme"

    @property
    def programme_calendar(self) -> str:
        return f"{self.home}programme.ics"

    @property
    def people(self) -> str:
        return f"{self.home}people"

    @property
    def partners(self) -> str:
        return f"{self.home}partners"

    @property
    def sign_out(self) -> str:
        return f"{self.home}sign-out"

    def session(self, slug: str) -> str:
        return f"{self.home}sessions/{slug}"

    def session_calendar(self, slug: str) -> str:
        return f"{self.session(slug)}.ics"

    def room(self, slug: str) -> str:
        return f"{self.home}rooms/{slug}"

    def moderate(self, slug: str) -> str:
        return f"{self.home}moderate/{slug}"

    def prompter(self, slug: str) -> str:
        return f"{self.home}prompter/{slug}"

    def projector(self, slug: str) -> str:
        return f"{self.home}projector/{slug}"

    def questions_file(self, slug: str) -> str:
        return f"{self.room(slug)}/questions.csv"


def in_language(path: str, language: str) -> str:
    """Return the address of the same page in another language. `path` begins with a language."""
    _, _, rest = path.lstrip("/").partition("/")
    return f"/{language}/{rest}"
