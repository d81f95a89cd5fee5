"""The numbers of several workers as one page, each sample with the worker's slot. Input: their pages, as Prometheus reads
them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_SAMPLE = re.compile(rb"^([A-Za-z_:][A-Za-z0-9_:]*)(\{)?")


def together(pages: Mapping[str, bytes]) -> bytes:
    """Return one page with a label `worker`. The format wants the samples of a family in one place."""
    heads: dict[bytes, list[bytes]] = {}
    samples: dict[bytes, list[bytes]] = {}
    for slot, page in pages.items():
        family = b""
        for line in page.splitlines():
            if line.startswith(b"# HELP "):
                family = line.split(b" ", 3)[2]
                heads.setdefault(family, [])
                samples.setdefault(family, [])
            if line.startswith(b"#"):
                if line not in heads[family]:
                    heads[family].append(line)
            elif line:
                samples[family].append(_labelled(line, slot.encode()))
    return b"".join(line + b"\n" for family, head in heads.items() for line in (*head, *samples[family]))


def _labelled(line: bytes, slot: bytes) -> bytes:
    found = _SAMPLE.match(line)
    if found is None:
        return line
    rest = line[found.end() :]
    return b'%s{worker="%s"%s%s' % (found[1], slot, b"," if found[2] else b"}", rest)
