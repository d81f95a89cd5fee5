"""Log lines: text for people, JSON for machines, with what was noted around them."""

from __future__ import annotations

import asyncio
import json
import logging

from server.logs import JsonLines, TextLines, noting


def record(message: str = "room %s", *args: object, **extra: object) -> logging.LogRecord:
    made = logging.makeLogRecord(
        {"name": "server.live", "levelname": "WARNING", "msg": message, "args": args}
    )
    vars(made).update(extra)
    return made


def test_text_line_has_its_fields_in_brackets() -> None:
    with noting(request_id="r1"):
        line = TextLines().format(record("room %s", "plenary", command_id="c1"))
    assert line.endswith("WARNING server.live room plenary [request_id=r1 command_id=c1]")
    assert TextLines().format(record("plain")).endswith("WARNING server.live plain")


def test_json_line_is_one_object_whatever_is_logged() -> None:
    with noting(request_id="r1"):
        line = JsonLines().format(record("two\nlines", room="plenary", odd=object()))
    assert "\n" not in line
    read = json.loads(line)
    assert read["message"] == "two\nlines"
    assert (read["level"], read["request_id"], read["room"]) == ("warning", "r1", "plenary")
    assert read["time"].endswith("+00:00")


def test_fault_stands_in_its_line() -> None:
    try:
        raise ZeroDivisionError("a fault")
    except ZeroDivisionError as error:
        made = record("failed")
        made.exc_info = (type(error), error, error.__traceback__)
    assert "ZeroDivisionError: a fault" in json.loads(JsonLines().format(made))["fault"]


async def test_what_is_noted_is_of_its_own_task_alone() -> None:
    async def line(id: str) -> str:
        with noting(request_id=id):
            await asyncio.sleep(0)
            return TextLines().format(record("x"))

    lines = await asyncio.gather(line("r1"), line("r2"))
    assert ["r1" in lines[0], "r2" in lines[0], "r2" in lines[1]] == [True, False, True]
