"""The site's own practice: what it teaches about the Internet, held against itself. Personal, so never stored."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from flask import Blueprint, current_app, render_template, request

bp = Blueprint("practice", __name__)


@bp.get("/<lang:lang>/practice")
def page(lang: str) -> str:  # noqa: ARG001 - the address carries the language
    config = current_app.config["ELEARN"]
    return render_template(
        "site/practice.html",
        version=protocol_version(request.remote_addr or ""),
        name=urlsplit(config.base_url).hostname,
        signed=config.dnssec,
        secure=config.secure,
    )


def protocol_version(address: str) -> int:
    """4 or 6: over which Internet protocol somebody came; 0 when that cannot be told.

    A server that listens on both sees an IPv4 visitor as `::ffff:192.0.2.1` (RFC 4291 §2.5.5.2).
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return 0
    return 4 if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped else parsed.version
