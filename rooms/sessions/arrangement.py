"""What becomes of the sessions after one that ends later: arithmetic only. `web/src/arrangement.ts` does the same.

Input: hours in ms since 1970-01-01T00:00:00Z. The cases in tests/arrangement.json hold both to the same answers.
"""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

# Those that follow begin later and keep their length; or end as planned and are shorter; or nothing happens to them.
Follow: TypeAlias = Literal["shift", "shorten", "keep"]

# No session is shortened below this, unless it was shorter.
LEAST_MS: Final = 5 * 60_000


def arranged(
    following: Mapping[str, tuple[int, int]], ends: int, follow: Follow
) -> dict[str, tuple[int, int]]:
    """The new hours of those that must give way to a session that ends at `ends`, in order.

    `following` are the hours of the sessions after it that have not begun. A gap takes up what it can: where it is
    large enough, nothing after it moves.
    """
    if follow == "keep":
        return {}
    changed: dict[str, tuple[int, int]] = {}
    until = ends
    for session, (starts, its_end) in sorted(following.items(), key=lambda each: (each[1], each[0])):
        if starts >= until:
            break
        length = its_end - starts
        begins = until
        until += length if follow == "shift" else min(length, LEAST_MS)
        until = max(until, its_end) if follow == "shorten" else until
        changed[session] = (begins, until)
    return changed
