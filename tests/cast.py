"""The fixed cast of the tests: one participant for each role, and a second attendee and moderator."""

from rooms import Participant, ParticipantId, Role


def _cast(id: str, name: str, role: Role) -> Participant:
    return Participant(ParticipantId(id), name, role)


ATTENDEE = _cast("p-ana", "Ana", Role.ATTENDEE)
SECOND_ATTENDEE = _cast("p-ben", "Ben", Role.ATTENDEE)
SPEAKER = _cast("p-sofia", "Sofía", Role.SPEAKER)
MODERATOR = _cast("p-mateo", "Mateo", Role.MODERATOR)
SECOND_MODERATOR = _cast("p-mary", "Mary", Role.MODERATOR)
INTERPRETER = _cast("p-ines", "Inés", Role.INTERPRETER)
CAPTIONER = _cast("p-carl", "Carl", Role.CAPTIONER)
GUEST = _cast("p-gus", "Gus", Role.GUEST)
ORGANIZER = _cast("p-olga", "Olga", Role.ORGANIZER)
SERVER = _cast("server", "Puente", Role.SERVER)

CAST = (
    ATTENDEE,
    SECOND_ATTENDEE,
    SPEAKER,
    MODERATOR,
    SECOND_MODERATOR,
    INTERPRETER,
    CAPTIONER,
    ORGANIZER,
    GUEST,
    SERVER,
)
BY_ID = {participant.id: participant for participant in CAST}
HALL = (ATTENDEE, SECOND_ATTENDEE, SPEAKER, INTERPRETER, CAPTIONER)
