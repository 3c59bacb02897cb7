"""Log lines as JSON: a time, a place, the number that stands on the reader's page, and nothing about a person.

Messages are constants of ours. Of an exception only its class and its frames are written: its text may hold an address,
a name or an answer (a database quotes the row that it refuses).
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

# What a line may carry besides; anything else that a library attaches stays out.
FIELDS = ("ref", "request", "status", "method", "endpoint", "why")
FRAMES = 12


class JsonLines(logging.Formatter):
    """One object on one line; control characters come out escaped (CWE-117)."""

    def format(self, record: logging.LogRecord) -> str:
        """Never raises: a line that cannot be written would hide what it is about."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if getattr(record, name, None) is not None}
        if record.exc_info and record.exc_info[1] is not None:
            line |= _describe(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True, default=str)


def _describe(error: BaseException) -> dict[str, object]:
    """The class, what it came from, and where: the innermost frames last."""
    classes: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(classes) < FRAMES:
        classes.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        seen = seen.__cause__ or seen.__context__
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return {"error": classes, "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]}


def write_json_lines() -> None:
    """All logging of this process goes to standard error in this form, from INFO on for what is ours."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("elearn").setLevel(logging.INFO)
