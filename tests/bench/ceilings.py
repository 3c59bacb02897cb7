"""The yardsticks: what the server alone, a Flask page that does nothing, and one that reads through an ORM cost."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from elearn.storage.accounts import Account

# A list as any Flask tutorial writes it: one statement, twenty-five objects, one template.
PEOPLE = """<!doctype html><title>People</title><ul>
{% for person in people %}<li><a href="/people/{{ person.uid }}">{{ person.name }}</a> {{ person.country }}</li>
{% endfor %}</ul>"""

db = SQLAlchemy()
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ.get("DATABASE_URL", "sqlite://")
db.init_app(app)
template = app.jinja_env.from_string(PEOPLE)


def bare(_environ: Any, start_response: Callable[..., object]) -> Iterable[bytes]:
    """WSGI without a framework."""
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", "5")])
    return [b"hello"]


@app.get("/")
def hello() -> str:
    return "hello"


@app.get("/people")
def people() -> str:
    """Needs DATABASE_URL of a site with people in it."""
    return template.render(people=db.session.scalars(db.select(Account).order_by(Account.id).limit(25)).all())
