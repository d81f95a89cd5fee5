"""The `puente` command. Each subcommand reads the settings, does one thing and says plainly what went wrong."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NoReturn, TypeVar

import click
import uvloop

from rooms import Role
from server.conferences.commands import check as check_file
from server.conferences.commands import report_faults, report_warnings
from server.conferences.reader import ConferenceFaults, read
from server.conferences.writer import write_conference
from server.errors import Misconfigured, SchemaMismatch
from server.invitations import Invitation, Invitations
from server.logs import set_up_logs
from server.serving import serve as serve_forever
from server.settings import Settings, describe, load_settings
from server.stores import Stores, open_stores

T = TypeVar("T")
ROLES = [role.value for role in Role if role is not Role.SERVER]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="puente", prog_name="puente")
def puente() -> None:
    """Run a day-long, bilingual virtual conference."""


@puente.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="TCP port to listen on; 0 takes a free one.")
@click.option(
    "--rehearse-day/--no-rehearse-day",
    default=None,
    help="Shift the newest programme so that a session is live now, or serve its own times.",
)
@click.option("--certificate", type=click.Path(path_type=Path), help="TLS certificate chain (PEM).")
@click.option("--private-key", type=click.Path(path_type=Path), help="TLS private key (PEM).")
def serve(**options: object) -> None:
    """Serve the conferences and print ready links."""
    settings = _settings(**{name: value for name, value in options.items() if value is not None})
    set_up_logs(settings.log_level)
    try:
        uvloop.run(serve_forever(settings, click.echo))
    except ConferenceFaults as error:
        _fail(*report_faults(error), "Nothing was loaded and the server did not start.")
    except SchemaMismatch as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{settings.host}:{settings.port}: {error.strerror or error}. Set another PUENTE_PORT.")


@puente.command()
@click.option("--conference", "slug", help="Slug of the conference; the newest that is not an archive.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list of role, language, name and url.")
@click.option("--role", type=click.Choice(ROLES), help="Make new links for this role.")
@click.option("--language", help="Language of the new links; the conference's first.")
@click.option("--name", "names", multiple=True, help="Name on a new link; may be repeated.")
@click.option("--count", type=click.IntRange(1, 100_000), help="Make so many new links, numbered.")
def links(
    slug: str | None,
    as_json: bool,
    role: str | None,
    language: str | None,
    names: tuple[str, ...],
    count: int | None,
) -> None:
    """Print a personal link for each role, or make new ones with --role."""
    if role is None and (language or names or count):
        _fail("--language, --name and --count make new links: give --role too.")

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

    made = _with_stores(work)
    if as_json:
        click.echo(json.dumps([invitation.as_json() for invitation in made], ensure_ascii=False, indent=2))
    else:
        for invitation in made:
            click.echo(invitation.line())


@puente.command()
@click.argument("link")
def revoke(link: str) -> None:
    """Take a personal link back and sign its holder out."""

    async def work(stores: Stores) -> bool:
        return await Invitations(stores.accounts, stores.links, stores.settings).revoke(link)

    if not _with_stores(work):
        _fail(
            "That is not a personal link of this server. Give the whole address, as `puente links` printed it."
        )
    click.echo("Revoked. Whoever entered with it is signed out.")


@puente.group()
def conference() -> None:
    """Check, import and export conference files."""


@conference.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check_conference(file: Path) -> None:
    """Read FILE (a TOML file or a folder) and report every fault with its line and fix."""
    report = check_file(file)
    for line in report.lines:
        click.echo(line, err=not report.ok)
    if not report.ok:
        raise SystemExit(1)


@conference.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_conference(file: Path) -> None:
    """Load FILE into the database, in place of the conference with the same slug. A running server follows."""
    try:
        reading = read(file)
    except ConferenceFaults as error:
        _fail(*report_faults(error), "Nothing was imported.")
    _with_stores(lambda stores: stores.conferences.put(reading.conference))
    for line in report_warnings(reading.warnings):
        click.echo(line, err=True)
    click.echo(f"Imported {reading.conference.slug}.")


@conference.command("export")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--conference", "slug", help="Slug of the conference; the newest that is not an archive.")
def export_conference(file: Path, slug: str | None) -> None:
    """Write a conference of the database to FILE as TOML; - is standard output."""

    async def work(stores: Stores) -> str:
        current = stores.conferences.current()
        wanted = slug or (current.slug if current else "")
        found = await stores.conferences.original(wanted)
        if found is None:
            known = ", ".join(each.slug for each in stores.conferences.all()) or "none"
            raise click.ClickException(f"There is no conference {wanted}. Known: {known}.")
        return write_conference(found)

    text = _with_stores(work)
    if str(file) == "-":
        click.echo(text, nl=False)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        _fail(f"{file}: {error.strerror}. Choose a place that can be written.")
    click.echo(f"Exported to {file}.")


@puente.command("settings")
def show_settings() -> None:
    """Print every setting with its value and meaning."""
    for variable, value, meaning in describe(_settings()):
        click.echo(f"{variable}={value}\n    {meaning}")


@puente.command()
def migrate() -> None:
    """Bring the database to the schema of this version."""

    async def work(stores: Stores) -> str:
        before, after = stores.revisions
        return (
            f"The schema is {after}."
            if before == after
            else f"Migrated from {before or 'nothing'} to {after}."
        )

    click.echo(_with_stores(work))


def main() -> None:
    """Run the command line."""
    puente()


def _settings(**overrides: object) -> Settings:
    try:
        return load_settings(**overrides)
    except Misconfigured as error:
        _fail("The settings have faults:", *(f"  {fault}" for fault in error.faults))


def _with_stores(work: Callable[[Stores], Awaitable[T]]) -> T:
    """Run `work` with the stores open and the schema migrated."""

    async def run() -> T:
        async with open_stores(_settings()) as stores:
            return await work(stores)

    try:
        return asyncio.run(run())
    except SchemaMismatch as error:
        _fail(str(error))


def _fail(*lines: str) -> NoReturn:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
