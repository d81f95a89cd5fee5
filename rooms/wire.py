"""Commands and entries as JSON. Commands come from browsers, entries from the log and from other processes.

Strict both ways: unknown types and fields, missing fields and values of another type are refused. Entries must be
readable for ever: `entries` says how their shapes may grow.
"""

from collections.abc import Iterable
from typing import Any, Union

import msgspec

from rooms.core import COMMAND_TYPES, ENTRY_TYPES
from rooms.entries import Command, Entry


def _decoder(kinds: Iterable[type]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(Union[tuple(kinds)])  # noqa: UP007


_COMMANDS = _decoder(COMMAND_TYPES.values())
_ENTRIES = _decoder(ENTRY_TYPES.values())
_ENCODER = msgspec.json.Encoder()


def decode_command(obj: bytes | msgspec.Raw) -> Command:
    """The command in a JSON object. msgspec.ValidationError, with the path of the fault, for anything else."""
    command: Command = _decoded(_COMMANDS, obj)
    return command


def encode_entry(entry: Entry) -> bytes:
    """The entry as the log keeps it."""
    return _ENCODER.encode(entry)


def decode_entry(obj: bytes) -> Entry:
    """What `encode_entry` wrote. msgspec.ValidationError for anything else."""
    entry: Entry = _decoded(_ENTRIES, obj)
    return entry


def _decoded(decoder: msgspec.json.Decoder[Any], obj: bytes | msgspec.Raw) -> Any:
    try:
        return decoder.decode(obj)
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise msgspec.ValidationError(f"not JSON: {error}") from error
