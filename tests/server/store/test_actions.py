"""What staff do beside the rooms: it is kept in the order in which it was done, and stands in the audit log."""

from __future__ import annotations

from rooms import Role
from server.store.actions import Actions
from server.store.audit import AuditLog
from server.stores import Stores
from tests.builders import asked_by
from tests.cast import ATTENDEE
from tests.conftest import WoundClock
from tests.server.store.test_audit import HALL, keep


async def test_action_is_told_with_who_when_where_and_about_what(stores: Stores, clock: WoundClock) -> None:
    await keep(stores.database, HALL, asked_by(ATTENDEE, "Why?", anonymous=True))
    [ticket] = await stores.accounts.create_tickets("americas", Role.ORGANIZER, ["Olga"], "en", 7)
    olga = await stores.accounts.enter(ticket, "Olga", "en")
    actions = Actions(stores.database, clock)
    await actions.note("export.taken", "americas", olga, "plenary", what="polls")
    clock.wind(1000)
    await actions.note("question.asker_told", "americas", olga, "plenary", "q1")
    await actions.note("conference.imported", "other", None)
    told, taken = [
        each for each in await AuditLog(stores.database, actions).records("americas") if each.area != "link"
    ]
    assert taken.by is not None
    assert (taken.kind, taken.room, taken.by.name, taken.details) == (
        "export.taken", "plenary", "Olga", {"what": "polls"}
    )  # fmt: skip
    assert told.subject is not None
    assert (told.kind, told.at - taken.at, told.subject.text, told.whom) == (
        "question.asker_told",
        1000,
        "Why?",
        None,
    )
    [imported] = await AuditLog(stores.database, actions).records("other")
    assert imported.by is None


async def test_what_comes_again_and_again_is_kept_once_in_a_while(stores: Stores, clock: WoundClock) -> None:
    actions = Actions(stores.database, clock)
    for _ in range(3):
        await actions.note("caption.address_given", "americas", None, "plenary", once_in_ms=1000)
        clock.wind(600)
    assert [each.at % 10_000 for each in await actions.of("americas")] == [0, 1200]
