"""Who may give a command at all: by role, by how moderation left them and the room, before any feature decides.

Input: the room as it is, a command's tag, and who gives it.
"""

from typing import Final

from rooms import guests, moderation
from rooms.context import Participant
from rooms.errors import Refused
from rooms.inquiries import may_publish, standing
from rooms.roles import AT_WORK, STAFF, Role, capabilities_of
from rooms.state import Room

# The commands by which something new is said to others; taking back is always allowed.
WRITING: Final = frozenset(
    {"chat.send", "chat.edit", "chat.react", "question.ask", "question.upvote", "poll.vote", "floor.request"}
)
# A mute binds whom it was laid on; only an organizer, whom nobody may mute, is above it. A lock does not bind staff.
NOT_BOUND_BY_MUTE: Final = frozenset({Role.ORGANIZER, Role.SERVER})
NOT_BOUND_BY_LOCK: Final = STAFF | {Role.SERVER}


def permit(room: Room, capability: str, participant: Participant) -> None:
    """Raises Refused when the participant may not."""
    role = participant.role
    stands = standing(room, participant.id)
    if capability not in capabilities_of(role) or stands.removed or stands.banned:
        raise Refused("not_permitted", capability=capability)
    if role is Role.GUEST and not guests.welcome(room.states[guests.NAME]):
        raise Refused("guests.closed")
    if capability in ("stage.ready", "stage.speak") and not (
        role in AT_WORK | STAFF or may_publish(room, participant)
    ):
        raise Refused("not_permitted", capability=capability)
    if capability not in WRITING:
        return
    if stands.muted and role not in NOT_BOUND_BY_MUTE:
        raise Refused("participant.muted")
    if moderation.is_locked(room.states[moderation.NAME]) and role not in NOT_BOUND_BY_LOCK:
        raise Refused("room.locked")
