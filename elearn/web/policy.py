"""Who may, for every endpoint, in one table. An endpoint that is not here answers nobody."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response as AnyResponse

from elearn.domain.access import Access, is_administrator, may_report, may_see_als, may_see_region, regions_of
from elearn.domain.community import RALOS
from elearn.domain.errors import NotFound
from elearn.extensions import current
from elearn.web.languages import reader_language

POLICY: dict[str, Access] = {
    "catalogue.home": Access.PUBLIC,
    "catalogue.course": Access.PUBLIC,
    "catalogue.part": Access.PUBLIC,
    "catalogue.print_course": Access.PUBLIC,
    "catalogue.facilitator": Access.PUBLIC,
    "catalogue.glossary": Access.PUBLIC,
    "catalogue.help_page": Access.PUBLIC,
    "catalogue.privacy": Access.PUBLIC,
    "catalogue.accessibility": Access.PUBLIC,
    "media.file": Access.PUBLIC,
    "search.page": Access.PUBLIC,
    "cards.card": Access.PUBLIC,
    "site.robots": Access.PUBLIC,
    "site.sitemap": Access.PUBLIC,
    "site.root": Access.ANYONE,
    "site.home_without_slash": Access.ANYONE,
    "open_data.progress_csv": Access.ANYONE,
    "practice.page": Access.ANYONE,
    "site.healthz": Access.ANYONE,
    "site.readyz": Access.ANYONE,
    "site.metrics": Access.LOCAL,
    "attempts.submit": Access.ANYONE,
    "attempts.result": Access.ANYONE,
    "learning.done": Access.ANYONE,
    "learning.me": Access.ANYONE,
    "api.my_progress": Access.SIGNED_IN,
    "api.region_progress": Access.REGIONS,
    "accounts.sign_up": Access.ANYONE,
    "accounts.sign_in": Access.ANYONE,
    "accounts.sign_out": Access.ANYONE,
    "accounts.forgot": Access.ANYONE,
    "accounts.reset": Access.ANYONE,
    "accounts.invitation": Access.ANYONE,
    "accounts.confirm": Access.ANYONE,
    "accounts.account": Access.SIGNED_IN,
    "accounts.end_session": Access.SIGNED_IN,
    "admin.index": Access.ADMINISTRATOR,
    "upkeep.page": Access.ADMINISTRATOR,
    "regions.index": Access.REGIONS,
    "regions.region": Access.REGION,
    "regions.region_csv": Access.REGION,
    "regions.region_xlsx": Access.REGION,
    "regions.region_json": Access.REGION,
    "trends.page": Access.REGION,
    "trends.page_csv": Access.REGION,
    "trends.page_json": Access.REGION,
    "quarters.page": Access.REGION,
    "quarters.page_xlsx": Access.REGION,
    "nudges.nudge": Access.REGION,
    "nudges.log": Access.REGION,
    "letters.unsubscribe": Access.ANYONE,
    "letters.digest": Access.ANYONE,
    "regions.als": Access.ALS,
    "regions.member": Access.ALS,
    "members.als_csv": Access.ALS,
    "members.als_xlsx": Access.ALS,
    "members.als_json": Access.ALS,
    "groups.invitations": Access.ALS,
    "groups.approvals": Access.ALS,
    "join_links.index": Access.ALS,
    "join_links.join": Access.ANYONE,
    "posts.index": Access.REGION,
    "people.index": Access.ADMINISTRATOR,
    "people.region": Access.REGION,
    "moves.move": Access.REGION,
    "programmes.region": Access.REGION,
    "programmes.region_csv": Access.REGION,
    "programmes.region_json": Access.REGION,
    "rosters.index": Access.REGION,
    "rosters.new": Access.REGION,
    "rosters.roster": Access.REGION,
    "held_sessions.index": Access.SIGNED_IN,
    "held_sessions.new": Access.REPORTER,
    "held_sessions.withdraw": Access.REPORTER,
    "topics.topics": Access.ADMINISTRATOR,
    "topics.programmes": Access.ADMINISTRATOR,
}

# Proxies add these; a request that carries one was not made on this machine.
FORWARDING_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
LOCAL_ADDRESSES = ("127.0.0.1", "::1")


def enforce() -> AnyResponse | None:
    """Before every view. Somebody signed out is sent to sign in; out of scope looks like not there (404)."""
    if request.endpoint is None:
        return None
    access = POLICY.get(request.endpoint)
    if access is None:
        raise NotFound("page", request.endpoint)
    if access in (Access.PUBLIC, Access.ANYONE):
        return None
    if access is Access.LOCAL:
        _only_local()
        return None
    if current.viewer() is None:
        return _sign_in_first()
    if not _may(access):
        raise NotFound("page", request.path)
    return None


def _only_local() -> None:
    if request.remote_addr not in LOCAL_ADDRESSES or any(name in request.headers for name in FORWARDING_HEADERS):
        raise NotFound("page", request.path)


def _sign_in_first() -> AnyResponse:
    if request.path.startswith("/api/"):
        raise Unauthorized
    next_path = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("accounts.sign_in", lang=reader_language().code, next=next_path or None), 303)


def _may(access: Access) -> bool:
    viewer, day = current.viewer(), current.today()
    if viewer is None:
        return False
    ralo = str((request.view_args or {}).get("ralo", "")).upper()
    als = str((request.view_args or {}).get("als", ""))
    if access is Access.REGIONS:
        return bool(regions_of(viewer, day, tuple(RALOS)))
    if access is Access.REGION:
        return may_see_region(viewer, ralo, day)
    if access is Access.ALS:
        return may_see_als(viewer, ralo, als, day)
    if access is Access.REPORTER:
        return may_report(viewer, day)
    return access is Access.SIGNED_IN or is_administrator(viewer, day)
