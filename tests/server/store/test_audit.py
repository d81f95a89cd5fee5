"""The audit log: every action of staff from the logs of all rooms, on whom and on what, and links made and revoked."""

from __future__ import annotations

from rooms import Entry, Role, RoomId, empty_room
from server.store.accounts import Accounts
from server.store.actions import Actions
from server.store.audit import AuditLog, filtered
from server.store.database import Database
from server.store.log import Log
from server.stores import Stores, wall_clock
from tests.builders import Step, acted_on, asked_by, decided, does, said_by, then
from tests.cast import ATTENDEE, MODERATOR, ORGANIZER, SECOND_ATTENDEE, SERVER


def audit_of(stores: Stores) -> AuditLog:
    return AuditLog(stores.database, Actions(stores.database, wall_clock))


HALL, WORKSHOP = RoomId("americas/plenary"), RoomId("americas/workshop-1")


async def keep(database: Database, room: RoomId, *steps: Step) -> None:
    """Store what the steps lead to, after what the room's log holds already."""
    log = Log(database)
    head = await log.head(room)
    state = empty_room()
    entries: list[Entry] = []
    for step in steps:
        entries += decided(state, step)
        state = then(state, step)
    await log.append(room, head, entries, [], entries[-1].at)


async def test_actions_of_staff_are_told_with_whom_and_what_and_ordinary_talk_is_not(stores: Stores) -> None:
    await keep(
        stores.database,
        HALL,
        said_by(ATTENDEE, "You fools", id="m1"),
        said_by(MODERATOR, "Please be kind", id="m2"),
        does(MODERATOR, "chat.remove", at=1000, message="m1"),
        does(SECOND_ATTENDEE, "question.ask", id="q1", text="Secret?", anonymous=True),
        does(ORGANIZER, "question.dismiss", at=2000, question="q1", reason="off_topic"),
        does(MODERATOR, "room.lock_down", at=3000),
    )
    records = await audit_of(stores).records("americas")
    assert [record.kind for record in records] == ["room.locked_down", "question.dismissed", "chat.removed"]
    removed, dismissed = records[2], records[1]
    assert removed.by == MODERATOR
    assert (removed.room, removed.whom) == ("plenary", "Ana")
    assert removed.subject is not None
    assert removed.subject.text == "You fools"
    # Who asked without a name is not told by the log of what others did.
    assert dismissed.whom is None
    assert dismissed.details["reason"] == "off_topic"


async def test_log_is_read_on_from_where_it_was_and_holds_all_rooms(stores: Stores) -> None:
    audit = audit_of(stores)
    await keep(stores.database, HALL, acted_on(ATTENDEE, "mute"))
    assert len(await audit.records("americas")) == 1
    await keep(
        stores.database,
        WORKSHOP,
        asked_by(ATTENDEE, "Why?"),
        does(MODERATOR, "question.approve", at=5, question="q1"),
    )
    await keep(stores.database, RoomId("other/plenary"), acted_on(ATTENDEE, "ban"))
    records = await audit.records("americas")
    assert [(record.room, record.kind) for record in records] == [
        ("workshop-1", "question.approved"),
        ("plenary", "participant.muted"),
    ]
    assert records == await audit.records("americas")
    assert [each.kind for each in filtered(records, room="plenary")] == ["participant.muted"]
    assert [each.kind for each in filtered(records, area="question")] == ["question.approved"]
    assert len(filtered(records, person="ANA")) == 2
    assert filtered(records, person="nobody") == []


async def test_links_that_were_made_and_revoked_are_told_but_not_the_standing_ones(stores: Stores) -> None:
    accounts: Accounts = stores.accounts
    [ticket] = await accounts.create_tickets("americas", Role.MODERATOR, ["Max"], "en", 7)
    await accounts.create_tickets("americas", Role.ATTENDEE, ["Attendee"], "en", 7, "standing:attendee:en")
    await accounts.revoke_ticket(ticket.id)
    records = await audit_of(stores).records("americas")
    assert sorted(record.kind for record in records) == ["link.made", "link.revoked"]
    assert all(record.whom == "Max" and record.by is None for record in records)


async def test_announcement_is_told_with_its_words(stores: Stores) -> None:
    await keep(
        stores.database,
        HALL,
        does(
            MODERATOR, "announcement.post", id="n1", texts={"es": "El autobús sale", "en": "The bus leaves"}
        ),
        does(MODERATOR, "announcement.withdraw", at=1, announcement="n1"),
    )
    records = await audit_of(stores).records("americas")
    assert [each.subject and each.subject.text for each in records] == ["El autobús sale"] * 2


async def test_what_was_done_to_an_asker_who_is_not_named_tells_the_question_instead(stores: Stores) -> None:
    await keep(
        stores.database,
        HALL,
        does(SERVER, "question.name_askers", to="nobody"),
        does(ATTENDEE, "question.ask", id="q1", text="Secret?", anonymous=True),
        does(SERVER, "question.set_mode", mode="open"),
        does(ATTENDEE, "question.ask", id="q2", text="Another?", anonymous=True),
        does(SECOND_ATTENDEE, "report.file", id="r1", kind="question", subject="q2", text="Rude"),
        does(MODERATOR, "participant.mute", at=1000, participant="asker:q1", name="?"),
        does(MODERATOR, "report.handle", at=2000, report="r1"),
    )
    handled, muted = await audit_of(stores).records("americas")
    assert muted.subject is not None
    assert (muted.kind, muted.whom, muted.subject.text) == ("participant.muted", None, "Secret?")
    assert (handled.kind, handled.whom) == ("report.handled", None)
    assert not filtered([handled, muted], person=ATTENDEE.name)
