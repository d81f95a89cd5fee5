"""Acting on somebody whom backstage is not shown: the alias in a command becomes the person behind it.

Input: commands of staff, and an id that may be an alias (`questions.askers`). Only what moderation does to a person is
done by alias; to every other command an alias is nobody's id.
"""

from typing import Final

from msgspec.structs import replace

from rooms import moderation, purges, questions
from rooms.context import Context, Participant
from rooms.entries import Command
from rooms.errors import Refused
from rooms.ids import ParticipantId, QuestionId
from rooms.roles import Role
from rooms.state import Room

BY_ALIAS: Final = (
    moderation.Mute,
    moderation.Unmute,
    moderation.Remove,
    moderation.Readmit,
    moderation.Ban,
    moderation.Unban,
    purges.Purge,
    purges.Restore,
)


def person_meant(room: Room, id: str) -> ParticipantId:
    """The person whom an id means: the one behind an alias, or whoever has that id."""
    if questions.question_behind(id) is None:
        return ParticipantId(id)
    known = moderation.behind(room.states[moderation.NAME], id)
    return known or questions.behind(room.states[questions.NAME], id) or ParticipantId(id)


def unveiled(room: Room, command: Command, context: Context) -> tuple[Command, Context]:
    """The command about the person whom it means, and the context with the alias that it used. Raises Refused."""
    if not isinstance(command, BY_ALIAS):
        return command, context
    question = questions.question_behind(command.participant)
    if question is None:
        return command, context
    person = person_meant(room, command.participant)
    if person == command.participant:
        raise Refused("question.unknown", question=question)
    return replace(command, participant=person), replace(context, alias=command.participant)


def asker_for(room: Room, question: QuestionId, role: Role) -> Participant | None:
    """Whose a question is, as far as the conference lets a role be told."""
    return questions.asker_for(room.states[questions.NAME], question, role)
