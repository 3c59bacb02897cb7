"""Texts of the interface in the reader's language, typed (Flask-Babel ships no types)."""

from __future__ import annotations

import flask_babel


def gettext(text: str, **values: object) -> str:
    """`text` in the reader's language with `%(name)s` filled in; English when a catalogue lacks it."""
    return str(flask_babel.gettext(text, **values))


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """The plural form for `number`, which also fills `%(num)d`."""
    return str(flask_babel.ngettext(one, many, number, **values))
