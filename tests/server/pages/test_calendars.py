"""The calendars, read back by the library that other programs would use."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar

from tests.conftest import WoundClock
from tests.server.pages.conftest import ADDRESS, AMERICAS, GENEVA, NORTH_AMERICA, Reader


async def calendar(reader: Reader, path: str) -> Any:
    answer = await reader.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


async def test_whole_programme_is_a_calendar_in_the_readers_language(
    reader: Reader, clock: WoundClock
) -> None:
    read = await calendar(reader, f"/es/{AMERICAS}/programme.ics")
    conference = reader.site.conferences.get(AMERICAS)
    assert conference is not None
    entries = read.walk("VEVENT")
    assert len(entries) == len(conference.sessions)
    assert read["X-WR-CALNAME"] == "Conferencia inaugural de Metropolis Américas"
    panel = next(entry for entry in entries if entry["UID"].startswith("governing-together."))
    assert panel["UID"] == f"governing-together.{AMERICAS}@testserver"
    assert panel["SUMMARY"] == "Gobernar juntos la migración"
    assert panel["SUMMARY"].params["LANGUAGE"] == "es"
    assert panel["URL"] == f"{ADDRESS}/es/{AMERICAS}/sessions/governing-together"
    assert panel["LOCATION"] == "Sala plenaria, En línea"
    assert panel["DTSTAMP"].dt == datetime.fromtimestamp(clock.now / 1000, UTC)
    assert panel["DTSTART"].dt == datetime(2022, 3, 23, 14, tzinfo=UTC)
    assert panel["DTEND"].dt == datetime(2022, 3, 23, 15, tzinfo=UTC)
    assert panel["DTSTART"].params["TZID"] == "America/Toronto"
    assert "Panelistas: 3 por anunciar" in panel["DESCRIPTION"]
    assert [zone["TZID"] for zone in read.walk("VTIMEZONE")] == ["America/Toronto"]


async def test_ids_are_unique_and_the_same_in_every_language(reader: Reader) -> None:
    ids = [
        [
            entry["UID"]
            for entry in (await calendar(reader, f"/{tag}/{AMERICAS}/programme.ics")).walk("VEVENT")
        ]
        for tag in ("en", "fr")
    ]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(ids[0])


async def test_one_session_is_a_calendar_of_its_own(reader: Reader) -> None:
    answer = await reader.get(f"/fr/{AMERICAS}/sessions/opening.ics")
    assert f'filename="{AMERICAS}-opening.fr.ics"' in answer.headers["content-disposition"]
    assert answer.headers["content-language"] == "fr"
    [entry] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert entry["SUMMARY"] == "Ouverture\N{NO-BREAK SPACE}: une nouvelle conversation"
    assert (await reader.get(f"/fr/{AMERICAS}/sessions/none.ics")).status_code == 404


async def test_archive_without_sessions_is_one_entry_over_its_days(reader: Reader) -> None:
    [entry] = (await calendar(reader, f"/en/{GENEVA}/programme.ics")).walk("VEVENT")
    assert entry["DTSTART"].dt == date(2004, 9, 27)
    assert entry["DTEND"].dt == date(2004, 10, 2)
    assert entry["LOCATION"] == "Geneva, Switzerland"
    assert entry["TRANSP"] == "TRANSPARENT"


async def test_session_without_hours_takes_its_day_and_one_without_a_day_is_left_out(reader: Reader) -> None:
    archive, live = reader.site.conferences.get(NORTH_AMERICA), reader.site.conferences.get(AMERICAS)
    assert archive is not None
    assert live is not None
    dated = live.sessions[0].model_copy(
        update={"start": None, "end": None, "room": None, "day": archive.last_day}
    )
    undated = dated.model_copy(update={"slug": "undated", "day": None})
    await reader.site.conferences.put(archive.model_copy(update={"sessions": (dated, undated)}))
    [entry] = (await calendar(reader, f"/en/{NORTH_AMERICA}/programme.ics")).walk("VEVENT")
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (date(2018, 9, 28), date(2018, 9, 29))


async def test_words_that_have_no_translation_keep_their_language(reader: Reader) -> None:
    conference = reader.site.conferences.get(AMERICAS)
    assert conference is not None
    session = conference.sessions[0]
    english = session.model_copy(update={"title": type(session.title)({"en": "Only English"})})
    await reader.site.conferences.put(conference.model_copy(update={"sessions": (english,)}))
    [entry] = (await calendar(reader, f"/fr/{AMERICAS}/programme.ics")).walk("VEVENT")
    assert entry["SUMMARY"].params["LANGUAGE"] == "en"
    assert entry["DESCRIPTION"].params["LANGUAGE"] == "fr"
