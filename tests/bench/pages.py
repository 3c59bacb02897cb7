"""What each kind of page costs beside the ceilings: processor per request, answers a second, waiting, statements."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from config import Config
from elearn.app import create_app
from elearn.extensions import db, open_session
from elearn.services.migrating import upgrade_schema
from tests.bench.compiler import Bench
from tests.bench.ingest import BATCH, deliveries
from tests.bench.load import Line, Request, get
from tests.bench.pressure import Pressed, Side, compare, press
from tests.bench.servers import ROOT, Server
from tests.bench.sites import QUIZ, REGION, quiz_fields, site, submissions, yardstick
from tests.bench.worlds import World, make_world, sign_in
from tests.statements import asked, counted_statements

LESSON, SEARCH, MINE = "/en/c/ip/reading-ipv6", "/en/search?q=ipv6", "/en/me"
MANY_LINES = 16


@dataclass(frozen=True)
class Scenario:
    """Requests to one server. The target is a ratio to the bare Flask page; None: told, none asked."""

    name: str
    server: Server
    make: Request
    requests: int
    status: int = 200
    target: float | None = None
    path: str = ""  # of which the SQL statements are counted in this process
    fields: Mapping[str, str] | None = None  # when it is a form
    parts: int = 1  # so many things are done in one request: told is what one of them costs
    lines: int = MANY_LINES  # over which its cost is measured; one phone may send only so many batches


@dataclass(frozen=True)
class Figure:
    """`seconds` of the processor per request over sixteen lines; `hellos` is the median of its ratios to the yardstick,
    round by round, and `hellos_alone` the same over one line.
    """

    name: str
    seconds: float
    hellos: float
    hellos_alone: float
    target: float | None
    bytes: int
    statements: int | None
    alone: Pressed
    together: Pressed


@dataclass(frozen=True)
class Told:
    """Everything of one run."""

    pages: list[Figure]
    figures: dict[str, float]


def measure_pages(*, quick: bool = False, say: Callable[[str], None] = print) -> Told:
    """Some minutes. With `quick` only 2,000 learners."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        small = make_world(Path(name) / "small", learners=2_000)
        hello = stack.enter_context(yardstick("app", small))
        bare = stack.enter_context(yardstick("bare"))
        ours = stack.enter_context(site(small))
        pages = []
        for scenario in (*_ceilings(bare, hello), *_pages(ours, small, "2,000")):
            pages.append(_measure(scenario, hello, small))
            say(pages[-1].name)
        if not quick:
            large = make_world(Path(name) / "large", learners=50_000)
            server = stack.enter_context(site(large))
            pages.append(_measure(list(_pages(server, large, "50,000"))[-1], hello, large))
        figures = {**memory_under_load(small, 2), **memory_under_load(small, 1), **second_start(small)}
        say("memory and start")
        figures |= commands(Path(name))
    return Told(pages, figures)


def _ceilings(bare: Server, hello: Server) -> Iterator[Scenario]:
    yield Scenario("bare WSGI", bare, lambda _n: get("/", bare.port), 4_000)
    yield Scenario("bare Flask", hello, lambda _n: get("/", hello.port), 2_000)
    yield Scenario("Flask with an ORM page of 25 rows", hello, lambda _n: get("/people", hello.port), 100)


def _pages(server: Server, world: World, learners: str) -> Iterator[Scenario]:
    port = server.port
    cookie = f"session={sign_in(port, world.coordinator)}"
    etag = Line(port).ask(get(LESSON, port))[1]["etag"]

    def reading(path: str, **headers: str) -> Request:
        return lambda _n: get(path, port, **headers)

    if learners == "2,000":
        yield Scenario("lesson", server, reading(LESSON), 4_000, target=0.35, path=LESSON)
        not_changed = reading(LESSON, If_None_Match=etag)
        yield Scenario("lesson, not changed (304)", server, not_changed, 4_000, 304, 0.35, LESSON)
        yield Scenario("quiz page", server, reading(QUIZ), 4_000, target=0.35, path=QUIZ)
        form = quiz_fields(port)
        sending = submissions(port, cookie)
        yield Scenario("submission of a quiz", server, sending, 100, 303, 5, QUIZ, {**form, "directory": "DNS"})
        yield Scenario("my page", server, reading(MINE, Cookie=cookie), 100, target=6, path=MINE)
        yield Scenario("search", server, reading(SEARCH), 100, target=8, path=SEARCH)
        handing = deliveries(world, port)
        yield Scenario(f"an event in a batch of {BATCH}", server, handing, 3, target=1.5, parts=BATCH, lines=1)
    region = reading(REGION, Cookie=cookie)
    yield Scenario(f"region page, {learners} learners", server, region, 100, target=10, path=REGION)


def _measure(scenario: Scenario, hello: Server, world: World) -> Figure:
    yard = Side(hello, lambda _n: get("/", hello.port), 2_000, 200)
    numbers = count(0)

    def make(_number: int) -> bytes:
        return scenario.make(next(numbers))

    side = Side(scenario.server, make, scenario.requests, scenario.status)
    costs = [compare(side, yard, lines=lines) for lines in dict.fromkeys((scenario.lines, 1))]
    alone, together = (
        press(
            scenario.server, make, lines=lines, requests=max(scenario.requests * 2, lines * 2), expected=scenario.status
        )
        for lines in (1, MANY_LINES)
    )
    body = Line(scenario.server.port).ask(make(0))[2]
    sent = statements_of(world, scenario.path, scenario.fields) if scenario.path else None
    seconds, hellos, hellos_alone = (
        figure / scenario.parts for figure in (costs[0].seconds, costs[0].ratio, costs[-1].ratio)
    )
    return Figure(scenario.name, seconds, hellos, hellos_alone, scenario.target, body, sent, alone, together)


def statements_of(world: World, path: str, fields: Mapping[str, str] | None = None) -> int:
    """The SQL statements of one GET by the coordinator, when the page was opened before; with `fields` of one form."""
    config = Config.from_environment({**world.environment, "BASE_URL": "http://localhost"})
    app = create_app(config)
    client = app.test_client()
    signing_in = {"email": world.coordinator, "password": "measured by the bench"}
    client.post("/en/sign-in", data=signing_in)
    client.get(path)
    with app.app_context(), counted_statements(db.session()) as sent:
        client.post(path, data=fields) if fields else client.get(path)
    with app.app_context():
        db.engine.dispose()
    return len(asked(sent))


def memory_under_load(world: World, workers: int) -> dict[str, float]:
    """PSS of `elearn serve` after some hundreds of requests of every kind, and what a plain sum would say."""
    with site(world, workers=workers) as server:
        cookie = f"session={sign_in(server.port, world.coordinator)}"
        make = submissions(server.port, cookie)
        for number in range(150):
            for request in (
                get(LESSON, server.port),
                get(f"{QUIZ}?seed={number % 16}", server.port),
                get(REGION, server.port, Cookie=cookie),
                make(1_000_000 + number),
            ):
                Line(server.port).ask(request)
        name = f"memory of {workers} worker{'s' if workers > 1 else ''} under load"
        most = {1: 110, 2: 160}[workers]
        return {f"{name}, PSS, MB (<= {most})": server.memory() / 1e6, f"{name}, RSS, MB": server.resident() / 1e6}


def second_start(world: World) -> dict[str, float]:
    """From the command to the first 200, database and courses being as the last start left them."""
    begun = time.monotonic()
    with site(world) as server:
        took = time.monotonic() - begun
        return {"second start to the first 200, s (<= 1.2)": took, "the same, s of CPU": server.cpu()}


def commands(folder: Path) -> dict[str, float]:
    """`elearn check` and `elearn publish` on the courses of this repository."""
    made = Bench(ROOT / "courses", folder / "commands")
    made.instance.mkdir()
    with open_session(made.url) as session:
        upgrade_schema(session)
    told = [made.run("elearn check, no cache", "", "check", "--no-cache"), made.run("elearn publish", "", "publish")]
    told.append(made.run("elearn publish, nothing changed", "", "publish"))
    return {f"{figure.name}, s of CPU": figure.seconds for figure in told}
