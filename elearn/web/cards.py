"""The picture of a course, lesson or quiz for social networks, in the reader's language."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from elearn.domain.course import Course, Lesson, Quiz, Texts, pick
from elearn.domain.languages import LANGUAGES
from elearn.extensions.words import gettext as _
from elearn.services.cards import CardWords, can_draw, card_hash, get_card
from elearn.web.assets import IMMUTABLE, STATIC
from elearn.web.plane import PUBLIC_CACHE

bp = Blueprint("cards", __name__)
MARK = (STATIC / "mark.svg").read_text(encoding="utf-8")
# In no language: where cards cannot be drawn, and while another one is.
NEUTRAL = "card.png"


def card_address(course: Course, part: Lesson | Quiz | None, lang: str) -> str:
    """Where the card is; its hash changes with the words. The neutral one where this site draws none."""
    if not can_draw():
        return neutral_address()
    place = f"{course.id}/{part.id}" if part else course.id
    return f"/media/card/{card_hash(card_words(course, part, lang))}/{lang}/{place}.png"


def neutral_address() -> str:
    address: str = current_app.extensions["elearn.assets"][NEUTRAL]
    return address


def card_link(course: Course | None = None, part: Lesson | Quiz | None = None, *, lang: str = "") -> str:
    """The whole address, as other sites need it; of the neutral card for pages without a course."""
    address = card_address(course, part, lang) if course else neutral_address()
    return f"{current_app.config['ELEARN'].base_url}{address}"


def card_words(course: Course, part: Lesson | Quiz | None, lang: str) -> CardWords:
    """A title that is not translated stands in its own language and direction."""
    titles: Texts = part.titles if part else course.titles
    title, spoken = pick(titles, lang, course.language)
    above = pick(course.titles, lang, course.language)[0] if part else ""
    return CardWords(spoken, LANGUAGES[spoken].direction, _("At-Large Learning"), above, title, MARK)


@bp.get("/media/card/<hash_>/<lang:lang>/<course>.png")
@bp.get("/media/card/<hash_>/<lang:lang>/<course>/<part>.png")
def card(hash_: str, lang: str, course: str, part: str = "") -> AnyResponse:
    """An old hash leads to the card of today. Where there is none yet, the neutral one stands in for a minute."""
    catalogue = current_app.extensions["elearn.published"].catalogue()
    place = catalogue.get_place(course, part) if part else None
    found = place.course if place else catalogue.get_course(course)
    words = card_words(found, place.part if place else None, lang)
    if hash_ != card_hash(words):
        return redirect(card_address(found, place.part if place else None, lang), 302)
    name = "-".join(filter(None, (lang, course, part)))
    drawn = get_card(current_app.config["ELEARN"].instance_path / "cards", name, words)
    response = Response(drawn or (STATIC / NEUTRAL).read_bytes(), content_type="image/png")
    response.headers["Cache-Control"] = IMMUTABLE if drawn else PUBLIC_CACHE
    response.set_etag(hash_ if drawn else NEUTRAL)
    return response.make_conditional(request)
