"""Which language a reader gets. Input: the Accept-Language header (RFC 9110, section 12.5.4)."""

from __future__ import annotations

from collections.abc import Sequence

from babel import negotiate_locale


def accepted_languages(accept_language: str) -> tuple[str, ...]:
    """Return the tags of an Accept-Language header, best first; those with weight 0 and `*` are left out."""
    weighted = []
    for item in accept_language.split(","):
        tag, _, parameters = item.partition(";")
        weight = _weight(parameters)
        if tag.strip() and tag.strip() != "*" and weight > 0:
            weighted.append((tag.strip(), weight))
    # sorted() is stable: equal weights keep the header's order.
    return tuple(tag for tag, _ in sorted(weighted, key=lambda pair: -pair[1]))


def negotiate(accept_language: str, available: Sequence[str]) -> str:
    """Return the available language that the header asks for (es for es-MX), or the first one."""
    found = negotiate_locale(accepted_languages(accept_language), available, sep="-") or available[0]
    # Tags are the same in any case, and Babel may give back the header's spelling.
    return next(tag for tag in available if tag.lower() == found.lower())


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
