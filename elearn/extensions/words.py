"""Texts of the interface in the reader's language, typed (Flask-Babel ships no types)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import flask_babel
from babel.support import NullTranslations
from flask import Flask, g
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from elearn.extensions import LOCALES


def texts() -> NullTranslations:
    """The catalogue of the reader's language, looked for once in a request: a page asks for some forty texts."""
    try:
        found: NullTranslations | None = getattr(g, "texts", None)
    except RuntimeError:  # outside of any request, command or job
        return NullTranslations()
    if found is None:
        found = g.texts = flask_babel.get_translations()
    return found


def gettext(text: str, **values: object) -> str:
    """`text` in the reader's language with `%(name)s` filled in; English when a catalogue lacks it."""
    said = texts().ugettext(text)
    return str(said % values if values else said)


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """The plural form for `number`, which also fills `%(num)d`."""
    return str(texts().ungettext(one, many, number) % {"num": number, **values})


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Inside the block texts and dates are in this language of the site, whatever the reader's is: for letters."""
    outside = g.pop("texts", None)
    try:
        with flask_babel.force_locale(LOCALES.get(language, language)):
            yield
    finally:
        g.texts = outside


def register_texts(app: Flask) -> None:
    """`_` and `ngettext` of the templates. What they say is safe HTML, what is filled in is escaped."""
    app.jinja_env.globals.update(_=_in_template, gettext=_in_template, ngettext=_counted_in_template)


@pass_eval_context
def _in_template(template: EvalContext, text: str, /, **values: object) -> str:
    return _filled(template, texts().ugettext(text), values)


@pass_eval_context
def _counted_in_template(template: EvalContext, one: str, many: str, /, num: int, **values: object) -> str:
    return _filled(template, texts().ungettext(one, many, num), {"num": num, **values})


def _filled(template: EvalContext, said: str, values: dict[str, object]) -> str:
    """Always a format, also without values, as Jinja has it: a per cent sign is written twice."""
    words = Markup(said) if template.autoescape else said  # noqa: S704 - our own catalogues
    return words % values if "%" in said else words
