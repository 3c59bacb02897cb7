"""Every kind of page that a person can see, in one table: path, whose browser, how it is brought about.

`tests/web/world.py` makes the site and opens them. A new page is a new row here: then every rule holds for it, in all
seven languages, in the parsers and in the browser.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LESSON = "/c/ip/reading-ipv6"
QUIZ = "/c/ip/ip-addresses-quiz"
FOREIGN = {"Sec-Fetch-Site": "cross-site"}
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
        Kind("print", "/c/ip/print"),
        Kind("facilitator", "/c/ip/facilitator"),
        Kind("glossary", "/glossary"),
        Kind("search", "/search"),
        Kind("search that finds", "/search?q=RIR"),
        Kind("search that finds nothing", "/search?q=ICAN"),
        Kind("help", "/help"),
        Kind("privacy", "/privacy"),
        Kind("accessibility", "/accessibility"),
        Kind("practice", "/practice"),
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
        Kind("link over", "/confirm/used-up", "visitor", 410),
    )


def _learning() -> tuple[Kind, ...]:
    profile = {"form": "profile", "name": "", "language": "xx"}
    password = {"form": "password", "current": "not this one", "new": "x"}
    return (
        Kind(
            "quiz refused", QUIZ, "visitor", 422, {"rev": "", "seed": "0", "bits": "no such answer", "directory": "DNS"}
        ),
        Kind("me of a visitor", "/me"),
        Kind("me of a guest", "/me", "guest"),
        Kind("me", "/me", "learner"),
        Kind("result of a guest", "/attempts/{guests_attempt}", "guest"),
        Kind("result", "/attempts/{attempt}", "learner"),
        Kind("account", "/account", "learner"),
        Kind("account saved", "/account?done=profile", "learner"),
        Kind("account refused", "/account", "learner", 422, profile),
        Kind("password refused", "/account", "learner", 422, password),
    )


def _desk() -> tuple[Kind, ...]:
    role = {"form": "role", "email": "nobody", "role": "coordinator", "scope": "NOWHERE", "until": "x", "password": "x"}
    return (
        Kind("region", "/regions/afralo", "coordinator", learner=False),
        Kind("region, filtered to nothing", "/regions/afralo?silent_days=180&country=DZ", "coordinator", learner=False),
        Kind("region as a list", "/regions/afralo?view=list", "coordinator", learner=False),
        Kind("group", "/regions/afralo/{als}", "coordinator", learner=False),
        Kind("empty group", "/regions/afralo/{empty_als}", "coordinator", learner=False),
        Kind("individual members", "/regions/afralo/individual-members", "coordinator", learner=False),
        Kind("member", "/regions/afralo/{als}/{member}", "coordinator", learner=False),
        Kind("member of her group", "/regions/afralo/{home}/{member_at_home}", "representative", learner=False),
        Kind("me of a coordinator", "/me", "coordinator"),
        *_programmes(),
        Kind("regions", "/regions", "administrator", learner=False),
        Kind("administration", "/admin", "administrator", learner=False),
        Kind("administration refused", "/admin", "administrator", 422, role, learner=False),
    )


def _programmes() -> tuple[Kind, ...]:
    base, new = "/regions/afralo/programmes/ready-for-the-summit", "/regions/afralo/rosters/new"
    roster = {"step": "check", "date": "2026-11-20", "topic": "first-steps"}
    nobody = {**roster, "date": "x", "people": "nobody@example.org", "lines": "email,mail\n=1,2,3\n"}
    coordinator = {"people": "coordinator.afralo@example.org, Nobody <learner.afralo@example.org>"}
    titles = {"key": "NO KEY", "language": "en", "title_fr": "x"}
    return (
        Kind("programme", base, "coordinator", learner=False),
        Kind("programme after a roster", f"{base}?entered=2&show=missing&als={{home}}", "coordinator", learner=False),
        Kind("rosters", "/regions/afralo/rosters?entered=0", "coordinator", learner=False),
        Kind("roster", "/regions/afralo/rosters/{roster}", "coordinator", learner=False),
        Kind("new roster", f"{new}?programme=ready-for-the-summit&als={{home}}", "coordinator", learner=False),
        Kind("new roster, looked at", new, "coordinator", 200, {**roster, **coordinator}, learner=False),
        Kind("new roster refused", new, "coordinator", 422, nobody, learner=False),
        Kind("sessions held", "/sessions?done=1", "representative", learner=False),
        Kind("session with a plan", "/sessions/new?plan={session}", "representative"),
        Kind("session refused", "/sessions/new", "representative", 422, {"people": "many", "date": "x"}),
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


KINDS: tuple[Kind, ...] = (*_public(), *_accounts(), *_learning(), *_desk(), *_errors())

# Endpoints that answer a GET with something else than a page of ours.
NO_PAGES = {
    "api.my_progress",
    "api.region_progress",
    "cards.card",
    "catalogue.media",
    "programmes.region_csv",
    "programmes.region_json",
    "regions.region_csv",
    "regions.region_json",
    "site.healthz",
    "site.home_without_slash",
    "site.metrics",
    "site.readyz",
    "site.robots",
    "site.root",
    "site.sitemap",
}
