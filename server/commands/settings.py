"""`puente settings`: every setting with its value and meaning."""

from __future__ import annotations

import click

from server.commands.faults import settings_or_fail
from server.settings import describe


@click.command("settings")
def settings_command() -> None:
    """Print every setting with its value and meaning."""
    for variable, value, meaning in describe(settings_or_fail()):
        click.echo(f"{variable}={value}\n    {meaning}")
