"""What the pages of one group share: its name and where its pages are, what waits, what was just done."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import render_template, request
from werkzeug.wrappers import Response

from elearn.domain.access import may_see_region
from elearn.domain.community import RALOS, AlsLine
from elearn.domain.errors import NotFound, Refused, Throttled
from elearn.domain.languages import LANGUAGES, Language
from elearn.extensions import current
from elearn.services.community import get_als
from elearn.services.group_invitations import Waiting, count_people_waiting
from elearn.services.looks import note_looks
from elearn.web.forms.accounts import ShownForm
from elearn.web.forms.groups import InviteForm
from elearn.web.group_words import done_sentence
from elearn.web.refusals import Refusal, describe_refusal
from elearn.web.signed_in import get_viewer

PEOPLE_AT_ONCE = 500
_UID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class GroupPage:
    """`address` is the group's own page; the others are below it. `whole_region`: the reader looks after the region."""

    ralo: str
    als: AlsLine
    language: Language
    address: str
    whole_region: bool
    waiting: Waiting


def group_page(lang: str, ralo: str, als: str) -> GroupPage:
    """Raises NotFound for a RALO that is not and for an ALS of another one."""
    ralo = capital_ralo(ralo)
    line = get_als(current.session(), ralo=ralo, als_code=als).line
    return GroupPage(
        ralo=ralo,
        als=line,
        language=LANGUAGES[line.language],
        address=f"/{lang}/regions/{ralo.lower()}/{als}",
        whole_region=may_see_region(get_viewer(), ralo, current.today()),
        waiting=count_people_waiting(current.session(), ralo=ralo, als_code=als),
    )


def capital_ralo(ralo: str) -> str:
    """Addresses carry the RALO in lower case only. Raises NotFound for any other word."""
    if ralo != ralo.lower() or ralo.upper() not in RALOS:
        raise NotFound("ralo", ralo[:20])
    return ralo.upper()


def invite_form(als: AlsLine, *, typed: bool = False) -> InviteForm:
    """Empty, or as it was sent; the letter's language is the group's until another is chosen."""
    form = InviteForm(request.form if typed else None, data={"language": als.language})
    form.language.choices = {code: language.endonym for code, language in LANGUAGES.items()}
    return form


def ticked() -> list[str]:
    """The people of a list that were ticked; what is no uid is left out. Raises Refused when there is nobody."""
    uids = [uid for uid in request.form.getlist("person")[:PEOPLE_AT_ONCE] if _UID.fullmatch(uid)]
    if not uids:
        raise Refused({"ticks": "nobody-chosen"})
    return uids


def note(page: str, shown: Collection[int]) -> None:
    """Whoever is named on a page of the group can see who looked. Ends the transaction of a use case that refused."""
    viewer = get_viewer().account_id
    note_looks(current.session(), viewer_id=viewer, subjects=shown, page=page, now=current.now())


def done_words() -> str | None:
    """What `?done=…&n=…&late=…` of the address says was done."""
    return done_sentence(request.args.get("done", ""), _number("n"), _number("late"))


def show(template: str, group: GroupPage, refusal: Refusal | None = None, **values: object) -> Response:
    """A page of the group; after a refusal with what is wrong, and its status."""
    problems: Sequence[tuple[str, str]] = refusal.problems if refusal else []
    text = render_template(template, group=group, problems=problems, done=done_words(), **values)
    status, headers = (refusal.status, refusal.headers) if refusal else (200, {})
    return Response(text, status, headers, content_type="text/html; charset=utf-8")


def describe_list_refusal(error: Refused | Throttled) -> Refusal:
    """For a list of people with boxes to tick: what is wrong leads to the list."""
    return describe_refusal(TickForm(), error)


class TickForm(ShownForm):
    """A list of people is no field of WTForms: any uid may be sent, and those who are not there are passed over."""


def _number(name: str) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
