"""What `_webinars/` holds: compiled with its translations, stored in a release, and kept when it breaks."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from elearn.content.compiler import Compiled
from elearn.content.release import decode_webinars, encode_webinars
from elearn.content.written_dates import find_dates
from elearn.domain.webinars import Channel, Presenter, Webinar
from elearn.services.catalogue import current_release, load_catalogue
from elearn.services.publishing import publish
from tests.content.slips.webinars import CALENDAR, EVENT, E
from tests.content.test_learning_paths import write
from tests.content.trees import BASE, LANGUAGES, Files, check, compiled
from tests.makers import NOW

FRENCH = """\
---
translation: webinar-addresses
title: "Les adresses chez vous"
summary: "Une heure avec un téléphone."
presenters: {"Ama Diop": "son propre réseau"}
---

## Ordre du jour <!-- #agenda -->

- 13:00 Accueil
"""
LINES = (
    '---\ntype: channels\nid: lines\ntitle: "Lines"\nchannels: {en: "1638", es: {id: "1738", phone: "+1 555"}}\n---\n'
)
TIMED = "WEBVTT\n\n00:00.000 --> 00:04.000\nGood day.\n\n00:50.000 --> 00:55.000\n<v Ama>Ask now.\n"


def only(done: Compiled) -> Webinar:
    (webinar,) = done.site.webinars
    return webinar


def test_nothing_to_report() -> None:
    assert [(d.path, d.line, d.code) for d in check(CALENDAR).diagnostics] == []


def test_an_event_is_compiled_with_its_translation() -> None:
    files: Files = {**CALENDAR, E.replace(".md", ".fr.md"): FRENCH}
    webinar = only(compiled(files))
    assert webinar.titles == {"en": "Addresses where you live", "fr": "Les adresses chez vous"}
    assert (webinar.starts, webinar.ends) == ("2026-12-03T13:00:00Z", "2026-12-03T14:00:00Z")
    assert webinar.presenters == (Presenter("Ama Diop", {"en": "her own network", "fr": "son propre réseau"}),)
    assert webinar.channels[0] == Channel("en", spoken=True, conference="1638")
    assert set(webinar.record.sections[0].texts) == {"en", "fr"}
    assert decode_webinars(encode_webinars((webinar,))) == (webinar,)


def test_hours_ahead_of_utc_are_brought_back() -> None:
    changed = EVENT.replace("13:00Z", "18:30+05:30").replace("14:00Z", "19:30+05:30")
    assert only(compiled({**CALENDAR, E: changed})).starts == "2026-12-03T13:00:00Z"


def test_standing_lines_serve_every_event_and_give_way_to_its_own() -> None:
    def channels(written: str) -> tuple[Channel, ...]:
        text = EVENT.replace('{en: "1638", es: "1738"}', written)
        return only(compiled({**CALENDAR, E: text, "_webinars/channels.md": LINES})).channels

    spanish = Channel("es", spoken=False, conference="1738", phone="+1 555")
    assert channels("[en, es]") == (Channel("en", spoken=True, conference="1638"), spanish)
    assert channels('{es: "99"}') == (Channel("es", spoken=False, conference="99", phone="+1 555"),)


def test_captions_become_a_transcript_and_their_faults_keep_the_event_away() -> None:
    text = EVENT.replace("topic:", "captions: {en: media/talk.en.vtt}\ntopic:")
    files: Files = {**BASE, E: text, "_webinars/media/talk.en.vtt": TIMED}
    transcript = only(compiled(files)).record.transcripts["en"]
    assert [passage.start for chapter in transcript.chapters for passage in chapter.passages] == [0, 50]
    assert transcript.captions.address.startswith("_webinars/talk.en.")
    broken = compiled({**files, "_webinars/media/talk.en.vtt": TIMED.replace("00:55", "00:45")})
    assert broken.site.webinars == ()
    assert broken.broken_webinars == {"webinar-addresses"}


def test_a_weekday_is_checked_in_the_language_of_the_translation() -> None:
    slip = FRENCH.replace("Une heure", "Le vendredi 3 décembre, une heure")
    diagnostics = check({**CALENDAR, E.replace(".md", ".fr.md"): slip}).diagnostics
    assert [(d.code, d.line) for d in diagnostics if d.code.startswith("W")] == [("W004", 4)]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "on Thursday, 15 May 2014, or", (15, 5, 2014, 3)),
        ("en", "Thursday, May 15th", (15, 5, 0, 3)),
        ("fr", "le jeudi 1er mai 2014", (1, 5, 2014, 3)),
        ("es", "el jueves 15 de mayo de 2014", (15, 5, 2014, 3)),
        ("pt", "quinta-feira, 15 de maio", (15, 5, 0, 3)),
        ("ar", "يوم الخميس، 15 مايو 2014", (15, 5, 2014, 3)),
        ("ru", "в четверг, 15 мая 2014 года", (15, 5, 2014, 3)),
        ("zh", "2014年5月15日（星期四）", (15, 5, 2014, 3)),
        ("en", "Thu 15 May 2014", (15, 5, 2014, 3)),
        ("en", "Thurs., 15 May", (15, 5, 0, 3)),
        ("en", "Tue, May 15", (15, 5, 0, 1)),
        ("en", "Thursday, 2014-05-15, at noon", (15, 5, 2014, 3)),
        ("en", "Thu 2014-05-15", (15, 5, 2014, 3)),
        ("en", "2014-05-15 (Thursday)", (15, 5, 2014, 3)),
        ("fr", "jeu. 15 mai 2014", (15, 5, 2014, 3)),
        ("es", "mié., 15 de mayo", (15, 5, 0, 2)),
        ("pt", "qui. 15 de maio de 2014", (15, 5, 2014, 3)),
        ("ru", "чт, 15 мая 2014", (15, 5, 2014, 3)),
        ("ru", "четверг 2014-05-15", (15, 5, 2014, 3)),
        ("zh", "2014年5月15日（周四）", (15, 5, 2014, 3)),
        ("zh", "2014-05-15（周四）", (15, 5, 2014, 3)),
        ("en", "2014-05-15 (Thu)", (15, 5, 2014, 3)),
        ("en", "15 May 2014 (Thursday)", (15, 5, 2014, 3)),
        ("es", "15 de mayo de 2014 (jue.)", (15, 5, 2014, 3)),
        ("ru", "чт 15 мая 2014", (15, 5, 2014, 3)),
        ("ru", "чт. 15 мая 2014", (15, 5, 2014, 3)),
        ("en", "Sun, 15 May", (15, 5, 0, 6)),
        ("en", "\u0130" * 30 + " Thu 15 May", (15, 5, 0, 3)),
        # Words that only look like weekdays.
        ("en", "told by The Sun, 15 May 2014", (15, 5, 2014, -1)),
        ("en", "the SAT, 15 May 2014", (15, 5, 2014, -1)),
        ("en", "15 May 2014 (Friday is another day)", (15, 5, 2014, -1)),
        ("ru", "вс. 15 мая 2014", (15, 5, 2014, -1)),
        ("en", "the committee sat 15 May 2014", (15, 5, 2014, -1)),
        ("en", "the sun, 15 May", (15, 5, 0, -1)),
        ("fr", "au bord de la mer 15 mai", (15, 5, 0, -1)),
        ("es", "el sol y el mar, 15 de mayo", (15, 5, 0, -1)),
        ("pt", "pode ter 15 de maio", (15, 5, 0, -1)),
        ("ru", "ср. 15 мая 2014", (15, 5, 2014, -1)),
    ],
)
def test_days_in_words(language: str, text: str, found: tuple[int, int, int, int]) -> None:
    (date,) = find_dates(text, language)
    assert (date.day, date.month, date.year, date.weekday) == found


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "from 2014-05-15 on"),
        ("en", "2014-05-15, Friday is another day"),
        ("en", "version 1-2014-05-15 (Thursday)"),
    ],
)
def test_days_in_figures_without_a_weekday_of_their_own(language: str, text: str) -> None:
    assert not list(find_dates(text, language))


def test_an_event_with_an_error_stays_as_it_was_and_a_new_time_raises_its_number(
    session: Session, tmp_path: Path
) -> None:
    def published(text: str) -> tuple[str, int]:
        root = write(tmp_path / "courses", {**CALENDAR, E: text})
        publish(session, roots=[root], languages=LANGUAGES, author="", note="", now=NOW)
        books = load_catalogue(session)
        assert books is not None
        webinar = books.site.webinars[0]
        return webinar.starts, webinar.sequence

    assert published(EVENT) == ("2026-12-03T13:00:00Z", 0)
    assert published(EVENT.replace("T13:00Z", "T13:00")) == ("2026-12-03T13:00:00Z", 0)
    assert published(EVENT.replace("T13:00Z", "T13:30Z")) == ("2026-12-03T13:30:00Z", 1)
    assert published(EVENT.replace("T13:00Z", "T13:30Z")) == ("2026-12-03T13:30:00Z", 1)


def test_an_event_whose_file_is_taken_away_is_cancelled_unless_it_was_held(session: Session, tmp_path: Path) -> None:
    def published(files: Files, now: datetime = NOW) -> tuple[list[str], list[tuple[str, str, int]]]:
        """Ids of the release, and (id, why, sequence) of what was taken away."""
        shutil.rmtree(tmp_path / "courses", ignore_errors=True)
        root = write(tmp_path / "courses", files)
        publish(session, roots=[root], languages=LANGUAGES, author="", note="", now=now)
        books = load_catalogue(session)
        assert books is not None
        withdrawn = books.site.withdrawn
        assert not any(one.record.sections or one.record.transcripts for one in withdrawn)
        return [one.id for one in books.site.webinars], [(one.id, one.why, one.sequence) for one in withdrawn]

    there, gone = ["webinar-addresses"], [("webinar-addresses", "cancelled", 1)]
    assert published({**CALENDAR, E: EVENT}) == (there, [])
    assert published({**CALENDAR, E: EVENT.replace("T13:00Z", "T13:00")}) == (there, []), "an error takes nothing away"
    assert published(BASE) == ([], gone)
    first = current_release(session)
    assert published(BASE, NOW + timedelta(days=2)) == ([], gone)
    assert current_release(session) == first, "nothing is new"
    assert published({**CALENDAR, E: EVENT}) == (there, [])
    books = load_catalogue(session)
    assert books is not None
    assert books.site.webinars[0].sequence == 2
    assert published(BASE, NOW + timedelta(days=365)) == ([], [("webinar-addresses", "", 2)])
