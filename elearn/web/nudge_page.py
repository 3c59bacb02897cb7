"""The page on which a coordinator sees who would get a letter and how it reads, and the form that comes back."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from elearn.domain.community import AlsLine
from elearn.domain.errors import Refused
from elearn.domain.languages import LANGUAGES, Language
from elearn.domain.names import showable
from elearn.domain.nudges import PEOPLE_AT_ONCE, Reason
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.community import list_als_of_region
from elearn.services.looks import note_looks
from elearn.services.mail import Words
from elearn.services.nudges import INDIVIDUAL, Candidate, Order, Plan, Target, plan_nudge
from elearn.web.catalogue import catalogue
from elearn.web.letters import spoken
from elearn.web.nudge_letters import NudgeWriter
from elearn.web.region_view import course_titles
from elearn.web.signed_in import get_viewer

_UID = re.compile(r"[0-9a-f]{32}")
# Stands in a preview where a letter has something of its own: a name, the secret part of a link.
ELLIPSIS = "\u2026"


@dataclass(frozen=True, slots=True)
class Preview:
    """How the letter reads in one language. `typed` is the own text as it came, `field` its name."""

    language: Language
    number: int
    words: Words
    field: str
    typed: str
    problem: str


def cool_down() -> timedelta:
    return timedelta(days=current_app.config["ELEARN"].nudge_days)


def asked_target(ralo: str) -> Target:
    """The cell that the address or form names. Without a reason the first one that anybody has. Raises BadRequest."""
    courses = [course.id for course in catalogue().site.courses]
    course = request.values.get("course") or next(iter(courses), "")
    place, state = request.values.get("als", ""), request.values.get("state", "")
    if course not in courses or state not in ("", *Reason) or len(place) > 40 or not place.isprintable():
        raise BadRequest
    if state:
        return Target(ralo, place, course, Reason(state))
    targets = [Target(ralo, place, course, reason) for reason in Reason]
    return next((target for target in targets if make_plan(target).total), targets[0])


def make_plan(target: Target) -> Plan:
    return plan_nudge(current.session(), target, now=current.now(), cool_down=cool_down())


def typed_texts() -> dict[str, str]:
    """Language -> own text, as typed."""
    return {code: request.form[f"text-{code}"] for code in LANGUAGES if request.form.get(f"text-{code}", "").strip()}


def asked_order(target: Target, plan: Plan) -> Order:
    """What the form orders. Raises BadRequest for a form that is none of ours."""
    uid = request.form.get("event", "")
    chosen = request.form.getlist("who")
    if not _UID.fullmatch(uid) or not all(_UID.fullmatch(person) for person in chosen):
        raise BadRequest
    unnamed = frozenset(person.uid for person in plan.people if not person.named)
    return Order(uid, target, frozenset(chosen), typed_texts(), unnamed if request.form.get("unnamed") else None)


def fingerprint(texts: Mapping[str, str]) -> str:
    """Of the own texts that the page showed as letters: only what was seen is sent."""
    return hashlib.sha256(repr(sorted(texts.items())).encode("utf-8", "replace")).hexdigest() if texts else ""


def was_seen(order: Order) -> bool:
    return request.form.get("seen", "") == fingerprint(order.own_texts)


def nudge_page(target: Target, plan: Plan, *, refused: Refused | None = None, look: bool = False) -> Response:
    """The page; after a refusal or to look at own texts once more, with everything as it was typed."""
    problems = nudge_problems(refused.problems) if refused else {}
    is_used = refused is not None and "sent-other" in refused.problems.values()
    texts = typed_texts() if request.method == "POST" else {}
    named = [person for person in plan.people if person.named]
    shown = [person for person in plan.left_out if person.named]
    note = [person.account_id for person in (*named, *shown)]
    note_looks(current.session(), viewer_id=get_viewer().account_id, subjects=note, page="nudge", now=current.now())
    sendable = {} if any(name.startswith("text-") for name in problems) else texts
    page = render_template(
        "nudges/nudge.html",
        target=target,
        plan=plan,
        named=named,
        unnamed=len(plan.people) - len(named),
        shown=shown,
        ticked=set(request.form.getlist("who")) if request.method == "POST" else {person.uid for person in named},
        previews=previews(target, plan, texts, sendable, problems),
        event=(not is_used and request.form.get("event")) or secrets.token_hex(16),
        seen=fingerprint(sendable),
        look=look,
        problems=list(problems.items()),
        groups=list_als_of_region(current.session(), target.ralo),
        titles=course_titles([course.id for course in catalogue().site.courses], request.path[1:3]),
        reasons=reason_words(),
        why=why_words(),
        most=PEOPLE_AT_ONCE,
        days=cool_down().days,
        individual=INDIVIDUAL,
    )
    return Response(page, 422 if refused else 200, content_type="text/html; charset=utf-8")


def previews(
    target: Target, plan: Plan, typed: Mapping[str, str], texts: Mapping[str, str], problems: Mapping[str, str]
) -> list[Preview]:
    writer = NudgeWriter(target, get_viewer().name, texts)
    return [
        Preview(
            language=LANGUAGES[spoken(code)],
            number=number,
            words=writer.write(code, example_name(plan.people, code), ELLIPSIS, ELLIPSIS),
            field=f"text-{code}",
            typed=showable(typed.get(code, "")),
            problem=problems.get(f"text-{code}", ""),
        )
        for code, number in plan.languages.items()
    ]


def example_name(people: Sequence[Candidate], language: str) -> str:
    return next((person.name for person in people if person.named and person.language == language), ELLIPSIS)


def reason_words() -> dict[str, str]:
    return {
        Reason.NOT_STARTED.value: _("Not started"),
        Reason.STALLED.value: _("Stalled"),
        Reason.INVITED.value: _("Invited"),
    }


def why_words() -> dict[str, str]:
    return {
        "cooling": _("asked a short time ago"),
        "unsubscribed": _("wants no such letters"),
        "bounced": _("the address refuses mail"),
        "changed": _("has gone on since"),
        "gone": _("is no longer here"),
        "beyond": _("beyond the %(num)d people whom one sending takes", num=PEOPLE_AT_ONCE),
    }


def nudge_problems(problems: Mapping[str, str]) -> dict[str, str]:
    """Field -> sentence; a code may carry the placeholder that it is about."""
    return {field: _sentence(*code.partition(":")[::2]) for field, code in problems.items()}


def _sentence(code: str, mark: str) -> str:
    table = {
        "nobody-left": _("Nobody is left to write to. Choose other people."),
        "sent-other": _(
            "The earlier letters of this page were sent, these were not. Look through them and send again."
        ),
        "placeholder-unknown": _(
            "%(mark)s is no placeholder. Use only those that stand above the field.", mark="%(mark)s"
        ),
        "placeholder-missing": _("Put %(mark)s in: the letter needs it.", mark="%(mark)s"),
        "text-long": _("Write at most 2,000 characters."),
        "text-unreadable": _("Some characters cannot be read. Type the text again."),
    }
    shown = Markup('<bdi dir="ltr">{}</bdi>').format(f"{{{mark}}}")
    return Markup(table[code]) % {"mark": shown}  # noqa: S704 - our own sentence; what was typed is escaped


def place_name(place: str, groups: Sequence[AlsLine]) -> str:
    """What people call a place of the log."""
    if place == INDIVIDUAL:
        return _("Individual members")
    return next((line.name for line in groups if line.code == place), place) if place else _("The whole region")
