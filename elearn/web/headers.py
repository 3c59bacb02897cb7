"""Headers that every answer carries."""

from __future__ import annotations

from flask import Response, current_app

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HSTS = "max-age=31536000; includeSubDomains"


def security_headers(*, secure: bool) -> list[tuple[str, str]]:
    """The same list for pages, files and errors; HSTS (RFC 6797) only where the site is reached over TLS."""
    headers = [
        ("Content-Security-Policy", CSP),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
    return [*headers, ("Strict-Transport-Security", HSTS)] if secure else headers


def add_headers(response: Response) -> Response:
    """Personal unless a public view said otherwise: never stored by any cache."""
    response.headers.extend(
        (name, value)
        for name, value in security_headers(secure=current_app.config["ELEARN"].secure)
        if name not in response.headers
    )
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-store"
        response.vary.add("Cookie")
    return response
