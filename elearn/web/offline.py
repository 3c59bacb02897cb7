"""Without a line: the page of what a phone keeps, the service worker, and what an installed site is called.

All of it is the same for everybody. What stands on the page comes from the phone itself.
"""

from __future__ import annotations

import json

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from elearn.web.assets import STATIC, shrunk
from elearn.web.languages import negotiated
from elearn.web.plane import Page, pack

bp = Blueprint("offline", __name__)
# A worker that cannot be replaced would be for ever: it is asked for anew each time (w3c/ServiceWorker #514).
NO_CACHE = "no-cache"
MANIFEST = {
    "name": "At-Large Learning",
    "short_name": "At-Large",
    "id": "/",
    "start_url": "/",
    "display": "standalone",
    "background_color": "#0d4534",
    "theme_color": "#0d4534",
    "icons": [
        {"src": "/favicon.svg", "sizes": "any", "type": "image/svg+xml"},
        {"src": "/icon-192.png", "sizes": "192x192", "type": "image/png"},
        {"src": "/apple-touch-icon.png", "sizes": "180x180", "type": "image/png"},
    ],
}


@bp.get("/<lang:lang>/off")
def page(lang: str) -> str:  # noqa: ARG001 - the address carries the language
    return render_template("offline/off.html")


@bp.get("/off")
def root() -> AnyResponse:
    """To the page in the reader's language. Never cached; a phone without a line is shown the saved page instead."""
    response = redirect(f"/{negotiated()}/off", 302)
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def fixed_pages(*, saves: bool) -> dict[str, Page]:
    """address -> page. Where nothing may be saved the worker is one that takes itself and the saved courses away."""
    worker = shrunk(STATIC / "worker" / ("sw.js" if saves else "gone.js"))
    manifest = json.dumps(MANIFEST, separators=(",", ":")).encode()
    return {
        "/sw.js": pack(worker, "text/javascript; charset=utf-8", NO_CACHE, quality=11),
        "/manifest.webmanifest": pack(manifest, "application/manifest+json", "public, max-age=86400", quality=11),
    }
