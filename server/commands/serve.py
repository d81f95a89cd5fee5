"""`puente serve`, and the hidden `puente worker` that it starts beside others. Input: the settings."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click
import uvloop
from sqlalchemy.exc import SQLAlchemyError

from server.commands.faults import fail, settings_or_fail
from server.conferences.commands import report_faults
from server.conferences.reader import ConferenceFaults
from server.crew import Failed, serve_together
from server.errors import Misconfigured, SchemaMismatch
from server.logs import set_up_logs
from server.serving import serve
from server.settings import without_password
from server.worker import work


@click.command("serve")
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="TCP port to listen on; 0 takes a free one.")
@click.option(
    "--rehearse-day/--no-rehearse-day",
    default=None,
    help="Shift the newest programme so that a session is live now, or serve its own times.",
)
@click.option(
    "--workers", type=int, help="Processes that serve together and can be replaced; more than one need Redis."
)
@click.option("--certificate", type=click.Path(path_type=Path), help="TLS certificate chain (PEM).")
@click.option("--private-key", type=click.Path(path_type=Path), help="TLS private key (PEM).")
def serve_command(**options: object) -> None:
    """Serve the conferences and print ready links."""
    settings = settings_or_fail(**{name: value for name, value in options.items() if value is not None})
    set_up_logs(settings.log_level, settings.log_format)
    try:
        # A Ctrl-C is passed on once all is closed, to tell how it ended; that is as it should be.
        with suppress(KeyboardInterrupt):
            uvloop.run((serve_together if settings.crew else serve)(settings, click.echo))
        click.echo("Stopped.")
    except ConferenceFaults as error:
        fail(*report_faults(error), "Nothing was loaded and the server did not start.")
    except Failed as failed:
        fail(f"The workers did not come to serve: {failed}. Their own lines above say why.")
    except Misconfigured as error:
        fail("The settings have faults:", *(f"  {fault}" for fault in error.faults))
    except SchemaMismatch as error:
        fail(str(error))
    except OSError as error:
        fail(f"{settings.host}:{settings.port}: {error.strerror or error}. Set another PUENTE_PORT.")


@click.command("worker", hidden=True)
@click.option("--line", type=int, required=True, help="File descriptor of the line to the crew.")
@click.option("--rehearsed-at", type=int, required=True, help="The moment of a rehearsal, in ms.")
def worker_command(line: int, rehearsed_at: int) -> None:
    """Serve beside others; `puente serve --workers` starts it."""
    settings = settings_or_fail()
    set_up_logs(settings.log_level, settings.log_format)
    try:
        uvloop.run(work(settings, line, rehearsed_at))
    except (ConferenceFaults, Misconfigured, SchemaMismatch, SQLAlchemyError, OSError) as error:
        fail(f"The worker cannot serve: {without_password(str(error))}")
