"""Apertium through long-lived pipes: one chain of processes for each direction, fed and flushed text by text.

Input: the mode files of Debian's packages (`apertium-eng-spa`, `apertium-fr-es`). A chain is started at the first text
and again after it died. The `apertium` command itself drops the marks between texts under `-z`, so each stage is run by
itself. Languages without a pair of their own are reached over a third one.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from rooms import base_language
from server.translation.port import EngineFailed, Made

MODES = Path("/usr/share/apertium/modes")
TIMEOUT_S = 5.0
LONGEST = 4000
# The codes of the mode files' names.
_CODES = {"eng": "en", "en": "en", "spa": "es", "es": "es", "fra": "fr", "fr": "fr", "por": "pt", "pt": "pt"}
_CODES |= {"cat": "ca", "ca": "ca", "ita": "it", "it": "it"}
# What means something in Apertium's stream, and in what the stages mark.
_SPECIAL = re.compile(r"([\\\[\]{}^$/@<>*~#])")
_ESCAPED = re.compile(r"\\(.)")
_UNKNOWN = re.compile(r"(?<!\\)[*@#](?=\w)")
_SENTENCE_ENDS = ".!?:;…"
# Closes a sentence that has no mark of its own, so that the last word is translated too; see apertium-destxt.
_STOP = ".[]"


class Apertium:
    """An Engine on what is installed. `directions` is (source, target) → mode."""

    name = "apertium"

    def __init__(self, directions: Mapping[tuple[str, str], str], modes: Path = MODES) -> None:
        self._pipes = {pair: _Pipe(modes / f"{mode}.mode") for pair, mode in directions.items()}

    async def translates(self, source: str, target: str) -> bool:
        return bool(self._way(source, target))

    async def translate(self, text: str, source: str, target: str) -> Made:
        way = self._way(source, target)
        if not way:
            raise LookupError(f"{source} → {target}")
        unknown = 0
        for pair in way:
            made = await self._pipes[pair].translate(text)
            text, unknown = made.text, max(unknown, made.unknown)
        return Made(text, unknown)

    async def close(self) -> None:
        for pipe in self._pipes.values():
            await pipe.stop()

    def _way(self, source: str, target: str) -> list[tuple[str, str]]:
        """Return the pairs to go through: one, or two over a third language; none where there is no way."""
        here, there = base_language(source), base_language(target)
        if (here, there) in self._pipes:
            return [(here, there)]
        middles = (middle for start, middle in self._pipes if start == here)
        return next(
            ([(here, middle), (middle, there)] for middle in middles if (middle, there) in self._pipes), []
        )


def installed(modes: Path = MODES) -> dict[tuple[str, str], str]:
    """Return the directions that this machine has: (source, target) → mode."""
    found: dict[tuple[str, str], str] = {}
    for path in sorted(modes.glob("*.mode")):
        source, dash, target = path.stem.partition("-")
        if dash and source in _CODES and target in _CODES:
            found[_CODES[source], _CODES[target]] = path.stem
    return found


def pipeline(mode: str) -> str:
    """Return a mode's stages as one shell pipeline whose every stage flushes at NUL and marks unknown words."""
    stages = [stage.replace("$2", "").replace("$1", "-g").strip() for stage in mode.strip().split("|")]
    return " | ".join(re.sub(r"^(\S+)", r"\1 -z", stage) for stage in stages)


class _Pipe:
    """One direction: one text at a time."""

    def __init__(self, mode: Path) -> None:
        self._mode = mode
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None

    async def translate(self, text: str) -> Made:
        lines, unknown = [], 0
        async with self._turn:
            for line in text.replace("\0", "")[:LONGEST].split("\n"):
                if not line.strip():
                    lines.append(line)
                    continue
                made = await self._line(line)
                lines.append(made.text)
                unknown += made.unknown
        return Made("\n".join(lines), unknown)

    async def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        if process is not None and process.stdin is not None:
            process.stdin.close()

    async def _line(self, line: str) -> Made:
        stop = "" if line.rstrip()[-1] in _SENTENCE_ENDS else _STOP
        fed = _SPECIAL.sub(r"\\\1", line) + stop + "[\n]\0"
        try:
            async with asyncio.timeout(TIMEOUT_S):
                process = await self._running()
                assert process.stdin and process.stdout
                process.stdin.write(fed.encode())
                await process.stdin.drain()
                answer = await process.stdout.readuntil(b"\0")
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            await self.stop()
            raise EngineFailed(f"{self._mode.stem}: {error or type(error).__name__}") from error
        except BaseException as error:
            # Also when whoever asked went away: what is still in the chain must not become the next text's answer.
            await self.stop()
            if isinstance(error, TimeoutError):
                raise EngineFailed(f"{self._mode.stem}: no answer within {TIMEOUT_S:g} s") from error
            raise
        written = answer[:-1].decode("utf-8", "replace").replace(_STOP, "").replace("[\n]", "")
        plain = _ESCAPED.sub(r"\1", _UNKNOWN.sub("", written))
        return Made(_tidy(plain, line), len(_UNKNOWN.findall(written)))

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            command = pipeline(self._mode.read_text(encoding="utf-8"))
            self._process = await asyncio.create_subprocess_exec(
                "/bin/sh",
                "-c",
                command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
        return self._process


def _tidy(text: str, original: str) -> str:
    """Mend what the stages leave: doubled blanks, blanks before marks, a capital that was lost at the beginning."""
    text = re.sub(r" {2,}", " ", text).strip()
    text = re.sub(r"([(¿¡«]) ", r"\1", text)
    if not re.search(r"\s[?!;:]", original):
        text = re.sub(r" +([?!;:,.])", r"\1", text)
    return text[:1].upper() + text[1:] if original.strip()[:1].isupper() else text
