"""`puente links` and `puente revoke`: personal links of the database that the settings name."""

from __future__ import annotations

import json

import click

from rooms import Role
from server.commands.faults import fail
from server.commands.stores import with_stores
from server.invitations import Invitation, Invitations
from server.stores import Stores

ROLES = [role.value for role in Role if role not in (Role.SERVER, Role.GUEST)]


@click.command("links")
@click.option("--conference", "slug", help="Slug of the conference; the newest that is not an archive.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list of role, language, name and url.")
@click.option("--role", type=click.Choice(ROLES), help="Make new links for this role.")
@click.option("--language", help="Language of the new links; the conference's first.")
@click.option("--name", "names", multiple=True, help="Name on a new link; may be repeated.")
@click.option("--count", type=click.IntRange(1, 100_000), help="Make so many new links, numbered.")
def links_command(
    slug: str | None,
    as_json: bool,
    role: str | None,
    language: str | None,
    names: tuple[str, ...],
    count: int | None,
) -> None:
    """Print a personal link for each role, or make new ones with --role."""
    if role is None and (language or names or count):
        fail("--language, --name and --count make new links: give --role too.")

    async def work(stores: Stores) -> list[Invitation]:
        conference = stores.conferences.get(slug) if slug else stores.conferences.current()
        if conference is None:
            known = ", ".join(each.slug for each in stores.conferences.all()) or "none"
            raise click.ClickException(f"There is no conference {slug or ''}. Known: {known}.")
        if language and language not in conference.languages:
            raise click.ClickException(
                f"{conference.slug} is not held in {language}. Use one of: {', '.join(conference.languages)}."
            )
        invitations = Invitations(stores.accounts, stores.links, stores.settings)
        if role is None:
            return await invitations.standing(conference)
        return await invitations.make(conference, Role(role), language, names, count)

    made = with_stores(work)
    if as_json:
        click.echo(json.dumps([invitation.as_json() for invitation in made], ensure_ascii=False, indent=2))
    else:
        for invitation in made:
            click.echo(invitation.line())


@click.command("revoke")
@click.argument("link")
def revoke_command(link: str) -> None:
    """Take a personal link back and sign its holder out."""

    async def work(stores: Stores) -> bool:
        return await Invitations(stores.accounts, stores.links, stores.settings).revoke(link)

    if not with_stores(work):
        fail(
            "That is not a personal link of this server. Give the whole address, as `puente links` printed it."
        )
    click.echo("Revoked. Whoever entered with it is signed out.")
