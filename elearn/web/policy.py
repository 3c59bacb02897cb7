"""Who may, for every endpoint, in one table. An endpoint that is not here answers nobody."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response as AnyResponse

from elearn.domain.access import Access, is_administrator, may_report, may_see_als, may_see_region, regions_of
from elearn.domain.community import RALOS
from elearn.domain.errors import NotFound
from elearn.extensions import current
from elearn.services.laptops import get_laptop
from elearn.web.errors import MACHINE_PATHS
from elearn.web.languages import reader_language
from elearn.web.room_access import is_facilitator

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
    "webinars.index": Access.PUBLIC,
    "webinars.webinar": Access.PUBLIC,
    "webinar_feeds.calendar": Access.PUBLIC,
    "webinar_feeds.event": Access.PUBLIC,
    "webinar_feeds.atom": Access.PUBLIC,
    "own_webinars.index": Access.SIGNED_IN,
    "own_webinars.remind": Access.SIGNED_IN,
    "own_calendar.calendar": Access.ANYONE,
    "feedback.give": Access.SIGNED_IN,
    "feedback.region": Access.REGION,
    "feedback.region_csv": Access.REGION,
    "packs.index": Access.PUBLIC,
    "packs.bundle": Access.PUBLIC,
    "packs.single": Access.PUBLIC,
    "packs.folder": Access.PUBLIC,
    "cards.card": Access.PUBLIC,
    "site.robots": Access.PUBLIC,
    "site.sitemap": Access.PUBLIC,
    "site.root": Access.ANYONE,
    "site.home_without_slash": Access.ANYONE,
    "open_data.progress_csv": Access.ANYONE,
    "practice.page": Access.ANYONE,
    "offline.page": Access.PUBLIC,
    "offline.root": Access.ANYONE,
    "site.healthz": Access.ANYONE,
    "site.readyz": Access.ANYONE,
    "site.metrics": Access.LOCAL,
    "attempts.submit": Access.ANYONE,
    "attempts.result": Access.ANYONE,
    "learning.done": Access.ANYONE,
    "learning.me": Access.ANYONE,
    "sync.events": Access.ANYONE,
    "sync.grants": Access.SIGNED_IN,
    "api.my_progress": Access.SIGNED_IN,
    "api.region_progress": Access.REGIONS,
    "imports.own": Access.ANYONE,
    "imports.member": Access.ALS,
    "accounts.sign_up": Access.ANYONE,
    "accounts.sign_in": Access.ANYONE,
    "accounts.sign_out": Access.ANYONE,
    "accounts.forgot": Access.ANYONE,
    "accounts.reset": Access.ANYONE,
    "accounts.invitation": Access.ANYONE,
    "accounts.confirm": Access.ANYONE,
    "accounts.account": Access.SIGNED_IN,
    "accounts.end_session": Access.SIGNED_IN,
    "devices.page": Access.SIGNED_IN,
    "erasure.page": Access.SIGNED_IN,
    "erasure.done": Access.ANYONE,
    "admin.index": Access.ADMINISTRATOR,
    "upkeep.page": Access.ADMINISTRATOR,
    "mailings.index": Access.ADMINISTRATOR,
    "held.index": Access.ADMINISTRATOR,
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
    "newsletter.index": Access.PUBLIC,
    "newsletter.issue": Access.PUBLIC,
    "newsletter.feed": Access.PUBLIC,
    "subscriptions.subscribe": Access.ANYONE,
    "subscriptions.confirm": Access.ANYONE,
    "subscriptions.stop": Access.ANYONE,
    "subscriptions.group": Access.ALS,
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
    "attendance.own": Access.SIGNED_IN,
    "attendance.regions": Access.REGIONS,
    "attendance.region": Access.REGION,
    "attendance_lists.new": Access.REGION,
    "held_sessions.index": Access.SIGNED_IN,
    "held_sessions.new": Access.REPORTER,
    "held_sessions.withdraw": Access.REPORTER,
    "workshops.index": Access.REGION,
    "workshops.workshop": Access.REGION,
    "workshops.bundle": Access.REGION,
    "workshops.receipt": Access.REGION,
    "workshops.guide": Access.PUBLIC,
    "nodes.enrol": Access.ANYONE,
    "nodes.take": Access.ANYONE,
    "room.join": Access.ROOM,
    "room.board": Access.ROOM,
    "room.close_board": Access.ROOM,
    "room.slips": Access.FACILITATOR,
    "room.screen": Access.FACILITATOR,
    "room.file": Access.FACILITATOR,
    "room.receipt": Access.FACILITATOR,
    "topics.topics": Access.ADMINISTRATOR,
    "topics.programmes": Access.ADMINISTRATOR,
}

# On a workshop laptop there are courses, the room's own pages, and of what is personal only this: answers and
# lessons come home in the file. The rest would be said to have been saved and stay behind on the laptop.
IN_A_ROOM = frozenset(
    {
        "site.root",
        "site.home_without_slash",
        "site.healthz",
        "site.readyz",
        "offline.root",
        "practice.page",
        "attempts.submit",
        "attempts.result",
        "learning.done",
        "learning.me",
        "imports.own",
        "sync.events",
        "sync.grants",
        "api.my_progress",
        "accounts.sign_out",
    }
)
NOT_IN_A_ROOM = frozenset(
    {
        "accounts.sign_up",
        "accounts.sign_in",
        "accounts.forgot",
        "accounts.reset",
        "accounts.invitation",
        "accounts.confirm",
        "accounts.account",
        "accounts.end_session",
        "devices.page",
        "erasure.page",
        "erasure.done",
        "letters.unsubscribe",
        "letters.digest",
        "subscriptions.subscribe",
        "subscriptions.confirm",
        "subscriptions.stop",
        "join_links.join",
        "held_sessions.index",
        "own_webinars.index",
        "own_webinars.remind",
        "own_calendar.calendar",
        "attendance.own",
        "feedback.give",
        "nodes.enrol",
        "nodes.take",
        "open_data.progress_csv",
    }
)
OF_THE_ROOM = (Access.ROOM, Access.FACILITATOR)
OPEN_ANYWHERE = (Access.PUBLIC, Access.LOCAL)
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
    if access not in OPEN_ANYWHERE and request.endpoint not in IN_A_ROOM and current_app.config["ELEARN"].node:
        return _in_the_room(access)
    return _at_the_site(access)


def _at_the_site(access: Access) -> AnyResponse | None:
    if access in OF_THE_ROOM:
        raise NotFound("page", request.path)
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


def _in_the_room(access: Access) -> AnyResponse | None:
    """The room's own pages; what is not for a workshop leads to the list of names: nobody has a password here."""
    lang = reader_language().code
    if access is Access.ROOM:
        return None
    if access is Access.FACILITATOR:
        allowed = is_facilitator(get_laptop(current.session()))
        return None if allowed else redirect(url_for("room.board", lang=lang), 303)
    if request.path.startswith(MACHINE_PATHS):
        raise NotFound("page", request.path)
    return redirect(url_for("room.join", lang=lang), 303)


def _only_local() -> None:
    if request.remote_addr not in LOCAL_ADDRESSES or any(name in request.headers for name in FORWARDING_HEADERS):
        raise NotFound("page", request.path)


def _sign_in_first() -> AnyResponse:
    if request.path.startswith(MACHINE_PATHS):
        raise Unauthorized
    if current_app.config["ELEARN"].node:
        return redirect(url_for("room.join", lang=reader_language().code), 303)
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
