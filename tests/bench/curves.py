"""`elearn bench --growth`: how costs grow with learners, with one learner's events, with courses and with languages.

Processor time of this process, in which the use cases and pages run without a server: the exponent matters and not
the milliseconds. 0 is a cost that does not grow, 1 one in proportion.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select

from config import Config
from elearn.app import create_app
from elearn.content.compiler import compile_site
from elearn.extensions import Session, open_session
from elearn.services.attempts import submit_quiz
from elearn.storage.releases import QuizRevision
from tests.bench.growth import exponent
from tests.bench.lessons import LANGUAGES
from tests.bench.sites import REGION
from tests.bench.trees import COURSES, TODAY, make_tree
from tests.bench.worlds import PASSWORD, World, make_world

LEARNERS, ATTEMPTS = (500, 2_000, 8_000), (10, 100, 1_000)
QUIZ = "ip-addresses-quiz"
ROUNDS, TIMES = 5, 10


@dataclass(frozen=True)
class Curve:
    """Milliseconds of the processor at each size, and the exponent of the line through them."""

    name: str
    sizes: Sequence[float]
    milliseconds: Sequence[float]
    exponent: float


def measure_growth(told: Path | None) -> int:
    """Prints a table; with `told` the curves are written there, too."""
    curves = []
    print("| | sizes | ms of CPU | exponent |\n|---|---|---|---:|")
    with tempfile.TemporaryDirectory() as name:
        for curve in (*_of_learners(Path(name)), *_of_events(Path(name)), *_of_courses(Path(name))):
            curves.append(curve)
            sizes, costs = (" / ".join(map(str, row)) for row in (curve.sizes, curve.milliseconds))
            print(f"| {curve.name} | {sizes} | {costs} | {curve.exponent:.2f} |", flush=True)
    if told:
        told.write_text(json.dumps(list(map(asdict, curves)), indent=1))
    return 0


def _curve(name: str, sizes: Sequence[float], acts: Sequence[Callable[[], object]], times: int = TIMES) -> Curve:
    """All sizes in turn in each round, so that a busy machine slows all of them."""
    rounds = [[_cost(act, times) for act in acts] for _ in range(ROUNDS)][1:]
    costs = [statistics.median(row[place] for row in rounds) for place in range(len(acts))]
    return Curve(name, sizes, [round(cost * 1000, 2) for cost in costs], exponent(sizes, costs))


def _cost(act: Callable[[], object], times: int) -> float:
    begun = time.process_time()
    for _ in range(times):
        act()
    return (time.process_time() - begun) / times


def _of_learners(folder: Path) -> Iterator[Curve]:
    worlds = [make_world(folder / str(size), learners=size) for size in LEARNERS]
    clients = [_signed_in(world) for world in worlds]
    for name, path in (("my page", "/en/me"), ("region page", REGION), ("search", "/en/search?q=ipv6")):
        yield _curve(f"{name}, by learners", LEARNERS, [_opening(client, path) for client in clients])
    with open_session(worlds[0].url) as few, open_session(worlds[1].url) as some, open_session(worlds[2].url) as many:
        acts = [_sending(session, "c" * 32) for session in (few, some, many)]
        yield _curve("submission, by learners", LEARNERS, acts)


def _of_events(folder: Path) -> Iterator[Curve]:
    """One learner who has sent so many quizzes before: her next one, and her page."""
    world = make_world(folder / str(LEARNERS[0]), learners=LEARNERS[0])
    with open_session(world.url) as session:
        acts = []
        for count in ATTEMPTS:
            act = _sending(session, f"{count:032x}")
            for _ in range(count):
                act()
            acts.append(act)
        yield _curve("submission, by attempts of hers", ATTEMPTS, acts)


def _of_courses(folder: Path) -> Iterator[Curve]:
    """The compiler alone, on trees of one to four courses, and of one to seven languages."""
    files = make_tree()
    courses = range(1, COURSES + 1)
    roots = [_written(folder / f"courses-{size}", files, size, len(LANGUAGES)) for size in courses]
    acts = [_compiling(root, LANGUAGES) for root in roots]
    yield _curve("compiling, by courses of 20 lessons", list(courses), acts, times=1)
    counts = (1, 2, 4, 7)
    acts = [_compiling(_written(folder / f"langs-{n}", files, 2, n), LANGUAGES[:n]) for n in counts]
    yield _curve("compiling, by languages", counts, acts, times=1)


def _signed_in(world: World) -> FlaskClient:
    app = create_app(Config.from_environment({**world.environment, "BASE_URL": "http://localhost"}))
    client = app.test_client()
    client.post("/en/sign-in", data={"email": world.coordinator, "password": PASSWORD})
    return client


def _opening(client: FlaskClient, path: str) -> Callable[[], object]:
    def act() -> None:
        status = client.get(path).status_code
        if status != 200:
            raise RuntimeError(f"{path}: status {status}")

    return act


def _sending(session: Session, learner: str) -> Callable[[], object]:
    rev = session.scalar(select(QuizRevision.rev).where(QuizRevision.quiz == QUIZ))
    first, sent = datetime.now(UTC) - timedelta(hours=1), iter(range(1 << 30))

    def act() -> None:
        number = next(sent)
        submit_quiz(
            session,
            learner=learner,
            quiz=QUIZ,
            revision=rev,
            seed=0,
            answers={"bits": ["c"], "colons": [str(number)]},
            language="en",
            event_id=None,
            secret=b"bench" * 8,
            now=first + timedelta(milliseconds=number),
        )

    return act


def _compiling(root: Path, languages: Sequence[str]) -> Callable[[], object]:
    return lambda: compile_site([root], languages=languages, today=TODAY)


def _written(folder: Path, files: dict[str, str], courses: int, languages: int) -> Path:
    """The files of the first courses in the first languages; learning paths go through all courses and are left out."""
    gone = ("_paths/", *(f"course-{number}/" for number in range(courses, COURSES)))
    endings = tuple(f".{code}.md" for code in LANGUAGES[languages:])
    for inside, text in files.items():
        if not inside.startswith(gone) and not inside.endswith(endings or ("\0",)):
            path = folder / inside
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return folder
