"""The composition root of `elearn preview`. Apart from `app`: a served site has no need of the compiler."""

from __future__ import annotations

from flask import Flask
from werkzeug.exceptions import HTTPException

from config import Config
from elearn.app import bare_app
from elearn.web import preview
from elearn.web.assets import read_assets
from elearn.web.headers import add_headers, security_headers
from elearn.web.plane import PublicPlane
from elearn.web.preview_desk import Desk


def create_preview(config: Config, desk: Desk) -> Flask:
    """The pages of the files on an author's desk: no database, no accounts, one person."""
    app = bare_app(config)
    app.extensions["elearn.published"] = preview.OnTheDesk()
    app.extensions["elearn.desk"] = desk
    app.extensions["elearn.assets"], pages = read_assets()
    app.register_blueprint(preview.bp)
    app.register_error_handler(HTTPException, preview.answer_error)
    app.register_error_handler(Exception, preview.answer_fault)
    app.after_request(add_headers)
    plane = PublicPlane(app.wsgi_app, lambda: 0, security_headers(secure=False))
    for address, page in pages.items():
        plane.keep_fixed(address, page)
    app.wsgi_app = plane  # type: ignore[method-assign] # how Flask documents it
    return app
