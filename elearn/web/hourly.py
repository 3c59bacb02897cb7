"""Public pages that depend on the time: made once for everybody per address, release and UTC hour, and kept so long."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from flask import Response, current_app, request

from elearn.domain.webinars import hour_of
from elearn.extensions import current
from elearn.web.catalogue import as_response
from elearn.web.plane import PUBLIC_CACHE, Headers, Page, pack

MOST_KEPT = 256
HTML = "text/html; charset=utf-8"
Key = tuple[int, datetime, str, str]


def this_hour() -> datetime:
    """The hour for which pages are made: no page says anything about minutes."""
    return hour_of(current.now())


def asked_page() -> int:
    """Which page of a list the address asks for: 1 for none and for anything that is no number of three digits."""
    text = request.args.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= 3 else 1


def answer_hourly(
    make: Callable[[], str | bytes], query: str, content_type: str = HTML, extra: Headers | None = None
) -> Response:
    """`query` is what of the address's query the page depends on, in one order: whatever else is asked, is ignored."""
    kept: OrderedDict[Key, Page] = current_app.extensions.setdefault("elearn.hourly", OrderedDict())
    release = current_app.extensions["elearn.published"].release()
    key = (release, this_hour(), request.path, query)
    page = kept.get(key)
    if page is None:
        body = make()
        data = body.encode() if isinstance(body, str) else body
        page = kept[key] = pack(data, content_type, PUBLIC_CACHE, extra=extra)
        while len(kept) > MOST_KEPT:
            kept.popitem(last=False)
    return as_response(page)
