"""The administrators' pages of topics and of programmes: a list, and one form that makes and changes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from elearn.domain.days import FIRST_DAY, read_day
from elearn.domain.errors import NotFound, Refused
from elearn.domain.languages import LANGUAGES
from elearn.domain.programmes import Audience, Level, Programme
from elearn.domain.topics import Topic
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.programmes import (
    close_programme,
    find_programme_version,
    get_programme,
    list_programmes,
    save_programme,
)
from elearn.services.topics import list_topics, save_topic, version_of
from elearn.web.desk_messages import refuse
from elearn.web.forms.desk import LinesForm, ProgrammeForm, TopicForm
from elearn.web.programme_view import audience_words, level_words, titled
from elearn.web.region_view import course_titles
from elearn.web.regions import course_ids
from elearn.web.signed_in import get_viewer

bp = Blueprint("topics", __name__)


@bp.route("/<lang:lang>/admin/topics", methods=["GET", "POST"])
def topics(lang: str) -> Response:
    """A topic is chosen by its key in the address; the form saves whichever key it names."""
    if request.method == "GET":
        return topics_page(lang, known_topic(lang, request.args.get("topic", "")))
    form, by, now = topic_form(lang, request.form), get_viewer().uid, current.now()
    topic = Topic(
        form.text("key").strip(),
        form.titles(),
        form.text("language"),
        tuple(form.courses.data or ()),
        tuple(form.text("webinars").split()),
    )
    try:
        save_topic(current.session(), topic=topic, courses=course_ids(), by=by, now=now, seen=form.text("seen"))
    except Refused as error:
        return topics_page(lang, form, refuse(form, error))
    return redirect(f"/{lang}/admin/topics?done=1#done", 303)


def topics_page(lang: str, form: TopicForm, problems: list[tuple[str, str]] | None = None) -> Response:
    rows = [(topic, titled(topic.titles, topic.language, lang)) for topic in list_topics(current.session())]
    taken = bool(problems) and form.text("key").strip() in {topic.key for topic, _title in rows}
    there = f"/{lang}/admin/topics?topic={form.text('key').strip()}#key" if taken else ""
    titles = course_titles(course_ids(), lang)
    return page("programmes/topics.html", form, problems, rows=rows, titles=titles, there=there)


def topic_form(lang: str, typed: Any) -> TopicForm:
    form = TopicForm(typed)
    form.courses.choices = course_titles(course_ids(), lang)
    return form


def known_topic(lang: str, key: str) -> TopicForm:
    """The form of a topic that is there, or an empty one."""
    form = topic_form(lang, None)
    topic = next((topic for topic in list_topics(current.session()) if topic.key == key), None)
    if key and topic is None:
        raise NotFound("topic", key)
    if topic:
        fill_titles(form, topic.key, topic.titles, topic.language)
        form.seen.data = version_of(topic)
        form.courses.data, form.webinars.data = list(topic.courses), " ".join(topic.webinars)
    return form


@bp.route("/<lang:lang>/admin/programmes", methods=["GET", "POST"])
def programmes(lang: str) -> Response:
    """The same for programmes; the small form of each line closes one."""
    if request.method == "GET":
        return programmes_page(lang, *known_programme(request.args.get("programme", "")))
    by, now = get_viewer().uid, current.now()
    if request.form.get("form") == "close":
        close_programme(current.session(), key=request.form.get("key", ""), by=by, now=now)
        return redirect(f"/{lang}/admin/programmes", 303)
    form, levels = programme_form(request.form), typed_levels()
    try:
        programme = read_programme(form, levels)
        save_programme(current.session(), programme=programme, by=by, now=now, seen=form.text("seen"))
    except Refused as error:
        return programmes_page(lang, form, levels, refuse(form, error))
    return redirect(f"/{lang}/admin/programmes?done=1#done", 303)


def programmes_page(
    lang: str, form: ProgrammeForm, levels: dict[str, str], problems: list[tuple[str, str]] | None = None
) -> Response:
    rows = [
        (one, titled(one.titles, one.language, lang), audience_words(one.audience))
        for one in list_programmes(current.session())
    ]
    choices = [
        (topic.key, titled(topic.titles, topic.language, lang), levels.get(topic.key, ""))
        for topic in list_topics(current.session())
    ]
    words = {level.value: word for level, word in level_words().items()}
    key = form.text("key").strip()
    taken = bool(problems) and find_programme_version(current.session(), key)
    there = f"/{lang}/admin/programmes?programme={key}#key" if taken else ""
    return page("programmes/programmes.html", form, problems, rows=rows, topics=choices, levels=words, there=there)


def programme_form(typed: Any) -> ProgrammeForm:
    form = ProgrammeForm(typed)
    form.confirmed.choices = {"": _("All members"), "yes": _("Confirmed members")}
    form.languages.choices = {one.code: one.endonym for one in LANGUAGES.values()}
    return form


def typed_levels() -> dict[str, str]:
    """topic -> level, as chosen in the form; fields are called `level.` and the key."""
    chosen = {name.removeprefix("level."): value for name, value in request.form.items() if name.startswith("level.")}
    return {key: value for key, value in chosen.items() if value in {level.value for level in Level}}


def read_programme(form: ProgrammeForm, levels: dict[str, str]) -> Programme:
    """Raises Refused where a field cannot even be read; the rest is for the use case to judge."""
    deadline, days = read_day(form.text("deadline").strip()), form.text("new_days").strip()
    unread = {"deadline": "day-wrong"} if deadline is None else {}
    if not days.isdecimal() or len(days) > 4:
        unread["new_days"] = "days-wrong"
    if unread:
        raise Refused(unread)
    audience = Audience(
        form.text("confirmed") == "yes",
        frozenset(form.text("als").upper().split()),
        frozenset(form.languages.data or ()),
        frozenset(form.text("countries").upper().split()),
    )
    topics = {key: Level(level) for key, level in levels.items()}
    key, language = form.text("key").strip(), form.text("language")
    return Programme(key, form.titles(), language, deadline or FIRST_DAY, topics, audience, int(days))


def known_programme(key: str) -> tuple[ProgrammeForm, dict[str, str]]:
    form = programme_form(None)
    if not key:
        return form, {}
    one = get_programme(current.session(), key)
    fill_titles(form, one.key, one.titles, one.language)
    form.seen.data = find_programme_version(current.session(), key)
    form.deadline.data, form.new_days.data = one.deadline.isoformat(), str(one.new_days)
    form.confirmed.data = "yes" if one.audience.confirmed else ""
    form.als.data, form.countries.data = " ".join(sorted(one.audience.als)), " ".join(sorted(one.audience.countries))
    form.languages.data = sorted(one.audience.languages)
    return form, {topic: level.value for topic, level in one.topics.items()}


def fill_titles(form: Any, key: str, titles: Any, language: str) -> None:
    form.key.data, form.language.data = key, language
    for code, title in titles.items():
        form[f"title_{code}"].data = title


def page(template: str, form: LinesForm, problems: list[tuple[str, str]] | None, **values: object) -> Response:
    fields = [form[f"title_{code}"] for code in LANGUAGES]
    done = "done" in request.args
    text = render_template(template, form=form, problems=problems or [], title_fields=fields, done=done, **values)
    return Response(text, 422 if problems else 200, content_type="text/html; charset=utf-8")
