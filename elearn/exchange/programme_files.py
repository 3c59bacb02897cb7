"""Who is ready for a programme, as files: the very people and rows that the page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from elearn.domain.programmes import Programme, Readiness
from elearn.domain.readiness import PersonLine, ReadinessReport
from elearn.exchange.csv_cells import stream_csv

COLUMNS = ("ralo", "als", "group", "name", "less_experienced", "ready", "missing", "programme", "deadline")


def readiness_csv(ralo: str, programme: Programme, people: Iterable[PersonLine]) -> Iterator[bytes]:
    """One line per person who may be named, piece by piece; `missing` are topic keys with spaces between them."""
    return stream_csv(
        COLUMNS,
        (
            (
                ralo,
                person.als,
                person.als_name,
                person.name,
                "yes" if person.newcomer else "no",
                "no" if person.missing else "yes",
                " ".join(person.missing),
                programme.key,
                programme.deadline.isoformat(),
            )
            for person in people
        ),
    )


def readiness_json(report: ReadinessReport) -> dict[str, Any]:
    """Fixed keys. `rows` count everybody, `people` are those who may be named."""
    programme = report.programme
    return {
        "ralo": report.ralo,
        "programme": programme.key,
        "deadline": programme.deadline.isoformat(),
        "topics": {topic: level.value for topic, level in programme.topics.items()},
        "rows": [{"als": line.code, "name": line.name, **_numbers(row)} for line, row in report.rows],
        "totals": _numbers(report.totals),
        "people": [
            {
                "name": person.name,
                "als": person.als,
                "less_experienced": person.newcomer,
                "ready": not person.missing,
                "missing": list(person.missing),
            }
            for person in report.people
        ],
    }


def _numbers(row: Readiness) -> dict[str, Any]:
    return {"people": row.people, "ready": row.ready, "missing": dict(sorted(row.missing.items()))}
