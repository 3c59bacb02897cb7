"""The composition root: everything is put together here; `preview_app` does it for `elearn preview`."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask, Response, request
from flask.sessions import SessionInterface
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config
from elearn.api import nodes, progress, sync
from elearn.domain.access import Access
from elearn.domain.errors import Unavailable
from elearn.extensions import DatabaseFault, babel, db, engine_options, login
from elearn.extensions.current import load_from_request
from elearn.extensions.published import Published
from elearn.extensions.replica import Replica
from elearn.services.catalogue import Catalogue, current_release, load_catalogue
from elearn.services.shared_tries import RedisTries
from elearn.web import catalogue
from elearn.web.assets import read_assets
from elearn.web.blueprints import BLUEPRINTS
from elearn.web.compression import compress
from elearn.web.cookies import mark_written, name_reader
from elearn.web.cross_site import read_whole_body, refuse_foreign_posts
from elearn.web.errors import keep_static_pages, register_errors
from elearn.web.headers import add_headers, security_headers
from elearn.web.heads import PlainRequest
from elearn.web.languages import LanguageConverter, locale_code
from elearn.web.metrics import count_answer
from elearn.web.offline import fixed_pages
from elearn.web.packs import register_packs
from elearn.web.plane import PublicPlane
from elearn.web.policy import POLICY, enforce
from elearn.web.template_words import register_words

MAX_BODY = 1_000_000


class NoFlaskSession(SessionInterface):
    """Sessions live in a table (services/sessions.py). Flask's signed cookie would add `Vary: Cookie` to pages."""

    def open_session(self, app: Flask, request: object) -> None:  # noqa: ARG002 - Flask's signature
        return None

    def save_session(self, app: Flask, session: object, response: Response) -> None:
        """Nothing to save."""


def create_app(config: Config) -> Flask:
    """The WSGI application. A database that is gone is no reason not to start: the site says so on a page."""
    app = bare_app(config)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config.database_url),
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        MAX_FORM_PARTS=2_000,
    )
    db.init_app(app)
    login.init_app(app, add_context_processor=False)  # it would ask who reads even a public page
    login.request_loader(load_from_request)
    _add_others(app, config)
    _add_plane(app, config)
    for blueprint in (*BLUEPRINTS, progress.bp, sync.bp, nodes.bp):
        app.register_blueprint(blueprint)
    register_packs(app)
    register_errors(app)
    keep_static_pages(app)
    app.before_request(refuse_foreign_posts)
    app.before_request(read_whole_body)
    app.before_request(enforce)
    app.after_request(compress)  # the last of these to run
    app.after_request(_keep_if_public)
    app.after_request(add_headers)
    app.after_request(name_reader)
    app.after_request(count_answer)
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign] # how Flask documents it
    return app


def warm_up(app: Flask) -> None:
    """Load the release in force, for processes that are forked from this one. Without a database it does nothing.

    No connection stays open: one that two processes have is of use to neither.
    """
    app.extensions["elearn.published"].release_or_last()
    with app.app_context():
        db.engine.dispose()


def bare_app(config: Config) -> Flask:
    """What every page needs: templates, their words, languages in addresses."""
    app = Flask("elearn", static_folder=None)
    app.request_class = PlainRequest
    app.config.update(
        ELEARN=config,
        BABEL_TRANSLATION_DIRECTORIES=str(config.catalogues_path),
        BABEL_DEFAULT_LOCALE="en",
    )
    app.session_interface = NoFlaskSession()
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.converters["lang"] = LanguageConverter
    app.url_map.strict_slashes = True
    app.url_map.merge_slashes = False  # the redirect would repeat whatever host was asked for
    babel.init_app(app, locale_selector=locale_code)
    register_words(app)
    return app


def _add_others(app: Flask, config: Config) -> None:
    """What stands beside the first database, where the operator has set it up."""
    if config.redis_url:
        app.extensions["elearn.tries"] = RedisTries(config.redis_url)
    if config.replica_url:
        options = engine_options(config.replica_url)
        app.extensions["elearn.replica"] = Replica(config.replica_url, config.database_url, options)
        app.after_request(mark_written)


def _add_plane(app: Flask, config: Config) -> None:
    def current() -> int:
        with app.app_context():
            try:
                return current_release(db.session())
            except DatabaseFault as error:
                raise Unavailable("database") from error

    def load() -> Catalogue | None:
        with app.app_context():
            return load_catalogue(db.session())

    def hour() -> int:
        clock = app.config.get("CLOCK")
        return int((clock() if clock else datetime.now(UTC)).timestamp()) // 3600

    published = Published(current, load)
    plane = PublicPlane(app.wsgi_app, published.release_or_last, security_headers(secure=config.secure), hour)
    addresses, pages = read_assets()
    for address, page in {**pages, **fixed_pages(saves=config.saves)}.items():
        plane.keep_fixed(address, page)
    app.extensions["elearn.published"] = published
    app.extensions["elearn.plane"] = plane
    app.extensions["elearn.assets"] = addresses
    app.wsgi_app = plane  # type: ignore[method-assign] # how Flask documents it


def _keep_if_public(response: Response) -> Response:
    if POLICY.get(request.endpoint or "") is Access.PUBLIC:
        return catalogue.keep_public(response)
    return response
