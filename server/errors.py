"""Faults that stop a command or a start, told to people. Refusals of the rooms are `rooms.Refused`."""

from __future__ import annotations

from collections.abc import Sequence


class Misconfigured(Exception):
    """The settings cannot be used. `faults` holds every reason, one sentence each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


class SchemaMismatch(Exception):
    """The database's schema is not the one that this code knows."""


class CopyRefused(Exception):
    """One database cannot be copied into another. The sentence says why and what to do."""


class BackupRefused(Exception):
    """A backup cannot be written or restored. Nothing was changed."""
