"""How a command tells what went wrong: plain lines on standard error, and an exit code of 1."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from server.errors import Misconfigured
from server.settings import Settings, load_settings


def fail(*lines: str) -> NoReturn:
    """Tell and end."""
    for line in lines:
        click.echo(line, err=True)
    sys.exit(1)


def settings_or_fail(**overrides: object) -> Settings:
    """Read the settings, or tell every fault and end."""
    try:
        return load_settings(**overrides)
    except Misconfigured as error:
        fail("The settings have faults:", *(f"  {fault}" for fault in error.faults))
