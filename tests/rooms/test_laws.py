"""The laws of the rooms, held by random stories: `story` says what they are and checks them at every tick.

Replay is live; a patched view is the shown one, for everybody, also after pages and after a resume; what is hidden is
hidden; a setting set again changes nothing; a command is decided or refused and nothing else; a refusal leaves no trace.
"""

import random
from collections import Counter

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from rooms import COMMAND_TYPES
from tests.rooms.scene import Turn
from tests.rooms.story import Story
from tests.rooms.turns import FIELDS, TURNS, random_turns


def test_stories_know_every_command() -> None:
    assert set(FIELDS) == set(COMMAND_TYPES)


# To make a failing story short takes longer than a test may last; the complaint says what was broken.
@settings(max_examples=120, phases=(Phase.explicit, Phase.generate))
@given(st.lists(TURNS, min_size=30, max_size=80))
def test_laws_hold_in_short_stories(turns: list[Turn]) -> None:
    Story().play(turns)


@pytest.mark.parametrize("seed", range(6))
def test_laws_hold_in_long_stories_with_more_messages_than_a_snapshot_holds(seed: int) -> None:
    story = Story()
    speakers = [Turn(2 + n % 2, "chat.send", which=n % 10, choice=n % 3) for n in range(60)]
    story.play([*speakers, *random_turns(random.Random(seed), 2000)])
    tried = Counter(story.commands)
    assert set(tried) == set(FIELDS)
    assert story.accepted > len(story.commands) / 3
