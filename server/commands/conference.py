"""`puente conference check|import|export FILE`. Input: a TOML file or a folder, as deploy/conferences/README.md tells."""

from __future__ import annotations

from pathlib import Path

import click

from server.commands.faults import fail
from server.commands.stores import with_stores
from server.conferences.commands import check as check_file
from server.conferences.commands import report_faults, report_warnings
from server.conferences.reader import ConferenceFaults, read
from server.conferences.writer import write_conference
from server.store.actions import Actions
from server.stores import Stores, wall_clock


@click.group("conference")
def conference_command() -> None:
    """Check, import and export conference files."""


@conference_command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check_conference(file: Path) -> None:
    """Read FILE (a TOML file or a folder) and report every fault with its line and fix."""
    report = check_file(file)
    for line in report.lines:
        click.echo(line, err=not report.ok)
    if not report.ok:
        raise SystemExit(1)


@conference_command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_conference(file: Path) -> None:
    """Load FILE into the database, in place of the conference with the same slug. A running server follows."""
    try:
        reading = read(file)
    except ConferenceFaults as error:
        fail(*report_faults(error), "Nothing was imported.")

    async def work(stores: Stores) -> None:
        await stores.conferences.put(reading.conference)
        await Actions(stores.database, wall_clock).note("conference.imported", reading.conference.slug, None)

    with_stores(work)
    for line in report_warnings(reading.warnings):
        click.echo(line, err=True)
    click.echo(f"Imported {reading.conference.slug}.")


@conference_command.command("export")
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
        await Actions(stores.database, wall_clock).note("conference.exported", wanted, None)
        return write_conference(found)

    text = with_stores(work)
    if str(file) == "-":
        click.echo(text, nl=False)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        fail(f"{file}: {error.strerror}. Choose a place that can be written.")
    click.echo(f"Exported to {file}.")
