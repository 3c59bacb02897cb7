"""The people of one ALS as CSV, XLSX and JSON, for whoever may see its page. Each file is a look at everybody in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from flask import Blueprint, Response

from elearn.domain.members import MemberLine, Roll
from elearn.exchange.members_files import members_csv, members_json, members_xlsx
from elearn.extensions import Session, current
from elearn.extensions.words import gettext as _
from elearn.services.members import count_unnamed, find_roll, list_people
from elearn.web.languages import reader_language
from elearn.web.regions import XLSX, code_of, course_ids, known_ralo
from elearn.web.signed_in import get_viewer
from elearn.web.streams import stream

bp = Blueprint("members", __name__)


@bp.get("/<lang:lang>/regions/<ralo>/<als>.csv")
def als_csv(lang: str, ralo: str, als: str) -> Response:  # noqa: ARG001 - the address carries the language
    roll, people = asked_roll(ralo, als)
    body = stream(lambda own: members_csv(roll, people(own), lambda: count_unnamed(own, roll)))
    return file(roll, als, "csv", "text/csv; charset=utf-8", body)


@bp.get("/<lang:lang>/regions/<ralo>/<als>.json")
def als_json(lang: str, ralo: str, als: str) -> Response:  # noqa: ARG001 - the address carries the language
    roll, people = asked_roll(ralo, als)
    body = stream(lambda own: members_json(roll, people(own), lambda: count_unnamed(own, roll)))
    return Response(body, content_type="application/json")


@bp.get("/<lang:lang>/regions/<ralo>/<als>.xlsx")
def als_xlsx(lang: str, ralo: str, als: str) -> Response:  # noqa: ARG001 - the address carries the language
    roll, people = asked_roll(ralo, als)
    session, rtl = current.session(), reader_language().direction == "rtl"
    unnamed = partial(count_unnamed, session, roll)
    book = members_xlsx(roll, people(session), unnamed, heads=column_heads(), right_to_left=rtl)
    return file(roll, als, "xlsx", XLSX, book)


def asked_roll(ralo: str, als: str) -> tuple[Roll, Callable[[Session], Iterator[MemberLine]]]:
    """The head of the file, and its people in the session that they are read with."""
    code, today = known_ralo(ralo), current.today()
    roll = find_roll(current.session(), ralo=code, als_code=code_of(als), courses=course_ids(), today=today)
    return roll, partial(list_people, roll=roll, viewer_id=get_viewer().account_id, now=current.now())


def file(roll: Roll, als: str, ending: str, kind: str, body: bytes | Iterator[bytes]) -> Response:
    """To be kept under the code of its ALS, which is known by now: nothing else comes into the header."""
    name = f"{als}-{roll.as_of.isoformat()}.{ending}"
    return Response(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def column_heads() -> list[str]:
    """The columns of `exchange.members_files` by their names in the reader's language."""
    who = [_("Region"), _("Code"), _("Person's code"), _("Name"), _("Language"), _("Membership")]
    return [*who, _("Course"), _("People"), _("State"), _("Last seen"), _("Finished"), _("At the end of")]
