"""What every application makes anew at its start, and what comes out the same: kept for a whole test process.

Half of what an application for one test cost was Werkzeug writing the functions that build addresses, and the error
pages of seven languages. Nothing of it looks at the database or at a setting that tests change.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]
_write = Rule._compile_builder  # noqa: SLF001 - Werkzeug has no other place for it
_written: dict[tuple[object, ...], Builder] = {}


def _builder(rule: Rule, append_unknown: bool = True) -> Builder:
    """A builder asks its rule for the converters when it is called, so equal rules may share it."""
    constants = tuple(sorted((name, repr(value)) for name, value in (rule.defaults or {}).items()))
    key = (rule.rule, tuple(rule._trace), constants, append_unknown)  # noqa: SLF001 - as above
    if key not in _written:
        _written[key] = _write(rule, append_unknown)
    return _written[key]


def keep_routes() -> None:
    setattr(Rule, "_compile_builder", _builder)  # noqa: B010 - a method is replaced, for tests only


def keep_pages(make: Callable[[Any], None]) -> Callable[[Any], None]:
    """The error pages of the first application with these languages and templates, for all that follow."""
    kept: dict[tuple[str, ...], dict[tuple[int, str], str]] = {}

    def keep(app: Any) -> None:
        languages = tuple(app.config["ELEARN"].languages)
        if languages not in kept:
            make(app)
            kept[languages] = app.extensions["elearn.error_pages"]
        app.extensions["elearn.error_pages"] = kept[languages]

    return keep
