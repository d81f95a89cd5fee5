"""Who may do what, and who sits where."""

from rooms import COMMAND_TYPES, Audience, Role, audience_of, capabilities_of


def test_every_capability_is_a_command_and_every_command_is_somebodys() -> None:
    granted = {capability for role in Role for capability in capabilities_of(role)}
    assert granted == set(COMMAND_TYPES)


def test_staff_sit_backstage_who_works_in_the_green_room_and_everybody_else_in_the_hall() -> None:
    sits = {role: audience_of(role) for role in Role}
    assert {role for role in sits if sits[role] is Audience.BACKSTAGE} == {Role.MODERATOR, Role.ORGANIZER}
    green_room = {role for role in sits if sits[role] is Audience.GREEN_ROOM}
    assert green_room == {Role.SPEAKER, Role.CAPTIONER}
    assert {role for role in sits if sits[role] is Audience.BOOTH} == {Role.INTERPRETER}


def test_staff_may_all_that_the_hall_may() -> None:
    for role in (Role.MODERATOR, Role.ORGANIZER):
        assert capabilities_of(Role.ATTENDEE) < capabilities_of(role)
    assert not {"session.schedule", "session.withdraw"} & capabilities_of(Role.ORGANIZER)
