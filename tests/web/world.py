"""A site with a community on it, in which every kind of page can be opened in every language."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import LANGUAGES, ROOT, Config
from elearn.app import create_app
from elearn.domain.access import Viewer
from elearn.domain.errors import Gone, Throttled, Unavailable
from elearn.domain.events import Event, event_text
from elearn.domain.mail import Kind as Letters
from elearn.domain.nudges import Reason
from elearn.domain.sync import Unread
from elearn.domain.tokens import derive_token
from elearn.domain.webinars import withdraw
from elearn.domain.workshops import key_id
from elearn.exchange.elp import Header, sum_lines, write_elp
from elearn.extensions import db, open_session
from elearn.extensions.current import session_cookie
from elearn.extensions.interface_catalogues import compile_catalogues
from elearn.services import sessions
from elearn.services.catalogue import load_catalogue
from elearn.services.demonstration import Size, load_demonstration
from elearn.services.held import set_held_aside
from elearn.services.invitations import first_admin_link
from elearn.services.join_links import make_join_link
from elearn.services.laptops import Laptop
from elearn.services.learning import ingest
from elearn.services.links import issue_link
from elearn.services.mail import Words
from elearn.services.mail_choices import unsubscribe_tokens
from elearn.services.node_setup import install_bundle
from elearn.services.nudges import Order, Target, Writing, plan_nudge, send_nudge
from elearn.services.resets import make_reset
from elearn.services.sync import make_grant
from elearn.services.workshop_files import take_file
from elearn.services.workshop_people import accept_newcomer
from elearn.services.workshops import Plan, make_bundle, prepare_workshop
from elearn.storage.accounts import Account, Throttle
from elearn.storage.base import Base, begin_writing
from elearn.storage.community import Als, Membership
from elearn.storage.held_sessions import HeldSession
from elearn.storage.rosters import RosterRow
from tests.makers import NOW
from tests.newsletter import subscribe_for_pages
from tests.signed_up import PASSWORD
from tests.web.attended import attend_for_pages
from tests.web.kinds import Kind

# Some right, some wrong, one in part, some left out: every verdict is on the result.
MIXED = {"rev": "", "seed": "0", "bits": "c", "forms": "b", "new-name": "true", "directory": "the telephone book"}
TOO_OFTEN = 5
BEFORE_THE_WEBINAR, DURING_THE_WEBINAR = datetime(2014, 5, 7, 12, tzinfo=UTC), datetime(2014, 5, 15, 13, tzinfo=UTC)
PASSING = {"look", "web_session"}
STAFF = {
    "learner": "learner.afralo@example.org",
    "representative": "representative.afralo@example.org",
    "coordinator": "coordinator.afralo@example.org",
    "administrator": "administrator@example.org",
}


@dataclass(frozen=True)
class Shown:
    """An answer as it came."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass
class World:
    """`open(kind, language)` gives the page; the same one again costs nothing. Each site has its own application."""

    site: Flask
    browsers: Mapping[str, FlaskClient]
    things: Mapping[str, str]
    seen: dict[tuple[str, str], Shown] = field(default_factory=dict)

    def address(self, kind: Kind, language: str) -> str:
        return f"/{language}{kind.path}".format_map(self.things)

    def open(self, kind: Kind, language: str) -> Shown:
        """Raises AssertionError when the page answers another status than the table says."""
        key = (kind.name, language)
        if key not in self.seen:
            self._forget_tries()
            answer = self.browsers[kind.who].open(
                self.address(kind, language),
                method="GET" if kind.form is None else "POST",
                data=kind.form,
                headers=dict(kind.headers),
                environ_base={"REMOTE_ADDR": f"198.51.100.{LANGUAGES.index(language)}"},
            )
            assert answer.status_code == kind.status, f"{kind} in {language}: {answer.status}"
            assert answer.mimetype == "text/html", f"{kind} in {language}: {answer.mimetype}"
            self.seen[key] = Shown(answer.status_code, list(answer.headers), answer.get_data())
        return self.seen[key]

    def head(self, kind: Kind) -> tuple[int, bytes]:
        """Status and body of a HEAD in English."""
        answer = self.browsers[kind.who].head(self.address(kind, "en"), headers=dict(kind.headers))
        return answer.status_code, answer.get_data()

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table but who looked at whom and when somebody was last there."""
        with self.site.app_context():
            session = db.session()
            kept = {
                table.name: [tuple(row) for row in session.execute(select(table))]
                for table in Base.metadata.sorted_tables
                if table.name not in PASSING
            }
            session.rollback()
            return kept

    def file(self, path: str) -> Shown:
        """A stylesheet, script or drawing that a page asks for."""
        answer = self.browsers["visitor"].get(path)
        return Shown(answer.status_code, list(answer.headers), answer.get_data())

    def _forget_tries(self) -> None:
        """Seven languages are seven tries: only the account that was tried too often stays so."""
        with self.site.app_context():
            session = db.session()
            session.execute(delete(Throttle).where(Throttle.failures < TOO_OFTEN))
            session.commit()


@contextmanager
def made_world(folder: Path, published: sqlite3.Connection) -> Iterator[World]:
    """The published courses, 240 ALSes with 300 learners, one account per role, a guest who has sent a quiz."""
    compile_catalogues(folder / "translations")
    config = Config(
        database_url=_copy(published, folder / "full.sqlite3"),
        secret_key="k" * 40,
        courses_path=(ROOT / "courses",),
        instance_path=folder,
        base_url="http://localhost",
    )
    with open_session(config.database_url) as session:
        things = _people(session)
    # Nobody is on this site yet; each of its pages says that it is a demonstration.
    new = replace(config, database_url=_copy(published, folder / "empty.sqlite3"), demonstration=True)
    with open_session(new.database_url) as session:
        first_admin_link(session, token="a-first-link", now=NOW)
    laptop = replace(config, database_url=_copy(published, folder / "laptop.sqlite3"), environment="node")
    room = _install(config, laptop, things["workshop"])
    site, empty, faulty, node = _app(config), _app(new), _app(config), _app(laptop)
    before, during = _app(config, BEFORE_THE_WEBINAR), _app(config, DURING_THE_WEBINAR)
    take_away(before, "atlas-ii")
    faulty.view_functions["learning.me"] = _fail
    browsers = {
        "visitor": site.test_client(),
        "guest": site.test_client(),
        "cut off": CutOff(site, use_cookies=True),
        "newcomer": empty.test_client(),
        "unlucky": faulty.test_client(),
        "reader before a webinar": before.test_client(),
        "reader during a webinar": during.test_client(),
        "phone": node.test_client(),
        "participant": _participant(node, room.join_code),
        "facilitator": _facilitator(node, room.board_code),
        **{who: _signed_in(site, who) for who in STAFF},
    }
    attempts = {
        "attempt": _send_quiz(browsers["learner"]),
        "guests_attempt": _send_quiz(browsers["guest"]),
    }
    _try_too_often(browsers["visitor"])
    yield World(site, browsers, {**things, **attempts, "wall": room.join_code, "board": room.board_code})
    for app in (site, empty, faulty, node, before, during):
        with app.app_context():
            db.engine.dispose()


def _install(centre: Config, laptop: Config, uid: str) -> Laptop:
    """A workshop laptop with the courses and the people that the site gave it."""
    with open_session(centre.database_url) as session:
        books = load_catalogue(session)
        assert books is not None
        bundle = make_bundle(session, ralo="AFRALO", uid=uid, books=books, centre="http://localhost", by="", now=NOW)
    with open_session(laptop.database_url) as session:
        return install_bundle(session, bundle, dev="d" * 32, now=NOW)


def _participant(node: Flask, code: str) -> FlaskClient:
    client = node.test_client()
    form = {"form": "new", "code": code, "nonce": "0" * 32, "name": "Zuri <b>", "als": ""}
    assert client.post("/en/workshop", data=form).status_code == 303
    return client


def _facilitator(node: Flask, code: str) -> FlaskClient:
    client = node.test_client()
    assert client.post("/en/workshop/board", data={"code": code}).status_code == 303
    return client


def _copy(published: sqlite3.Connection, path: Path) -> str:
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA synchronous=OFF")
        published.backup(copy)
    return f"sqlite:///{path}"


def _app(config: Config, now: datetime = NOW) -> Flask:
    app = create_app(config)
    app.config.update(TESTING=False, CLOCK=lambda: now)
    return app


def take_away(app: Flask, *ids: str) -> None:
    """What this worker holds after a publish without the files of these webinars."""
    with app.app_context():
        published = app.extensions["elearn.published"]
        books, now = published.catalogue(), app.config["CLOCK"]()
        left = tuple(one for one in books.site.webinars if one.id not in ids)
        site = replace(books.site, webinars=left, withdrawn=withdraw(left, books.site.webinars, (), now))
        published._catalogue = replace(books, site=site)  # noqa: SLF001 - publishing again would take half a minute


def _people(session: Session) -> dict[str, str]:
    """The community, everybody signed in who has a role, links that work; the things that addresses name."""
    catalogue = load_catalogue(session)
    assert catalogue is not None
    load_demonstration(
        session,
        size=Size(240, 300),
        courses=catalogue.site.courses,
        published_at=NOW,
        password_for=lambda _: PASSWORD,
        keep_passwords=False,
        now=NOW,
    )
    ids = {who: session.scalars(select(Account.id).where(Account.email == email)).one() for who, email in STAFF.items()}
    for who, account_id in ids.items():
        sessions.open_session(session, account_id=account_id, token=who, now=NOW)
        sessions.open_session(session, account_id=account_id, token=f"another of {who}", now=NOW)
    begin_writing(session)
    make_reset(session, account_id=ids["learner"], token="a-reset", now=NOW)
    _hold(session, ids["learner"])
    begin_writing(session)
    invited = session.scalars(select(Account.id).where(Account.joined_at.is_(None))).first()
    _issue(session, "invitation", "an-invitation", invited)
    _issue(session, "address", "a-confirmation", ids["learner"], detail="new@example.org")
    _issue(session, "digest", "a-digest", ids["coordinator"], detail="AFRALO")
    stop = unsubscribe_tokens(
        session, secret=b"k" * 40, people=[(ids["learner"], "a" * 32)], kind=Letters.WEEKLY, now=NOW
    )
    session.commit()
    places = _places(session, ids["representative"])
    webinar = catalogue.site.webinar("pre-atlas-security")
    assert webinar is not None
    uids = [session.get_one(Account, ids[who]).uid for who in ("learner", "coordinator")]
    attend_for_pages(session, webinar, [uids[0], places["member"], uids[1]])
    workshop = _workshop(session, places["home"])
    home, key = places["home"], b"k" * 40
    make_join_link(session, ralo="AFRALO", als_code=home, days="90", by="", nonce="0" * 32, secret=key, now=NOW)
    nudge = _ask_people(session, ids["coordinator"])
    links = {
        "join": derive_token(key, "join", "0" * 32),
        "stop": stop[ids["learner"]],
        "nudge": nudge,
        "workshop": workshop,
        "stop_newsletter": subscribe_for_pages(session, home),
    }
    return places | links


def _workshop(session: Session, als: str) -> str:
    """A workshop of the representative's group; somebody new was there and has done a lesson."""
    uid, key = "c" * 32, bytes(32)
    plan = Plan(uid, "Dakar", NOW.date().isoformat(), [als], ["ip"], ["fr"])
    assert prepare_workshop(session, ralo="AFRALO", plan=plan, courses=["ip"], key=key, code="c", by="", now=NOW)
    about = {"name": "Zuri <b>", "als": als, "language": "en"}
    told = [Event(letter * 32, "profile.set", NOW, u=letter * 32, by=uid, b=about) for letter in "ab"]
    told.append(Event("d" * 32, "lesson.done", NOW, u="a" * 32, c="ip", i="reading-ipv6"))
    lines = [event_text(event).encode() for event in told]
    header = Header(uid, 1, 3, 3, sum_lines(lines), "", key_id(key), NOW.isoformat())
    take_file(session, data=write_elp(header, lines, key), by="", now=NOW)
    accept_newcomer(session, ralo="AFRALO", node=uid, uid="b" * 32, by="", now=NOW)
    return uid


def _hold(session: Session, learner: int) -> None:
    """The learner's own phone; things of others came from it, one of which was set aside."""
    session.commit()
    make_grant(session, account_id=learner, dev="d" * 32, token="a grant", now=NOW)
    uids = list(session.scalars(select(Account.uid).where(Account.joined_at.is_not(None)).limit(4)))
    events = [
        Event(f"{n}" * 32, "lesson.done", NOW, u=uids[n], c="ip", i="reading-ipv6", by=uids[-n % 3]) for n in range(3)
    ]
    ingest(session, [*events, Unread("", "null")], recv_from="grant:1", now=NOW, owner=uids[3])
    by = Viewer(learner, uids[3], "", "en", "SN")
    set_held_aside(session, rid=3, reason="a try", by=by, now=NOW)


def _ask_people(session: Session, coordinator: int) -> str:
    """Letters to a region's people who have stalled; one of them is left out."""
    target = Target("AFRALO", "", "ip", Reason.STALLED)
    people = plan_nudge(session, target, now=NOW, cool_down=timedelta(days=14)).people
    uids = frozenset([*[person.uid for person in people], "0" * 32])
    writing = Writing(lambda _person, _invitation, _stop: (Words("s", "b"), "https://example.org"), str, b"k" * 40)
    order = Order("d" * 32, target, uids)
    send_nudge(session, order, by=coordinator, by_uid="", writing=writing, now=NOW, cool_down=timedelta(days=14))
    return order.uid


def _issue(session: Session, purpose: str, token: str, account_id: int | None, detail: str = "") -> None:
    issue_link(session, purpose=purpose, token=token, account_id=account_id, detail=detail, now=NOW)


def _places(session: Session, representative: int) -> dict[str, str]:
    members = select(Account.uid, Als.code).join(Membership, Membership.account_id == Account.id).join(Als)
    now = members.where(Als.ralo == "AFRALO", Membership.until.is_(None))
    living = now.where(Account.joined_at.is_not(None), Account.named)
    uid, code = session.execute(living.where(Membership.status == "declared").order_by(Als.code)).first() or ("", "")
    home = session.scalars(
        select(Als.code).join(Membership).where(Membership.account_id == representative, Membership.until.is_(None))
    ).one()
    at_home = session.execute(living.where(Als.code == home).order_by(Account.id)).first() or ("", "")
    peopled = select(Membership.als_id).where(Membership.als_id.is_not(None))
    empty = session.scalars(select(Als.code).where(Als.ralo == "AFRALO", Als.id.not_in(peopled))).first() or ""
    roster = session.scalars(select(RosterRow.uid).where(RosterRow.ralo == "AFRALO")).first() or ""
    held = session.scalars(select(HeldSession.uid)).first() or ""
    more = {"roster": roster, "session": held}
    return more | {"als": code, "member": uid, "home": home, "member_at_home": at_home[0], "empty_als": empty}


def _signed_in(site: Flask, who: str) -> FlaskClient:
    client = site.test_client()
    with site.app_context():
        client.set_cookie(session_cookie(), who)
    return client


def _send_quiz(client: FlaskClient) -> str:
    """The uid of the attempt."""
    answer = client.post("/en/c/ip/ip-addresses-quiz", data=MIXED)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rpartition("/")[2]


def _try_too_often(client: FlaskClient) -> None:
    for _ in range(TOO_OFTEN):
        client.post("/en/sign-in", data={"email": "tried@example.org", "password": "not this one"})


class CutOff(FlaskClient):
    """A browser whose uploads break off in the middle."""

    def open(self, *args: Any, **asked: Any) -> TestResponse:
        half = {"data": None, "input_stream": io.BytesIO(b"x=y"), "environ_overrides": {"CONTENT_LENGTH": "100"}}
        return super().open(*args, **asked | half, content_type="application/x-www-form-urlencoded")


FAULTS: Mapping[str, Callable[[], Exception]] = {
    "gone": partial(Gone, "lesson", "dial-up", successor="ip"),
    "throttled": partial(Throttled, 60),
    "broken": partial(RuntimeError, "on purpose"),
    "resting": partial(Unavailable, "on purpose"),
}


def _fail(lang: str) -> str:  # noqa: ARG001 - the address carries the language
    raise FAULTS[request.args["fault"]]()
