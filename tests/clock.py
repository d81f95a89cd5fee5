"""The clock of a server's own, which tests may set while it runs: Debian's libfaketime tells it another time of day.

Time that passes is left alone, as it is where a machine's clock is set. Input: a file with the offset.
"""

from __future__ import annotations

from pathlib import Path


class Clock:
    """Give `environment` to the server; until `step` its clock goes right."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.step(0)

    @property
    def environment(self) -> dict[str, str]:
        """What makes a process read this clock."""
        found = [*Path("/usr/lib").glob("*/faketime/libfaketime.so.1")]
        assert found, "install libfaketime (tests/machine.sh)"
        return {
            "LD_PRELOAD": str(found[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1",
            "NO_FAKE_STAT": "1",
        }

    def step(self, seconds: int) -> None:
        """Set it so many seconds before (or behind) the right time, within a second."""
        self._file.write_text(f"{seconds:+d}s\n")
