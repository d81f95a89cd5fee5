"""The standing links: the same at every start, and always links that let someone in."""

from __future__ import annotations

from sqlalchemy import update

from server.invitations import Invitations
from server.store.tables import AccountRow
from server.stores import Stores


async def test_standing_link_of_a_banned_person_is_made_anew(stores: Stores) -> None:
    conference = stores.conferences.current()
    assert conference is not None
    invitations = Invitations(stores.accounts, stores.links, stores.settings)
    before = await invitations.standing(conference)
    ticket = await stores.links.read(_token(before[0].url))
    account = await stores.accounts.enter(ticket, "Ana", "en")
    async with stores.database.begin() as connection:
        await connection.execute(update(AccountRow).where(AccountRow.id == account.id).values(banned_at=1))  # type: ignore[arg-type]
    after = await invitations.standing(conference)
    assert after[0].url != before[0].url
    assert after[1:] == before[1:]
    await stores.links.read(_token(after[0].url))


async def test_standing_links_read_back_under_the_same_secret(stores: Stores) -> None:
    conference = stores.conferences.current()
    assert conference is not None
    for invitation in await Invitations(stores.accounts, stores.links, stores.settings).standing(conference):
        assert (await stores.links.read(_token(invitation.url))).role is invitation.role


def _token(url: str) -> str:
    return url.rsplit("/", 1)[1]
