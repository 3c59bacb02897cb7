"""Every kind of page that a person can see, in one table: path, whose browser, how it is brought about.

`tests/web/world.py` makes the site and opens them. A new page is a new row here: then every rule holds for it, in all
seven languages, in the parsers and in the browser.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from elearn.domain.events import Event
from elearn.domain.result_codes import write_code

LESSON = "/c/ip/reading-ipv6"
QUIZ = "/c/ip/ip-addresses-quiz"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
FOREIGN = {"Sec-Fetch-Site": "cross-site"}
CODE = write_code(
    (
        Event("a" * 32, "quiz.submit", NOON, c="ip", i="ip-final-quiz", rev="0" * 12, b={"answers": {"bits": "a"}}),
        Event("b" * 32, "lesson.done", NOON, c="ip", i="reading-ipv6", b={"pack": "0" * 12}),
        Event("c" * 32, "lesson.done", NOON, c="gone", i="long-gone"),
    )
)
STOP, ASK = {"List-Unsubscribe": "One-Click"}, {"form": "ask"}
SEND = {"form": "send", "issue": "2026-11-before-london"}
TOO_MUCH = {"answer": "x" * 1_100_000}


@dataclass(frozen=True)
class Kind:
    """One kind of page. `path` stands after the language; words in braces are things of the world.

    With `form` it is sent as a post. `learner` pages are for phones: their controls are 44 px high.
    """

    name: str
    path: str
    who: str = "visitor"
    status: int = 200
    form: Mapping[str, str] | bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    learner: bool = True

    def __str__(self) -> str:
        return self.name


def _public() -> tuple[Kind, ...]:
    return (
        Kind("home", "/"),
        Kind("home of a demonstration", "/", "newcomer"),
        Kind("course", "/c/ip"),
        Kind("lesson", LESSON),
        Kind("quiz", QUIZ),
        Kind("recording", "/c/ip/ip-two-rulers"),
        Kind("lesson with a shared text", "/c/ip/test-your-line"),
        Kind("lesson with facts", "/c/ig/ig-dubai-nights"),
        Kind("print", "/c/ip/print"),
        Kind("facilitator", "/c/ip/facilitator"),
        Kind("glossary", "/glossary"),
        Kind("search", "/search"),
        Kind("search that finds", "/search?q=RIR"),
        Kind("search that finds nothing", "/search?q=ICAN"),
        Kind("webinars", "/webinars?tz=Africa/Nairobi"),
        Kind("webinar", "/webinars/pre-atlas-security"),
        Kind("webinar announced", "/webinars/pre-atlas-security?tz=Africa/Cairo", "reader before a webinar"),
        Kind("webinar on now", "/webinars/pre-atlas-security", "reader during a webinar"),
        Kind("webinar that was taken out", "/webinars/atlas-ii", "reader before a webinar", 410),
        Kind("help", "/help"),
        Kind("privacy", "/privacy"),
        Kind("accessibility", "/accessibility"),
        Kind("newsletter", "/newsletter"),
        Kind("issue of the newsletter", "/newsletter/2026-11-before-london"),
        Kind("practice", "/practice"),
        Kind("what is kept on this phone", "/off"),
    )


def _accounts() -> tuple[Kind, ...]:
    nothing = {"name": "", "email": "nobody", "password": "x", "country": "SN"}
    wrong = {"email": "nobody@example.org", "password": "not this one"}
    return (
        Kind("sign-up", "/sign-up"),
        Kind("sign-up with groups", "/sign-up?country=SN"),
        Kind("sign-up of a guest", "/sign-up", "guest"),
        Kind("sign-up refused", "/sign-up", "guest", 422, nothing),
        Kind("sign-in", "/sign-in?next=/en/account"),
        Kind("sign-in of a guest", "/sign-in?changed=1", "guest"),
        Kind("sign-in refused", "/sign-in", "visitor", 422, wrong),
        Kind("sign-in too often", "/sign-in", "visitor", 429, {**wrong, "email": "tried@example.org"}),
        Kind("forgotten", "/password/forgot"),
        Kind("forgotten, sent", "/password/forgot?sent=1"),
        Kind("forgotten, refused", "/password/forgot", "visitor", 422, {"email": "nobody"}),
        Kind("reset", "/password/reset/a-reset"),
        Kind("reset refused", "/password/reset/a-reset", "visitor", 422, {"password": "x"}),
        Kind("invitation", "/invitation/an-invitation"),
        Kind("invitation refused", "/invitation/an-invitation", "visitor", 422, {"name": "", "password": "x"}),
        Kind("first administrator", "/invitation/a-first-link", "newcomer"),
        Kind("confirm", "/confirm/a-confirmation"),
        Kind("unsubscribe", "/unsubscribe/{stop}"),
        Kind("unsubscribed", "/unsubscribe/{stop}", "visitor", 200, {"List-Unsubscribe": "One-Click"}),
        Kind("digest", "/digest/a-digest", learner=False),
        Kind("newsletter asked for", "/newsletter/subscribe?sent=1"),
        Kind("newsletter refused", "/newsletter/subscribe", "visitor", 422, {"email": "nobody", "language": "xx"}),
        Kind("newsletter, confirming", "/newsletter/confirm/a-subscription"),
        Kind("newsletter, ending", "/newsletter/stop/{stop_newsletter}"),
        Kind(
            "newsletter ended", "/newsletter/stop/{stop_newsletter}", "visitor", 200, {"List-Unsubscribe": "One-Click"}
        ),
        Kind("newsletter link over", "/newsletter/confirm/used-up", "visitor", 410),
        Kind("link over", "/confirm/used-up", "visitor", 410),
    )


def _learning() -> tuple[Kind, ...]:
    profile = {"form": "profile", "name": "", "language": "xx"}
    password = {"form": "password", "current": "not this one", "new": "x"}
    return (
        Kind(
            "quiz refused", QUIZ, "visitor", 422, {"rev": "", "seed": "0", "bits": "no such answer", "directory": "DNS"}
        ),
        Kind("what comes, and reminders", "/me/webinars", "learner"),
        Kind("reminders of an event", "/webinars/pre-atlas-security/remind", "learner"),
        Kind("feedback on an event", "/webinars/pre-atlas-security/feedback", "coordinator"),
        Kind("me of a visitor", "/me"),
        Kind("me of a guest", "/me", "guest"),
        Kind("me", "/me", "learner"),
        Kind("result of a guest", "/attempts/{guests_attempt}", "guest"),
        Kind("result", "/attempts/{attempt}", "learner"),
        Kind("account", "/account", "learner"),
        Kind("account saved", "/account?done=profile", "learner"),
        Kind("account refused", "/account", "learner", 422, profile),
        Kind("password refused", "/account", "learner", 422, password),
        Kind("own phones", "/account/devices", "learner"),
        Kind("own phones, one ended", "/account/devices?done=1", "coordinator"),
        Kind("deleting an account", "/account/delete", "learner"),
        Kind("deleting an account refused", "/account/delete", "learner", 422, {"password": "not this one"}),
        Kind("account deleted", "/account/deleted"),
    )


def _handing_in() -> tuple[Kind, ...]:
    """A code with a quiz, a lesson that is not here, and a course that nobody knows."""
    look, for_member = {"form": "look", "code": CODE}, "/regions/afralo/{home}/{member_at_home}/import"
    return (
        Kind("handing in", "/import"),
        Kind("handing in, looked at", "/import", "visitor", 200, look),
        Kind("handing in, looked at by a learner", "/import", "learner", 200, look),
        Kind("handed in", "/import?new=3&hers=1&claimed=2", "learner"),
        Kind("handing in refused", "/import", "learner", 422, {"form": "look", "code": "EL1.no code"}),
        Kind("handing in for a member", for_member, "representative", 200, look),
    )


def _desk() -> tuple[Kind, ...]:
    own = {
        "event": "e" * 32,
        "als": "",
        "course": "pdp",
        "state": "not-started",
        "text-en": "{course} {link} {nmae}",
        "text-fr": "{name}",
        "do": "look",
    }
    role = {"form": "role", "email": "nobody", "role": "coordinator", "scope": "NOWHERE", "until": "x", "password": "x"}
    return (
        Kind("region", "/regions/afralo", "coordinator", learner=False),
        Kind("region, filtered to nothing", "/regions/afralo?silent_days=180&country=DZ", "coordinator", learner=False),
        Kind("region as a list", "/regions/afralo?view=list", "coordinator", learner=False),
        Kind("region, nobody started", "/regions/afralo?state=unstarted&course=ig", "coordinator", learner=False),
        Kind("region over time", "/regions/afralo/over-time", "coordinator", learner=False),
        Kind("what a region said", "/regions/afralo/feedback", "coordinator", learner=False),
        Kind("report of a quarter", "/regions/afralo/quarter", "coordinator", learner=False),
        Kind("group", "/regions/afralo/{als}", "coordinator", learner=False),
        Kind("empty group", "/regions/afralo/{empty_als}", "coordinator", learner=False),
        Kind("individual members", "/regions/afralo/individual-members", "coordinator", learner=False),
        Kind("member", "/regions/afralo/{als}/{member}", "coordinator", learner=False),
        Kind("member of her group", "/regions/afralo/{home}/{member_at_home}", "representative", learner=False),
        Kind("me of a coordinator", "/me", "coordinator"),
        Kind("account of a coordinator", "/account", "coordinator"),
        Kind("writing to a group", "/regions/afralo/nudge?als={als}&course=pdp", "coordinator", learner=False),
        Kind("writing to a region", "/regions/afralo/nudge?course=pdp&state=not-started", "coordinator", learner=False),
        Kind("writing to nobody", "/regions/afralo/nudge?als={empty_als}", "coordinator", learner=False),
        Kind("own text refused", "/regions/afralo/nudge", "coordinator", 422, own, learner=False),
        Kind("letters sent", "/regions/afralo/nudges?sent={nudge}", "coordinator", learner=False),
        *_programmes(),
        Kind("regions", "/regions", "administrator", learner=False),
        Kind("administration", "/admin", "administrator", learner=False),
        Kind("sending the newsletter", "/admin/newsletter?done=preview", "administrator", learner=False),
        Kind("newsletter not previewed", "/admin/newsletter", "administrator", 422, SEND, learner=False),
        Kind("state of the site", "/admin/state", "administrator", learner=False),
        Kind("what was held", "/admin/held?done=take", "administrator", learner=False),
        Kind(
            "what was held, refused",
            "/admin/held",
            "administrator",
            422,
            {"held": "1", "verdict": "aside", "reason": ""},
            learner=False,
        ),
        Kind("administration refused", "/admin", "administrator", 422, role, learner=False),
    )


def _programmes() -> tuple[Kind, ...]:
    base, new = "/regions/afralo/programmes/ready-for-the-summit", "/regions/afralo/rosters/new"
    roster = {"step": "check", "date": "2026-11-20", "topic": "first-steps"}
    nobody = {**roster, "date": "2999-12-31", "people": "nobody@example.org", "lines": "email,mail\n=1,2,3\n"}
    coordinator = {"people": "coordinator.afralo@example.org, Nobody <learner.afralo@example.org>"}
    held = "/regions/afralo/webinars/pre-atlas-security"
    there = {"step": "check", "share": "80", "status": "present", **coordinator}
    titles = {"key": "NO KEY", "language": "en", "title_fr": "x"}
    return (
        Kind("programme", base, "coordinator", learner=False),
        Kind("programme after a roster", f"{base}?entered=2&show=missing&als={{home}}", "coordinator", learner=False),
        Kind("rosters", "/regions/afralo/rosters?entered=0", "coordinator", learner=False),
        Kind("roster", "/regions/afralo/rosters/{roster}", "coordinator", learner=False),
        Kind("new roster", f"{new}?programme=ready-for-the-summit&als={{home}}", "coordinator", learner=False),
        Kind("new roster, looked at", new, "coordinator", 200, {**roster, **coordinator}, learner=False),
        Kind("new roster refused", new, "coordinator", 422, nobody, learner=False),
        Kind("attendance", f"{held}?entered=2", "coordinator", learner=False),
        Kind(
            "attendance of regions", "/webinars/pre-atlas-security/attendance/regions", "administrator", learner=False
        ),
        Kind("attendance, looked at", f"{held}/new", "coordinator", 200, there, learner=False),
        Kind("attendance refused", f"{held}/new", "coordinator", 422, {**there, "share": "x"}, learner=False),
        Kind("code of a webinar", "/webinars/pre-atlas-security/attendance", "representative"),
        Kind("code refused", "/webinars/pre-atlas-security/attendance", "representative", 422, {"code": "x"}),
        Kind("own attendance", "/webinars/pre-atlas-security/attendance", "learner"),
        Kind("sessions held", "/sessions?done=1", "representative", learner=False),
        Kind("session with a plan", "/sessions/new?plan={session}", "representative"),
        Kind("session refused", "/sessions/new", "representative", 422, {"people": "many", "date": "2999-12-31"}),
        Kind("topics", "/admin/topics?topic=first-steps&done=1", "administrator", learner=False),
        Kind("topics refused", "/admin/topics", "administrator", 422, titles, learner=False),
        Kind("programmes", "/admin/programmes?programme=ready-for-the-summit", "administrator", learner=False),
        Kind("programmes refused", "/admin/programmes", "administrator", 422, titles, learner=False),
    )


def _errors() -> tuple[Kind, ...]:
    """`/me?fault=` fails on purpose on a site of its own; the others fail as they would for anybody."""
    return (
        Kind("error 400", LESSON + "/done", "cut off", 400, {"x": "y"}),
        Kind("error 403", QUIZ, "visitor", 403, {}, FOREIGN),
        Kind("error 404", "/no-such-page", "visitor", 404),
        Kind("error 404, no such lesson", "/c/ip/no-such-lesson", "visitor", 404),
        Kind("error 404, not hers", "/regions/euralo", "coordinator", 404),
        Kind("error 405", "/help", "visitor", 405, {}),
        Kind("error 410", "/me?fault=gone", "unlucky", 410),
        Kind("error 413", QUIZ, "visitor", 413, TOO_MUCH),
        Kind("error 415", QUIZ, "visitor", 415, b"{}", {"Content-Type": "application/json"}),
        Kind("error 429", "/me?fault=throttled", "unlucky", 429),
        Kind("error 500", "/me?fault=broken", "unlucky", 500),
        Kind("error 503", "/me?fault=resting", "unlucky", 503),
    )


def _growing() -> tuple[Kind, ...]:
    """How a group grows. The paste holds every kind of address."""
    group, known = "/regions/afralo/{home}", "representative.afralo@example.org"
    paste = f"Ama Diop <ama@example.net>, bo@example.net; bo@example.net\n{known}، nobody; administrator@example.org"
    invite = {"form": "look", "people": paste, "language": "fr"}
    posts = {"form": "appoint", "person": "", "post": "alternate", "since": "x", "until": "x"}
    return (
        Kind("invitations", f"{group}/invitations", "coordinator", learner=False),
        Kind("invitations sent", f"{group}/invitations?done=sent&n=8", "coordinator", learner=False),
        Kind("invitations looked through", f"{group}/invitations", "coordinator", 200, invite, learner=False),
        Kind("invitations refused", f"{group}/invitations", "coordinator", 422, {"form": "send"}, learner=False),
        Kind("invitations of a representative", f"{group}/invitations", "representative", learner=False),
        Kind("approvals", "/regions/afralo/{als}/approvals", "coordinator", learner=False),
        Kind(
            "approvals refused",
            "/regions/afralo/{als}/approvals",
            "coordinator",
            422,
            {"verdict": "confirmed"},
            learner=False,
        ),
        Kind("join link", f"{group}/join-link", "coordinator", learner=False),
        Kind("no join link", "/regions/afralo/{als}/join-link", "coordinator", learner=False),
        Kind("joining", "/join/{join}"),
        Kind("joining refused", "/join/{join}", "guest", 422, {"name": "", "email": "nobody", "country": "SN"}),
        Kind("joining with an account", "/join/{join}", "learner"),
        Kind("posts", f"{group}/representatives", "coordinator", learner=False),
        Kind("posts refused", f"{group}/representatives", "coordinator", 422, posts, learner=False),
        Kind("newsletter of a group", f"{group}/newsletter", "coordinator", learner=False),
        Kind(
            "newsletter of a group, refused", f"{group}/newsletter", "coordinator", 422, {"form": "ask"}, learner=False
        ),
        Kind("move", "/regions/afralo/{als}/{member}/move", "coordinator", learner=False),
        Kind("move refused", "/regions/afralo/{als}/{member}/move", "coordinator", 422, {"to": ""}, learner=False),
        *_lists(),
    )


def _workshops() -> tuple[Kind, ...]:
    """At the centre, and on the laptop of a workshop."""
    base = "/regions/afralo/workshops"
    return (
        Kind("workshops without internet", "/workshops"),
        Kind("workshops", base, "coordinator", learner=False),
        Kind("workshop refused", base, "coordinator", 422, {"form": "prepare"}, learner=False),
        Kind("workshop file refused", base, "coordinator", 422, {"form": "file"}, learner=False),
        Kind("workshop at home", f"{base}/{{workshop}}?done=file&n=2&dup=1&held=1", "coordinator", learner=False),
        Kind("workshop, code on the wall", "/workshop", "phone"),
        Kind("workshop, wrong code", "/workshop?code=1", "phone", 422),
        Kind("workshop, names", "/workshop?code={wall}", "phone"),
        Kind("workshop, here", "/workshop", "participant"),
        Kind("workshop, facilitator's code", "/workshop/board", "phone"),
        Kind("workshop, wrong facilitator's code", "/workshop/board", "phone", 422, {"code": "1"}),
        Kind("board", "/workshop/board?done=ticked", "facilitator", learner=False),
        Kind("board, receipt refused", "/workshop/receipt", "facilitator", 422, {"x": "y"}, learner=False),
        Kind("slips", "/workshop/slips", "facilitator", learner=False),
        Kind("for the wall", "/workshop/screen", "facilitator", learner=False),
    )


def _lists() -> tuple[Kind, ...]:
    """A list of people; the forms carry it as the page's second step does."""
    right, wrong = b"name,email,country\nAma,ama@example.net,SN\n", b"name,email,als,x\n=1,ama,NO-SUCH,\n"
    return (
        Kind("list of people", "/admin/people", "administrator", learner=False),
        Kind("list of a region", "/regions/afralo/people", "coordinator", learner=False),
        Kind("list brought in", "/regions/afralo/people?new=2&changed=1", "coordinator", learner=False),
        Kind("list looked through", "/regions/afralo/people", "coordinator", 200, _carry(right), learner=False),
        Kind("list refused", "/regions/afralo/people", "coordinator", 422, _carry(wrong), learner=False),
        Kind("no list", "/regions/afralo/people", "coordinator", 422, {"form": "look"}, learner=False),
    )


def _carry(file: bytes) -> dict[str, str]:
    return {"form": "look", "carried": base64.b64encode(file).decode()}


KINDS: tuple[Kind, ...] = (
    *_public(),
    *_accounts(),
    *_learning(),
    *_handing_in(),
    *_desk(),
    *_growing(),
    *_workshops(),
    *_errors(),
)

# Endpoints that answer a GET with something else than a page of ours.
NO_PAGES = {
    "api.my_progress",
    "api.region_progress",
    "cards.card",
    "media.file",
    "feedback.region_csv",
    "members.als_csv",
    "members.als_json",
    "members.als_xlsx",
    "newsletter.feed",
    "offline.root",
    "open_data.progress_csv",
    "packs.bundle",
    "packs.folder",
    "packs.index",
    "packs.single",
    "own_calendar.calendar",
    "programmes.region_csv",
    "programmes.region_json",
    "regions.region_csv",
    "regions.region_json",
    "regions.region_xlsx",
    "quarters.page_xlsx",
    "site.healthz",
    "site.home_without_slash",
    "site.metrics",
    "site.readyz",
    "site.robots",
    "site.root",
    "site.sitemap",
    "room.file",
    "trends.page_csv",
    "webinar_feeds.atom",
    "webinar_feeds.calendar",
    "webinar_feeds.event",
    "trends.page_json",
    "workshops.bundle",
    "workshops.receipt",
}
