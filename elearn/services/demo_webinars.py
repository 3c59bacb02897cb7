"""Made-up webinars for a demonstration, with days that follow from today, as the files that an author would write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from elearn.content.diagnostics import Findings
from elearn.content.pages import NO_DAY, read_page
from elearn.content.source import WEBINARS, read_source
from elearn.content.translation import source_hashes

Texts = Mapping[str, str]
LINES = """\
---
type: channels
id: demo-lines
title: "Lines of the demonstration"
channels:
  en: {id: "2101", phone: "+1 555 0100"}
  es: {id: "2102", phone: "+1 555 0101"}
  fr: {id: "2103", phone: "+1 555 0102"}
---
"""
SERIES = {"en": "One hour for your group", "fr": "Une heure pour votre groupe", "es": "Una hora para su grupo"}
ROOM = "spoken: [en]\nchannels: [en, es, fr]\njoin: https://room.example.org/hour\ndial_out: mailto:calls@example.org\n"
TALK: Mapping[str, tuple[str, ...]] = {
    "en": (
        "Welcome. Today we test two lines: the one at home and the one in your pocket.",
        "Open the test page on your phone first. It needs less than one megabyte.",
        "Write down what you see. An answer of yes means that your provider gives you new addresses.",
        "And if the answer is no? Then you have a reason to write a letter.",
    ),
    "fr": (
        "Bienvenue. Aujourd’hui nous testons deux lignes : celle de la maison et celle de votre poche.",
        "Ouvrez d’abord la page de test sur votre téléphone. Il lui faut moins d’un mégaoctet.",
        "Notez ce que vous voyez. Un oui signifie que votre fournisseur vous donne de nouvelles adresses.",
        "Et si la réponse est non ? Alors vous avez une raison d’écrire une lettre.",
    ),
    "es": (
        "Bienvenidos. Hoy probamos dos líneas: la de casa y la de su bolsillo.",
        "Abra primero la página de prueba en su teléfono. Necesita menos de un megabyte.",
        "Anote lo que ve. Un sí significa que su proveedor le da direcciones nuevas.",
        "¿Y si la respuesta es no? Entonces tiene un motivo para escribir una carta.",
    ),
}
SPEAKERS = ("Ama", "Ama", "Ama", "Luis")


@dataclass(frozen=True, slots=True)
class _Event:
    """One hour from 13:00 UTC, so many days from today. `keys` are lines of the front matter; why it is off, if it is,
    stands under a heading in English, French and Spanish.
    """

    days: int
    slug: str
    keys: str
    titles: Texts
    summaries: Texts
    headings: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


EVENTS = (
    _Event(
        -9,
        "two-lines",
        "topic: addresses\ncourse: ip\nspoken: [en]\nchannels: [en, es, fr]\nlength: 4m\n"
        "captions: {en: media/two-lines.en.vtt, fr: media/two-lines.fr.vtt, es: media/two-lines.es.vtt}\n",
        {"en": "Two lines, one test", "fr": "Deux lignes, un test", "es": "Dos líneas, una prueba"},
        {
            "en": "What to do when your provider has no new addresses for you.",
            "fr": "Que faire quand votre fournisseur n’a pas de nouvelles adresses pour vous.",
            "es": "Qué hacer cuando su proveedor no tiene direcciones nuevas para usted.",
        },
    ),
    _Event(
        1,
        "first-call",
        f"topic: newcomers\ncourse: start\nopen_to: everyone\n{ROOM}",
        {"en": "Your first call", "fr": "Votre première réunion", "es": "Su primera llamada"},
        {
            "en": "How a call works, what to press, and whom to ask. No knowledge needed.",
            "fr": "Comment se passe une réunion, sur quoi appuyer, à qui demander. Aucune connaissance requise.",
            "es": "Cómo es una llamada, qué pulsar y a quién preguntar. No hace falta saber nada.",
        },
    ),
    _Event(
        8,
        "who-advises",
        f"topic: security\ncourse: security\nopen_to: everyone\n{ROOM}",
        {"en": "Who advises, who acts", "fr": "Qui conseille, qui agit", "es": "Quién aconseja, quién actúa"},
        {
            "en": "Five bodies in one hour, with one question for each.",
            "fr": "Cinq organes en une heure, avec une question pour chacun.",
            "es": "Cinco órganos en una hora, con una pregunta para cada uno.",
        },
    ),
    _Event(
        15,
        "your-comment",
        f"topic: policy\ncourse: pdp\nstate: cancelled\n{ROOM}",
        {"en": "Write your comment", "fr": "Rédigez votre commentaire", "es": "Escriba su comentario"},
        {
            "en": "Bring one sentence, leave with two hundred words.",
            "fr": "Venez avec une phrase, repartez avec deux cents mots.",
            "es": "Traiga una frase, llévese doscientas palabras.",
        },
        ("Why", "Pourquoi", "Por qué"),
        (
            "The presenter cannot come. A new day will stand here.",
            "L’intervenante ne peut pas venir. Une nouvelle date figurera ici.",
            "La ponente no puede venir. Aquí figurará otro día.",
        ),
    ),
)


def make_demo_events(today: date) -> dict[str, str]:
    """Files by their place below a root of courses: one event is over, some come, one is off. The same day gives the
    same files.
    """
    files = {f"{WEBINARS}channels.md": LINES}
    for language, spoken in TALK.items():
        files[f"{WEBINARS}media/two-lines.{language}.vtt"] = _captions(spoken)
    for event in EVENTS:
        files |= _files(event, today + timedelta(days=event.days))
    return files


def _files(event: _Event, day: date) -> dict[str, str]:
    """The event with its translations, stamped as up to date."""
    name, slug = f"demo-{event.slug}", f"{day.isoformat()}-{event.slug}"
    headed = zip(event.headings, event.reasons, strict=True)
    bodies = [f"\n## {heading} <!-- #reason{{}} -->\n\n{why}\n" for heading, why in headed]
    source = (
        f'---\ntype: webinar\nid: {name}\nlang: en\ntitle: "{event.titles["en"]}"\nsummary: "{event.summaries["en"]}"\n'
        f'series: "{SERIES["en"]}"\nstarts: {day.isoformat()}T13:00Z\nends: {day.isoformat()}T14:00Z\n{event.keys}---\n'
        f"{bodies[0].format('') if bodies else ''}"
    )
    page = read_page(read_source(f"{WEBINARS}{slug}.md", source.encode(), slug=slug), NO_DAY, Findings())
    hashes = source_hashes(page)
    files = {f"{WEBINARS}{slug}.md": source}
    for number, language in enumerate(("fr", "es"), 1):
        files[f"{WEBINARS}{slug}.{language}.md"] = (
            f'---\ntranslation: {name}\nsource: "{hashes[""]}"\ntitle: "{event.titles[language]}"\n'
            f'summary: "{event.summaries[language]}"\nseries: "{SERIES[language]}"\nstatus: draft\n---\n'
            f"{bodies[number].format(' @' + hashes['reason']) if bodies else ''}"
        )
    return files


def _captions(spoken: tuple[str, ...]) -> str:
    cues = [
        f"0{number}:00.000 --> 0{number}:50.000\n<v {speaker}>{words}\n"
        for number, (speaker, words) in enumerate(zip(SPEAKERS, spoken, strict=True))
    ]
    return "WEBVTT\n\n" + "\n".join(cues)
