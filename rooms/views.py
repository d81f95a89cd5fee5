"""What the people of a room are shown: flat maps from key to value, and the changes of such a map.

A snapshot and a delta are both made of what the features show, so that they cannot disagree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Final, TypeAlias

from rooms.ids import ParticipantId, Pseudonym

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

# The keys that begin so are a participant's own; all others are shared by an audience.
OWN: Final = "my/"


class Audience(StrEnum):
    """Those who are shown the same shared keys. Each is shown what the one before it is, and more."""

    HALL = "hall"
    GREEN_ROOM = "green_room"
    BOOTH = "booth"
    BACKSTAGE = "backstage"


class Concealment(Enum):
    """What a feature shows for a key that the audience was never shown and must not learn of."""

    CONCEALED = "concealed"


CONCEALED: Final = Concealment.CONCEALED

# None is a key without a value: gone, or never there.
Shown: TypeAlias = "Json | Concealment"
View: TypeAlias = "Mapping[str, Json]"
Delta: TypeAlias = "Mapping[str, Json]"


@dataclass(frozen=True, slots=True)
class Touched:
    """The keys whose value one entry may have changed.

    `shared` is for all audiences: what is shown for a key decides what each of them sees.
    `own` holds, for single participants, keys that begin with `my/`. `veiled` holds such keys where the log names nobody:
    with each the pseudonyms of those for whom it may have changed.
    """

    shared: frozenset[str] = frozenset()
    own: Mapping[ParticipantId, frozenset[str]] = field(default_factory=dict)
    veiled: Mapping[str, frozenset[Pseudonym]] = field(default_factory=dict)


def patch(view: View, delta: Delta) -> dict[str, Json]:
    """The view after a delta: its keys replaced, those that became null dropped."""
    patched = {key: value for key, value in view.items() if key not in delta}
    patched.update((key, value) for key, value in delta.items() if value is not None)
    return patched
