"""The people of one ALS as CSV, XLSX and JSON, for whoever may see its page. Each file is a look at everybody in it."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, stream_with_context

from elearn.exchange.members_files import members_csv, members_json, members_xlsx
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.members import OpenRoll, open_roll
from elearn.web.languages import reader_language
from elearn.web.regions import XLSX, code_of, course_ids, known_ralo
from elearn.web.signed_in import get_viewer

bp = Blueprint("members", __name__)


@bp.get("/<lang:lang>/regions/<ralo>/<als>.csv")
def als_csv(lang: str, ralo: str, als: str) -> Response:  # noqa: ARG001 - the address carries the language
    rows = asked_roll(ralo, als)
    return file(rows, als, "csv", "text/csv; charset=utf-8", members_csv(rows.roll, rows.people, rows.count_unnamed))


@bp.get("/<lang:lang>/regions/<ralo>/<als>.json")
def als_json(lang: str, ralo: str, als: str) -> Response:  # noqa: ARG001 - the address carries the language
    rows = asked_roll(ralo, als)
    text = members_json(rows.roll, rows.people, rows.count_unnamed)
    return Response(stream_with_context(text), content_type="application/json")


@bp.get("/<lang:lang>/regions/<ralo>/<als>.xlsx")
def als_xlsx(lang: str, ralo: str, als: str) -> Response:  # noqa: ARG001 - the address carries the language
    rows = asked_roll(ralo, als)
    book = members_xlsx(
        rows.roll,
        rows.people,
        rows.count_unnamed,
        heads=column_heads(),
        right_to_left=reader_language().direction == "rtl",
    )
    return file(rows, als, "xlsx", XLSX, book)


def asked_roll(ralo: str, als: str) -> OpenRoll:
    return open_roll(
        current.session(),
        ralo=known_ralo(ralo),
        als_code=code_of(als),
        courses=course_ids(),
        viewer_id=get_viewer().account_id,
        today=current.today(),
        now=current.now(),
    )


def file(rows: OpenRoll, als: str, ending: str, kind: str, body: bytes | Iterator[bytes]) -> Response:
    """To be kept under the code of its ALS, which is known by now: nothing else comes into the header."""
    name = f"{als}-{rows.roll.as_of.isoformat()}.{ending}"
    whole = body if isinstance(body, bytes) else stream_with_context(body)
    return Response(whole, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def column_heads() -> list[str]:
    """The columns of `exchange.members_files` by their names in the reader's language."""
    who = [_("Region"), _("Code"), _("Person's code"), _("Name"), _("Language"), _("Membership")]
    return [*who, _("Course"), _("People"), _("State"), _("Last seen"), _("Finished"), _("At the end of")]
