"""Where each page is. Input: a language, and a conference's slug and the slugs of what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
SHORT = 5


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

    @property
    def audit(self) -> str:
        return f"{self.home}audit"

    @property
    def day(self) -> str:
        return f"{self.home}day"

    def session(self, slug: str) -> str:
        return f"{self.home}sessions/{slug}"

    def session_calendar(self, slug: str) -> str:
        return f"{self.session(slug)}.ics"

    def room(self, slug: str) -> str:
        return f"{self.home}rooms/{slug}"

    def moderate(self, slug: str) -> str:
        return f"{self.home}moderate/{slug}"

    def backstage(self, session: str) -> str:
        return f"{self.home}backstage/{session}"

    def booth(self, slug: str, language: str) -> str:
        return f"{self.home}booth/{slug}/{language}"

    @property
    def green_room(self) -> str:
        return f"{self.home}backstage"

    def prompter(self, slug: str) -> str:
        return f"{self.home}prompter/{slug}"

    def projector(self, slug: str) -> str:
        return f"{self.home}projector/{slug}"

    def captions(self, slug: str) -> str:
        return f"{self.home}captions/{slug}"

    def captioner(self, slug: str, tongue: str) -> str:
        return f"{self.captions(slug)}/{tongue}"

    def transcript(self, slug: str, tongue: str) -> str:
        return f"{self.home}transcript/{slug}/{tongue}"

    def caption_file(self, slug: str, tongue: str, form: str) -> str:
        return f"/captions/{self.conference}/{slug}/{tongue}.{form}"

    def questions_file(self, slug: str) -> str:
        return f"{self.room(slug)}/questions.csv"


def in_language(path: str, language: str) -> str:
    """Return the address of the same page in another language. `path` begins with a language."""
    _, _, rest = path.lstrip("/").partition("/")
    return f"/{language}/{rest}"


def short_code(conference: str, room: str) -> str:
    """Return the short name of a room: five signs that are not mistaken for each other. The same on every server."""
    number = int.from_bytes(sha256(f"{conference}/{room}".encode()).digest()[:8])
    signs = []
    for _ in range(SHORT):
        number, at = divmod(number, len(SIGNS))
        signs.append(SIGNS[at])
    return "".join(signs)
