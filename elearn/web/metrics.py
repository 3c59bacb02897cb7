"""Figures of this worker in Prometheus text format."""

from __future__ import annotations

import resource
from collections import Counter

from flask import Response, current_app, request

_answers: Counter[tuple[str, int]] = Counter()


def count_answer(response: Response) -> Response:
    """After every request that Flask saw; pages answered by the public plane cost nothing and are not counted here."""
    _answers[request.endpoint or "none", response.status_code] += 1
    return response


def metrics_text() -> str:
    lines = ["# TYPE elearn_answers_total counter"]
    lines += [
        f'elearn_answers_total{{endpoint="{endpoint}",status="{status}"}} {count}'
        for (endpoint, status), count in sorted(_answers.items())
    ]
    lines += [
        "# TYPE elearn_release gauge",
        f"elearn_release {current_app.extensions['elearn.published'].release()}",
        "# TYPE elearn_peak_memory_bytes gauge",
        f"elearn_peak_memory_bytes {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}",
    ]
    return "\n".join(lines) + "\n"
