"""The questions' file: what stands in it, in which order, and that no cell is taken for a formula."""

from __future__ import annotations

import csv
import io

from rooms import Audience, snapshot
from server.api.questions import COLUMNS, csv_file, rows_of
from tests.builders import a_room, asked_by, does
from tests.cast import ATTENDEE, MODERATOR, SECOND_ATTENDEE

ROOM = a_room(
    asked_by(ATTENDEE, "=1+1, ¿sí?"),
    does(SECOND_ATTENDEE, "question.ask", id="q2", text="Two\nlines", anonymous=True),
    asked_by(ATTENDEE, "Three", id="q3"),
    does(MODERATOR, "question.label", question="q2", label="money"),
    does(MODERATOR, "question.label", question="q2", label="today"),
    does(MODERATOR, "question.assign", question="q2", speaker="Sofía"),
    does(MODERATOR, "question.answer", question="q2", text="Yes.", to="asker"),
    does(MODERATOR, "question.dismiss", question="q3", reason="other", text="-Later"),
)


def read() -> list[dict[str, str]]:
    body = csv_file(list(rows_of(snapshot(ROOM, Audience.BACKSTAGE))))
    # Spreadsheets know by the mark that it is UTF-8.
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_each_question_is_a_row_with_all_that_is_known_of_it() -> None:
    rows = read()
    assert list(rows[0]) == list(COLUMNS)
    assert [row["number"] for row in rows] == ["1", "2", "3"]
    assert rows[1] == {
        "number": "2", "state": "answered", "votes": "0", "language": "en", "question": "Two\nlines", "asker": "Ben",
        "anonymous": "yes", "asked_at": "2022-03-23T14:00:00+00:00", "labels": "money, today", "assigned": "Sofía",
        "merged_into": "", "answer": "Yes.", "answer_to": "asker", "reason": "", "note": "",
    }  # fmt: skip
    assert (rows[2]["reason"], rows[2]["note"]) == ("other", "'-Later")


def test_no_text_is_taken_for_a_formula() -> None:
    assert read()[0]["question"] == "'=1+1, ¿sí?"
