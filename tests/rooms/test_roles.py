"""Who may do what, and who sits where."""

from rooms import COMMAND_TYPES, Audience, Role, audience_of, capabilities_of


def test_every_capability_is_a_command_and_every_command_is_somebodys() -> None:
    granted = {capability for role in Role for capability in capabilities_of(role)}
    assert granted == set(COMMAND_TYPES)


def test_staff_sit_backstage_and_everybody_else_in_the_hall() -> None:
    backstage = {role for role in Role if audience_of(role) is Audience.BACKSTAGE}
    assert backstage == {Role.MODERATOR, Role.ORGANIZER}


def test_staff_may_all_that_the_hall_may() -> None:
    for role in (Role.MODERATOR, Role.ORGANIZER):
        assert capabilities_of(Role.ATTENDEE) < capabilities_of(role)
    assert not any("session" in capability for capability in capabilities_of(Role.ORGANIZER))
