"""`elearn bench --community`: what a region costs with 10,000, 100,000 and (`--large`) 1,000,000 learners, in one run.

Every round asks a bare Flask page and each of the sites in turn, so that a machine that is busy slows all of them.
"""

from __future__ import annotations

import json
import platform
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlalchemy.orm import Session

from elearn.cli.reading import get_catalogue
from elearn.domain.course import Lesson
from elearn.extensions import open_session
from elearn.services.learning import find_progress, finish_lesson
from tests.bench.growth import exponent
from tests.bench.load import Line, Request, get, spent
from tests.bench.people import idle_learners
from tests.bench.rebuilding import Rebuilding, measure_rebuilding
from tests.bench.servers import Server
from tests.bench.sites import REGION, read, site, submissions, yardstick
from tests.bench.worlds import World, make_world, sign_in

SIZES, LARGE = (10_000, 100_000), 1_000_000
ROUNDS, HELLOS = 5, 1200


@dataclass(frozen=True)
class Wanted:
    """What somebody asked for: `keep` is a folder for the learners, `told` a file for the figures."""

    large: bool = False
    keep: Path | None = None
    rebuild: bool = True
    told: Path | None = None


@dataclass(frozen=True)
class Site:
    """A running site. `beginnings` are (uid, course, lesson) that would be the first one of somebody in AFRALO."""

    server: Server
    world: World
    session: Session
    cookie: str
    submit: Request
    beginnings: Iterator[tuple[str, str, str]]
    counter: Iterator[int]

    def begin(self) -> str:
        """Somebody starts a course, by the use case that a form calls; which course."""
        uid, course, lesson = next(self.beginnings)
        finish_lesson(self.session, learner=uid, course=course, lesson=lesson, language="fr", now=datetime.now(UTC))
        return course

    def ask(self, path: str) -> str:
        return read(self.server.port, path, self.cookie)

    def spend(self, requests: Sequence[bytes], expected: int) -> tuple[float, int]:
        """On a new connection: the server closes those that were silent while the others had their turns."""
        return spent(self.server, Line(self.server.port), requests, expected)


@dataclass(frozen=True)
class Scenario:
    """`spend` gives processor seconds per request and bytes. Both targets are ratios: to a hello, to the smallest."""

    name: str
    spend: Callable[[Site], tuple[float, int]]
    hellos: float | None = None
    growth: float = 1.5


@dataclass(frozen=True)
class Figure:
    """Medians of the rounds: seconds and bytes at each size, and the ratios of the targets."""

    name: str
    seconds: tuple[float, ...]
    hellos: tuple[float, ...]
    growth: tuple[float, ...]
    size: tuple[int, ...]
    most_hellos: float | None = None
    most_growth: float = 1.5
    exponent: float = 0.0


@dataclass
class Told:
    pages: list[Figure] = field(default_factory=list)
    rebuilding: list[Rebuilding] = field(default_factory=list)
    machine: str = platform.platform()


def reading(path: str, times: int) -> Callable[[Site], tuple[float, int]]:
    def spend(at: Site) -> tuple[float, int]:
        return at.spend([get(path, at.server.port, Cookie=at.cookie)] * times, 200)

    return spend


def after_events(path: str, times: int) -> Callable[[Site], tuple[float, int]]:
    """An event before each request; the bench writes it, so that the server spends nothing on it."""

    def spend(at: Site) -> tuple[float, int]:
        costs = []
        for _ in range(times):
            at.begin()
            costs.append(at.spend([get(path, at.server.port, Cookie=at.cookie)], 200))
        return sum(cost for cost, _ in costs) / times, costs[-1][1]

    return spend


def submitting(times: int) -> Callable[[Site], tuple[float, int]]:
    def spend(at: Site) -> tuple[float, int]:
        return at.spend([at.submit(next(at.counter)) for _ in range(times)], 303)

    return spend


SCENARIOS = (
    Scenario("region page", reading(REGION, 200), hellos=12),
    Scenario("region CSV", reading(f"{REGION}.csv", 60)),
    Scenario("region XLSX", reading(f"{REGION}.xlsx", 12)),
    Scenario("region JSON", reading(f"{REGION}.json", 60)),
    Scenario("region page after each new event", after_events(REGION, 30)),
    Scenario("region JSON after each new event", after_events(f"{REGION}.json", 30)),
    Scenario("one learner's submission", submitting(80), growth=1.2),
)


def measure_community(wanted: Wanted) -> int:
    """Prints the tables; with `told` the figures are written there, too."""
    told = Told()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = wanted.keep or Path(name)
        sizes = [*SIZES, *([LARGE] if wanted.large else [])]
        worlds = [_world(folder, size) for size in sizes]
        bare = stack.enter_context(yardstick())
        sites = [_open(stack, world) for world in worlds]
        for at in sites:
            _see_an_event(at)
        _head(sizes)
        for scenario in SCENARIOS:
            told.pages.append(side_by_side(scenario, bare, sites))
            _print(told.pages[-1])
        stack.close()
        if wanted.rebuild:
            told.rebuilding = measure_rebuilding(worlds)
    if wanted.told:
        wanted.told.write_text(json.dumps(asdict(told), indent=1))
    return 0


def _world(folder: Path, learners: int) -> World:
    world = make_world(folder / str(learners), learners=learners)
    print(f"{learners:,} learners with {world.events:,} events are there.", flush=True)
    return world


def _open(stack: ExitStack, world: World) -> Site:
    server = stack.enter_context(site(world))
    session = stack.enter_context(open_session(world.url))
    cookie = f"session={sign_in(server.port, world.coordinator)}"
    submit = submissions(server.port, cookie)
    counter = iter(range(1 << 30))
    return Site(server, world, session, cookie, submit, _beginnings(session, world), counter)


def _beginnings(session: Session, world: World) -> Iterator[tuple[str, str, str]]:
    courses = get_catalogue(session).site.courses
    firsts = {course.id: next(part.id for part in course.parts() if isinstance(part, Lesson)) for course in courses}
    for uid in idle_learners(range(world.learners), "AFRALO"):
        done = find_progress(session, learner=uid)
        yield from ((uid, course, lesson) for course, lesson in firsts.items() if course not in done)


def _see_an_event(at: Site) -> None:
    """A new event is in the numbers of the next page and file, whatever was kept before. Raises RuntimeError."""
    path = f"{REGION}.json"
    page, before = at.ask(REGION), json.loads(at.ask(path))["totals"]["cells"]
    course = at.begin()
    after = json.loads(at.ask(path))["totals"]["cells"]
    moved = {state: after[course][state] - before[course][state] for state in after[course]}
    if (moved["started"], moved["registered"]) != (1, -1) or at.ask(REGION) == page:
        raise RuntimeError(f"an event in {course} is not on the next page: {moved}")


def side_by_side(scenario: Scenario, bare: Server, sites: Sequence[Site]) -> Figure:
    hello = [get("/", bare.port)] * HELLOS

    def one_round() -> list[tuple[float, int]]:
        return [spent(bare, Line(bare.port), hello, 200), *(scenario.spend(at) for at in sites)]

    one_round()
    rounds = [one_round() for _ in range(ROUNDS)]
    places = range(1, len(sites) + 1)
    seconds = tuple(median(costs[place][0] for costs in rounds) for place in places)
    return Figure(
        scenario.name,
        seconds=seconds,
        hellos=tuple(median(costs[place][0] / costs[0][0] for costs in rounds) for place in places),
        growth=tuple(median(costs[place][0] / costs[1][0] for costs in rounds) for place in places),
        size=tuple(rounds[-1][place][1] for place in places),
        most_hellos=scenario.hellos,
        most_growth=scenario.growth,
        exponent=exponent([at.world.learners for at in sites], seconds),
    )


def _head(sizes: Sequence[int]) -> None:
    print("A new event is on the page and in the file at the next load: seen at every size.\n")
    columns = "".join(f" {size:,}: ms of CPU | hellos | to {sizes[0]:,} | bytes |" for size in sizes)
    print(f"| |{columns} exponent | targets |\n|---|{'---:|' * 4 * len(sizes)}---:|---|")


def _print(figure: Figure) -> None:
    columns = "".join(
        f" {seconds * 1000:.2f} | {hellos:.1f} | {growth:.2f} | {size} |"
        for seconds, hellos, growth, size in zip(figure.seconds, figure.hellos, figure.growth, figure.size, strict=True)
    )
    missed = max(figure.growth) > figure.most_growth or max(figure.hellos) > (figure.most_hellos or 1e9)
    page = f"<= {figure.most_hellos:g} hellos, " if figure.most_hellos else ""
    targets = f"{page}<= {figure.most_growth:g}{' MISSED' if missed else ''}"
    print(f"| {figure.name} |{columns} {figure.exponent:.2f} | {targets} |", flush=True)
