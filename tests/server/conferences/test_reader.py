"""Conference files with faults: all of them are told at once, each with its line and a fix."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.conferences.reader import ConferenceFaults, read_conference
from server.conferences.source import SIZE_LIMIT
from tests.server.conferences.files import FOLDER, GOOD, changed, faults_of, line_of, warnings_of


def test_good_file_has_neither_faults_nor_warnings(tmp_path: Path) -> None:
    assert faults_of(tmp_path, GOOD) == []
    assert warnings_of(tmp_path, GOOD) == []


# Where a fault is told when that is not where the file was changed: at the table that lacks a key, say.
ELSEWHERE = {
    'slug = "rivers"\n': "name",
    "virtual = true\n": "slug",
    'room = "hall"\n': "[[sessions]]",
    'language = "en"\n': "[[sessions]]",
    'slug = "lab"': 'slug = "hall"\nname = { en = "Lab"',
    ', person = "ana"': 'part = "chair"',
    "end = 2022-11-06T10:00:00\n": "start = 2022-11-06T09:00:00",
}


@pytest.mark.parametrize(
    ("old", "new", "said", "fix"),
    [
        ('slug = "rivers"', 'slug = "The Rivers"', "no slug", "'the-rivers'"),
        ('slug = "rivers"\n', "", "'slug' is missing", "slug = "),
        (
            'name = { en = "Rivers", es = "Ríos" }',
            'name = "Rivers"',
            "needs its language",
            '{ en = "Rivers" }',
        ),
        ('summary = { en = "A day.",', "summary = { en = 3,", "wrong form", "a text in quotes"),
        ('summary = { en = "A day.", ', "summary = { ", "no text in en", "add en = "),
        ("America/Toronto", "America/Torronto", "no time zone", "'America/Toronto'"),
        ('["en", "es"]', '["en", "es_MX"]', "spelled", "'es-MX'"),
        ('["en", "es"]', '["en", "es", "en"]', "listed twice", "keep one"),
        ("virtual = true", 'virtual = "yes"', "wrong form", "true or false"),
        ("virtual = true\n", "", "neither a venue nor virtual", "[venue]"),
        ("virtual = true", 'virtual = true\nhashtag = "Rivers"', "no hashtag", "'#Rivers'"),
        ("virtual = true", 'virtual = true\nhashtags = "#Rivers"', "unknown key", "'hashtag'"),
        ("last_day = 2022-11-07", "last_day = 2022-11-05", "before the first", "swap"),
        ("last_day = 2022-11-07", "last_day = 20221107", "no date", "2022-03-23"),
        ("last_day = 2022-11-07", "last_day = 0022-11-07", "year 22", "1900"),
        (
            'slug = "ana"',
            'slug = "ana"\nhashtag = "#Ana"',
            "of the whole conference",
            "before the first table",
        ),
        ('name = "Ana"', 'name = "Ana"\nurl = "ana.example"', "no http", "https://ana.example"),
        ('kind = "workshop"', 'kind = "workshp"', "'kind' cannot be", "'workshop'"),
        ('slug = "lab"', 'slug = "hall"', "already the slug", "'hall-2'"),
        ('title = { en = "Opening"', 'titel = { en = "Opening"', "unknown key 'titel'", "'title'"),
        ('room = "hall"', 'room = "hal"', "no room 'hal'", "'hall'"),
        ('room = "hall"\n', "", "has no room", "add room"),
        ('language = "en"\n', "", "no language of the floor", 'language = "en"'),
        ('person = "ana"', 'person = "anna"', "no person 'anna'", "'ana'"),
        (', person = "ana"', "", "names nobody", "to_be_announced"),
        ('person = "ana"', 'person = "ana", to_be_announced = true', "yet to be announced", "leave out"),
        ('part = "chair"', 'part = "chiar"', "'part' cannot be", "'chair'"),
        ("start = 2022-11-06T09:00:00", "start = 2022-11-06", "no date with an hour", "T09:30:00"),
        ("start = 2022-11-06T09:00:00", "start = 09:00:00", "no date with an hour", "T09:30:00"),
        ("end = 2022-11-06T10:00:00", "end = 2022-11-06T08:00:00", "not after its start", "correct"),
        ("end = 2022-11-06T10:00:00", "end = 2022-11-06T09:00:00", "not after its start", "correct"),
        ("end = 2022-11-06T10:00:00\n", "", "a start and no end", "add the end"),
        (
            "start = 2022-11-06T10:30:00",
            "start = 2022-11-06T10:15:00",
            "overlaps 'pause' in room 'hall'",
            "move",
        ),
        ("start = 2022-11-06T09:00:00", "start = 2022-11-05T09:00:00", "outside the conference", "first_day"),
        ("start = 2022-11-06T09:00:00", "start = 2022-11-06T01:30:00", "comes twice", "01:30:00-05:00"),
        ('kind = "panel"', 'kind = "panel"\nday = 2022-11-08', "beside its start", "leave day out"),
        ('kind = "panel"', 'kind = "panel"\ntheme = "water"', "no theme 'water'", "[[themes]]"),
    ],
)
def test_fault_is_told_alone_with_its_line_and_fix(
    tmp_path: Path, old: str, new: str, said: str, fix: str
) -> None:
    text = changed((old, new))
    (told,) = [fault for fault in faults_of(tmp_path, text) if "'title' is missing" not in fault]
    assert said in told
    place, _, mending = told.partition(" — ")
    assert fix in mending
    where = ELSEWHERE.get(old, new)
    line = line_of(text, where) + (where.count("\n") if where == new else 0)
    assert place.startswith(f"rivers.toml:{line}: ")


def test_missing_key_is_told_at_the_header_of_its_table(tmp_path: Path) -> None:
    text = changed(('title = { en = "Opening", es = "Apertura" }\n', ""))
    (told,) = faults_of(tmp_path, text)
    assert told.startswith(
        f"rivers.toml:{line_of(text, '[[sessions]]')}: 'title' is missing — add title = {{ en"
    )


def test_all_faults_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = changed(
        ('slug = "rivers"', 'slug = "Rivers!"'),
        ("America/Toronto", "Toronto"),
        ('kind = "workshop"', 'kind = "kitchen"'),
        ('room = "hall"', 'room = "lobby"'),
        ('person = "ana"', 'person = "bob"'),
        ('kind = "panel"', 'kind = "keynote"'),
        ("end = 2022-11-06T11:30:00", "end = 2022-11-06T10:29:00"),
        (
            'title = { en = "Closing", es = "Clausura" }',
            'title = { es = "Clausura" }\nabstrat = { en = "?" }',
        ),
    )
    told = faults_of(tmp_path, text)
    lines = [int(fault.split(":")[1]) for fault in told]
    expected = [
        'slug = "Rivers!"',
        'time_zone = "Toronto"',
        'kind = "kitchen"',
        'room = "lobby"',
        'person = "bob"',
        'kind = "keynote"',
        "end = 2022-11-06T10:29:00",
        'title = { es = "Clausura" }',
        "abstrat",
    ]
    assert lines == [line_of(text, part) for part in expected]


def test_faulty_item_does_not_make_references_to_it_faults(tmp_path: Path) -> None:
    told = faults_of(tmp_path, changed(('slug = "hall"\nname', 'slug = "hall"\nnombre')))
    assert [fault.split(": ")[1].split(" — ")[0] for fault in told] == [
        "'name' is missing",
        "unknown key 'nombre'",
    ]


def test_wrong_start_does_not_hide_another_fault_of_its_session(tmp_path: Path) -> None:
    told = faults_of(
        tmp_path, changed(("start = 2022-11-06T09:00:00", "start = 9"), ('room = "hall"', 'room = "x"'))
    )
    assert len(told) == 2


@pytest.mark.parametrize(
    ("text", "line", "fix"),
    [
        ("slug = rivers\n", 1, "quotes"),
        ('a = 1\nname = "Rivers\nb = 2\n', 2, "close the quote"),
        ("a = 1\n\na = 2\n", 3, "keep one"),
        ("[[sessions]\n", 1, "close the table's name"),
        ("a = 1\nday = 2022-02-30\n", 2, "day that exists"),
        ("a = [1,\n", 2, "not closed"),
        ("a = " + "[" * 5000, 1, ""),
    ],
)
def test_syntax_fault_names_its_line(tmp_path: Path, text: str, line: int, fix: str) -> None:
    (told,) = faults_of(tmp_path, text)
    assert told.startswith(f"rivers.toml:{line}: ")
    assert fix in told.partition(" — ")[2]


def test_file_that_is_not_utf_8_names_the_line(tmp_path: Path) -> None:
    (told,) = faults_of(tmp_path, b"# ok\n# \xe9\n")
    assert told == "rivers.toml:2: this is not UTF-8 — save the file as UTF-8 in your editor"


def test_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    assert faults_of(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()) == []


def test_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (told,) = faults_of(tmp_path, b"#" * (SIZE_LIMIT + 1))
    assert "too large" in told


def test_missing_file_and_empty_folder_are_told(tmp_path: Path) -> None:
    for path, said in ((tmp_path / "none.toml", "no such file"), (tmp_path, "no conference.toml")):
        with pytest.raises(ConferenceFaults, match=said) as caught:
            read_conference(path)
        assert [fault.line for fault in caught.value.faults] == [None]


def test_folder_is_read_as_one_conference(tmp_path: Path) -> None:
    head, sessions = GOOD.split("[[sessions]]", 1)
    (tmp_path / "conference.toml").write_text(head)
    first, second = ("[[sessions]]" + sessions).split('[[sessions]]\nslug = "pause"', 1)
    (tmp_path / "a.toml").write_text(first)
    (tmp_path / "b.toml").write_text('[[sessions]]\nslug = "pause"' + second)
    single = tmp_path / "elsewhere.txt"
    single.write_text(GOOD)
    assert read_conference(tmp_path) == read_conference(single)


def test_fault_in_a_folder_names_the_file_that_has_it(tmp_path: Path) -> None:
    (tmp_path / "conference.toml").write_text(GOOD)
    (tmp_path / "more.toml").write_text('slug = "again"\n[[people]]\nslug = "bob"\n')
    with pytest.raises(ConferenceFaults, match="already given") as twice:
        read_conference(tmp_path)
    assert str(twice.value).startswith(f"{tmp_path / 'more.toml'}:1: ")
    (tmp_path / "more.toml").write_text('# More people\n[[people]]\nslug = "bob"\n')
    with pytest.raises(ConferenceFaults, match="'name' is missing") as unnamed:
        read_conference(tmp_path)
    assert str(unnamed.value).startswith(f"{tmp_path / 'more.toml'}:2: ")


def test_missing_translation_is_a_warning_that_names_who_stands_in(tmp_path: Path) -> None:
    text = changed(('{ en = "Closing", es = "Clausura" }', '{ en = "Closing" }'))
    (told,) = warnings_of(tmp_path, text)
    line = line_of(text, 'title = { en = "Closing"')
    assert told.startswith(f"rivers.toml:{line}: 'title' has no text in es")
    assert "readers get it in en" in told


def test_text_in_a_language_of_nobody_is_a_warning(tmp_path: Path) -> None:
    (told,) = warnings_of(tmp_path, changed(('es = "Clausura"', 'es = "Clausura", fr = "Clôture"')))
    assert "'fr' is no language of this conference" in told


def test_archive_may_lack_hours_rooms_and_languages(tmp_path: Path) -> None:
    session = (
        '[[sessions]]\nslug = "debate"\nkind = "plenary"\nday = 2022-11-07\ntitle = { en = "D", es = "D" }\n'
    )
    assert len(faults_of(tmp_path, GOOD + session)) == 3
    assert faults_of(tmp_path, changed(("virtual = true", "virtual = true\narchive = true")) + session) == []
    (tmp_path / "good.toml").write_text(
        changed(("virtual = true", "archive = true\nvirtual = true")) + session
    )
    debate = read_conference(tmp_path / "good.toml").session("debate")
    assert debate is not None
    assert (debate.day, debate.start) == (date(2022, 11, 7), None)


def test_repeated_hour_with_its_offset_is_exact(tmp_path: Path) -> None:
    text = changed(
        ("start = 2022-11-06T09:00:00", "start = 2022-11-06T01:30:00-04:00"),
        ("end = 2022-11-06T10:00:00", "end = 2022-11-06T01:15:00-05:00"),
    )
    assert faults_of(tmp_path, text) == []


def test_hour_that_a_clock_change_skips_is_a_fault(tmp_path: Path) -> None:
    text = (
        GOOD.replace("2022-11-06", "2022-03-13")
        .replace("2022-11-07", "2022-03-13")
        .replace("T09:00", "T02:30")
    )
    (told,) = faults_of(tmp_path, text)
    assert "there is no 02:30 on 2022-03-13" in told


_LINES = (FOLDER / "metropolis-americas-2022.toml").read_text().split("\n")
_ODD = (
    "1",
    '"x"',
    "[]",
    "{}",
    "true",
    "2022-03-23",
    "10:00:00",
    "[[1]]",
    "nan",
    '""',
    "0001-01-01T00:00:00+14:00",
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(_LINES) - 1), st.none() | st.sampled_from(_ODD)), max_size=4))
def test_no_damage_gives_anything_but_faults_with_a_line_and_fix(
    tmp_path_factory: pytest.TempPathFactory, damage: list[tuple[int, str | None]]
) -> None:
    lines = list(_LINES)
    for number, value in damage:
        lines[number] = "" if value is None else f"{lines[number].split(' = ')[0]} = {value}"
    file = tmp_path_factory.mktemp("damaged") / "conference.toml"
    file.write_text("\n".join(lines))
    try:
        read_conference(file)
    except ConferenceFaults as error:
        assert error.faults
        assert all(fault.line and fault.what and fault.fix for fault in error.faults)
