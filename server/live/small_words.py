"""The language of a sentence by its small words: quick, and silent when in doubt. Input: a text.

Most sentences of some length hold several words that only one of the languages has. Where they agree, the model is
not asked (py3langid, see `server.live.detect`): its tables of some megabytes are in no cache when a message comes,
and to read them takes a third of a millisecond of the six that a frame to a thousand people costs. Side by side: 1 µs
a text instead of 32, and a twentieth where nothing is in the caches. Of the 347 sentences in English, Spanish and
French of the conference files 148 were told, of 3,031 texts of the catalogues 571, none of them wrongly, and all in
all as many are right as by the model alone. What is shorter or mixed is the model's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Final

# So many small words, and none of another language. On Puente's own catalogues no such text was told wrongly.
ENOUGH: Final = 3

_WORDS: Final = {
    "en": """the and of to is are was were be been this that these those with for from not you we they it he she his her
        our your their what which who how why when where can could would should will have has had does did do there here
        about into than then them us my its if but or by at on an as just please thanks""",
    "es": """el los las del y es son fue eran ser esta estas estos ese esos esa esas con una unos pero más muy también
        cómo qué quién cuándo dónde cuál hay han he ha hemos su sus lo le les nuestro nuestra ustedes usted ellos nosotros
        ya al sin gracias según porque cuando donde puede pueden tiene tienen está están yo""",
    "fr": """le les des du et est sont était être cette ces avec une mais plus très aussi comment qui quand où quel quelle
        il elle ils elles nous vous je leur leurs notre votre nos vos sur pour pas ne dans au aux ce cela ça sans merci
        selon parce peut peuvent ont fait y""",
    "pt": """o os as da dos das do e é são foi ser esta este isso com uma mas mais muito também como quem quando onde qual
        há não nós você vocês eles sua seu seus suas na nas nos em para pelo pela ao sem obrigado porque pode podem tem
        têm está estão eu um""",
}
# Languages whose small words are known here.
KNOWN: Final = frozenset(_WORDS)

_times = Counter(word for words in _WORDS.values() for word in set(words.split()))
_LANGUAGE: Final = {
    word: language for language, words in _WORDS.items() for word in words.split() if _times[word] == 1
}


def told_by_small_words(text: str, candidates: Collection[str]) -> str | None:
    """Return the one of `candidates`, all of them KNOWN, that a text's small words agree on; None when they are few."""
    told: str | None = None
    voices = 0
    for word in text.lower().split():
        language = _LANGUAGE.get(word)
        if language is None or language not in candidates:
            continue
        if told is None:
            told = language
        elif language != told:
            return None
        voices += 1
    return told if voices >= ENOUGH else None
