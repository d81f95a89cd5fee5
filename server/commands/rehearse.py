"""`puente rehearse URL`: a load test of one's own deployment, from the machine that has its secret and its database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

import click
import uvloop

from rooms import Role
from server.commands.faults import fail, settings_or_fail
from server.conferences.model import Conference
from server.errors import Misconfigured, SchemaMismatch
from server.rehearsal.figures import Figures
from server.rehearsal.person import NotAdmitted
from server.rehearsal.rehearsal import MOST_PEOPLE, MOST_SECONDS, MOST_SPEAKERS, Cast, Seat, rehearse
from server.rehearsal.report import as_json, in_words, passed
from server.store.accounts import Ticket
from server.stores import Stores, open_stores

LABEL = "rehearsal"


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line."""

    address: str
    conference: str | None
    room: str | None
    people: int
    seconds: int
    speakers: int
    viewers: int
    insist: bool
    verify: bool


@click.command("rehearse")
@click.argument("url")
@click.option("--conference", help="Slug of the conference; the newest that is not an archive.")
@click.option("--room", help="Slug of the room; the conference's first.")
@click.option(
    "--people", type=click.IntRange(1, MOST_PEOPLE), default=50, show_default=True, help="Audience."
)
@click.option(
    "--seconds", type=click.IntRange(5, MOST_SECONDS), default=60, show_default=True, help="How long."
)
@click.option(
    "--speakers",
    type=click.IntRange(0, MOST_SPEAKERS),
    default=1,
    show_default=True,
    help="With a test picture.",
)
@click.option(
    "--viewers", type=click.IntRange(0, MOST_PEOPLE), default=20, show_default=True, help="Of the broadcast."
)
@click.option("--json", "as_json_", is_flag=True, help="Print the report as JSON.")
@click.option("--insist", is_flag=True, help="Rehearse though the conference is served at its own times.")
@click.option("--any-certificate", is_flag=True, help="Believe a certificate that nobody has signed.")
def rehearse_command(
    url: str, conference: str | None, room: str | None, people: int, seconds: int, speakers: int, viewers: int,
    as_json_: bool, insist: bool, any_certificate: bool,
) -> None:  # fmt: skip
    """Fill URL, the deployment whose secret and database the settings name, with an audience, and report.

    What the crowd writes stays in the room's log: rehearse on a copy, or before the day. Its links end with it.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        fail(f"{url}: give scheme and host, for example https://conference.example")
    _check_own(url, parts.hostname)
    wanted = Wanted(
        f"{parts.scheme}://{parts.netloc}", conference, room, people, seconds, speakers, min(viewers, people), insist,
        not any_certificate,
    )  # fmt: skip
    try:
        figures = uvloop.run(_run(wanted))
    except (Misconfigured, SchemaMismatch) as error:
        fail(str(error))
    except NotAdmitted as error:
        fail(
            f"{error}. Only your own deployment can be rehearsed: run this with its PUENTE_DATA and database."
        )
    if as_json_:
        click.echo(json.dumps(as_json(figures, people, seconds), indent=2))
    else:
        for line in in_words(figures, people, seconds):
            click.echo(line)
    if not passed(figures):
        raise SystemExit(2)


def _check_own(url: str, host: str) -> None:
    """End unless an address is this deployment's own: its links are shown to nobody else."""
    public = settings_or_fail().public_url
    own = {"localhost", "127.0.0.1", "::1", urlsplit(public).hostname}
    if host not in own:
        fail(
            f"{url} is not this deployment: PUENTE_PUBLIC_URL is {public or 'not set'}.",
            "Only your own deployment can be rehearsed, by its public address or from its own machine.",
        )


async def _run(wanted: Wanted) -> Figures:
    async with open_stores(settings_or_fail()) as stores:
        conference = (
            stores.conferences.get(wanted.conference) if wanted.conference else stores.conferences.current()
        )
        if conference is None:
            fail(f"There is no conference {wanted.conference or ''}. `puente conference import` makes one.")
        if not conference.rehearsal and not wanted.insist:
            fail(
                f"{conference.slug} is served at its own times (PUENTE_REHEARSE_DAY=false): what is written would "
                "stand among what people wrote. Add --insist if that is meant."
            )
        room = conference.room(wanted.room) if wanted.room else conference.rooms[0]
        if room is None:
            fail(
                f"{conference.slug} has no room {wanted.room}. Rooms: {', '.join(r.slug for r in conference.rooms)}."
            )
        tickets = await _tickets(stores, conference, wanted)
        try:
            cast = _cast(stores, conference, wanted, tickets)
            address = wanted.address
            return await rehearse(
                address, f"{conference.slug}/{room.slug}", cast, wanted.seconds, verify=wanted.verify
            )
        finally:
            for each in tickets:
                await stores.accounts.revoke_ticket(each.id)


async def _tickets(stores: Stores, conference: Conference, wanted: Wanted) -> list[Ticket]:
    languages = conference.languages
    made: list[Ticket] = []
    for role, count in ((Role.MODERATOR, 1), (Role.SPEAKER, wanted.speakers), (Role.ATTENDEE, wanted.people)):
        for number, language in enumerate(languages):
            # Language by language, each its share.
            share = len(range(number, count, len(languages)))
            names = [f"Rehearsal {role.value} {language} {each + 1}" for each in range(share)]
            if names:
                made += await stores.accounts.create_tickets(conference.slug, role, names, language, 1, LABEL)
    return made


def _cast(stores: Stores, conference: Conference, wanted: Wanted, tickets: list[Ticket]) -> Cast:
    def seats(role: Role) -> list[Seat]:
        return [
            Seat(stores.links.url(wanted.address, each), each.language, each.name)
            for each in tickets
            if each.role is role
        ]

    [moderator] = seats(Role.MODERATOR)
    return Cast(seats(Role.ATTENDEE), seats(Role.SPEAKER), moderator, wanted.viewers)
