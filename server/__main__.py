"""The `puente` command. Each subcommand reads the settings, does one thing and says plainly what went wrong."""

from __future__ import annotations

import click

from server.commands.lazy import LazyGroup

PLACES = {
    "serve": "server.commands.serve:serve_command",
    "worker": "server.commands.serve:worker_command",
    "links": "server.commands.links:links_command",
    "revoke": "server.commands.links:revoke_command",
    "conference": "server.commands.conference:conference_command",
    "settings": "server.commands.settings:settings_command",
    "migrate": "server.commands.migrate:migrate_command",
    "backup": "server.commands.backup:backup_command",
    "restore": "server.commands.backup:restore_command",
    "rehearse": "server.commands.rehearse:rehearse_command",
}


@click.group(cls=LazyGroup, places=PLACES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="puente", prog_name="puente")
def puente() -> None:
    """Run a day-long, bilingual virtual conference."""


def main() -> None:
    """Run the command line."""
    puente()


if __name__ == "__main__":
    main()
