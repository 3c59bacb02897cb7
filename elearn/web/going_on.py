"""Where a form leads. A script that sent it is told as JSON with its own nonce, so that no portal can pass for us."""

from __future__ import annotations

import re

from flask import Response, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

_NONCE = re.compile(r"[0-9a-f]{32}")


def nonce() -> str:
    """What the script asked with; empty for a form that a browser sent by itself."""
    asked = request.headers.get("X-Nonce", "")
    return asked if _NONCE.fullmatch(asked) else ""


def go_on(target: str) -> AnyResponse:
    """303 (RFC 9110 §15.4.4) to the next page, or its address for the script."""
    return jsonify({"nonce": nonce(), "to": target}) if nonce() else redirect(target, 303)


def sent_back() -> Response:
    """The form has faults: the script lets the browser send it again, which brings the page that tells them."""
    return jsonify({"nonce": nonce()})
