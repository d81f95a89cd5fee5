"""What a poll and a ballot may look like. Input: what moderators and voters wrote; what is kept is cleaned."""

import unicodedata
from typing import Final

from rooms.errors import Refused
from rooms.polls.commands import PollTerms
from rooms.polls.state import Poll
from rooms.text import LIMITS, cleaned

OPTIONS: Final = (2, 20)
WORDS: Final = (1, 5)


def options_of(terms: PollTerms) -> tuple[str, ...]:
    """The options as they are kept. Refused with `poll.option_count`, `poll.option_empty` or `poll.option_twice`."""
    least, most = OPTIONS if terms.kind in ("single", "multiple") else (0, 0)
    if not least <= len(terms.options) <= most:
        raise Refused("poll.option_count", least=least, most=most)
    options: list[str] = []
    seen: set[str] = set()
    for number, text in enumerate(terms.options, 1):
        try:
            option = " ".join(cleaned(text, LIMITS["poll_option"]).split())
        except Refused as refused:
            if refused.code == "text.empty":
                raise Refused("poll.option_empty", number=number) from None
            raise
        if folded(option) in seen:
            raise Refused("poll.option_twice", number=number)
        seen.add(folded(option))
        options.append(option)
    return tuple(options)


def most_of(terms: PollTerms) -> int:
    """How many choices a ballot may hold. Refused with `poll.most`."""
    least, most, usual = 1, 1, 1
    if terms.kind == "multiple":
        most = usual = len(terms.options)
    elif terms.kind == "words":
        least, most = WORDS
    chosen = usual if terms.most is None else terms.most
    if not least <= chosen <= most:
        raise Refused("poll.most", least=least, most=most)
    return chosen


def choices_of(poll: Poll, given: tuple[str, ...]) -> tuple[str, ...]:
    """A ballot's choices as they are kept. Refused with `poll.choice_count`, `poll.option_unknown` or `text.too_long`."""
    choices = _words(given) if poll.kind == "words" else _options(poll, given)
    if not 1 <= len(choices) <= poll.most:
        raise Refused("poll.choice_count", least=1, most=poll.most)
    return choices


def folded(word: str) -> str:
    """What two spellings of one word have in common: case, width, blanks, and signs around it do not count."""
    text = unicodedata.normalize("NFKC", " ".join(word.split())).casefold()
    # Normalised once more: folding may leave what has a shorter form.
    text = unicodedata.normalize("NFKC", text)
    return _bare(text) or text


def _options(poll: Poll, given: tuple[str, ...]) -> tuple[str, ...]:
    for choice in given:
        if choice not in poll.offered:
            raise Refused("poll.option_unknown", poll=poll.id, option=choice[:64])
    return tuple(choice for choice in poll.offered if choice in given)


def _words(given: tuple[str, ...]) -> tuple[str, ...]:
    words: dict[str, str] = {}
    for each in given:
        try:
            word = " ".join(cleaned(each, LIMITS["poll_word"]).split())
        except Refused as refused:
            # A box that was left empty.
            if refused.code == "text.empty":
                continue
            raise
        words.setdefault(folded(word), word)
    return tuple(words.values())


def _bare(text: str) -> str:
    """Without the punctuation and blanks around it."""
    first, last = 0, len(text)
    while first < last and _is_sign(text[first]):
        first += 1
    while last > first and _is_sign(text[last - 1]):
        last -= 1
    return text[first:last]


def _is_sign(character: str) -> bool:
    return unicodedata.category(character)[0] in "PZ"
