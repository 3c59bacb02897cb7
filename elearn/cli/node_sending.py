"""A workshop laptop talks to the site: gets its bundle by code, sends its log and what it carries for others."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from elearn.cli.node_places import Places
from elearn.domain.errors import Unfit
from elearn.exchange.bundles import LARGEST_BUNDLE
from elearn.exchange.elp import read_header
from elearn.exchange.node_receipts import LARGEST_RECEIPT
from elearn.extensions import Session
from elearn.services.node_files import check_receipt, export_batches, keep_proof, list_proofs, measure_upto

TIMEOUT_S = 60.0
LOCAL = ("127.0.0.1", "localhost", "::1")


class _NoRedirects(HTTPRedirectHandler):
    """A captive portal sends everybody to its own page: that is no answer of the site."""

    def http_error_302(self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage) -> None:
        raise HTTPError(req.full_url, code, msg, headers, fp)

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


def ask_for_bundle(code: str, url: str) -> bytes:
    """Raises Unfit: `node-code` when the code opens nothing, `node-line` when the site cannot be reached."""
    return _post(f"{_base(url)}/sync/v1/nodes/enrol", {"code": code.encode()}, most=LARGEST_BUNDLE)


def send_log(session: Session, url: str, *, now: datetime) -> int:
    """Batch after batch behind what the site has already; each receipt is kept before the next is sent, so a line that
    breaks costs one batch. How many events went out. Raises Unfit as `_post`.
    """
    sent = 0
    after = measure_upto(session, list_proofs(session))
    for part in export_batches(session, after=after, now=now):
        header = read_header(part.data)
        answer = _post(f"{_base(url)}/sync/v1/nodes/{header.node}/events", {"file": part.data}, most=LARGEST_RECEIPT)
        with _whole_from(url):
            receipt = check_receipt(session, answer)
        keep_proof(session, receipt, now=now)
        sent += part.n
    return sent


def send_relayed(places: Places, url: str) -> int:
    """Files of other workshops; their receipts stay here for them. How many the site has now."""
    carried = 0
    for path in places.relayed():
        data = path.read_bytes()
        node = read_header(data).node
        answer = _post(f"{_base(url)}/sync/v1/nodes/{node}/events", {"file": data}, most=LARGEST_RECEIPT)
        with _whole_from(url):
            places.keep_foreign_receipt(answer)
        path.rename(path.with_suffix(".sent"))
        carried += 1
    return carried


@contextmanager
def _whole_from(url: str) -> Iterator[None]:
    """An answer that cannot be read was cut off: raises Unfit `node-cut`."""
    try:
        yield
    except Unfit as error:
        raise Unfit("node-cut", urlsplit(url).netloc) if error.why == "receipt-foreign" else error from error


def _base(url: str) -> str:
    """Raises Unfit `node-url`: what people did goes over TLS, or to this very machine."""
    try:
        parts = urlsplit(url)
    except ValueError as error:  # brackets that are not closed
        raise Unfit("node-url", url) from error
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
    if not safe or not parts.hostname:
        raise Unfit("node-url", url)
    return url.rstrip("/")


def _post(address: str, fields: Mapping[str, bytes], *, most: int) -> bytes:
    border = secrets.token_hex(16)
    request = Request(address, data=_multipart(fields, border), method="POST")  # noqa: S310 - `_base` lets https through
    request.add_header("Content-Type", f"multipart/form-data; boundary={border}")
    try:
        with build_opener(_NoRedirects).open(request, timeout=TIMEOUT_S) as answer:
            kind, body = answer.headers.get_content_type(), bytes(answer.read(most + 1))
            length = answer.headers.get("Content-Length", "")
    except HTTPError as error:
        with error:
            raise Unfit(_why(error), _detail(error, urlsplit(address).netloc)) from error
    except (URLError, OSError, HTTPException, ValueError) as error:
        raise Unfit("node-line", urlsplit(address).netloc) from error
    if kind not in ("application/json", "application/gzip") or len(body) > most:
        raise Unfit("node-portal", urlsplit(address).netloc)
    if length.isdecimal() and len(body) < int(length):
        raise Unfit("node-cut", urlsplit(address).netloc)
    return body


def _multipart(fields: Mapping[str, bytes], border: str) -> bytes:
    parts = b""
    for name, value in fields.items():
        kind = f'; filename="{name}.elp"\r\nContent-Type: application/gzip' if name == "file" else ""
        parts += f'--{border}\r\nContent-Disposition: form-data; name="{name}"{kind}\r\n\r\n'.encode() + value + b"\r\n"
    return parts + f"--{border}--\r\n".encode()


def _why(error: HTTPError) -> str:
    if error.code in (301, 302, 303, 307, 308):
        return "node-redirect"
    return {404: "node-code", 422: "node-refused", 429: "node-wait"}.get(error.code, "node-answer")


def _detail(error: HTTPError, asked: str) -> str:
    if _why(error) == "node-redirect":
        return f"{asked} sends on to {_origin(str(error.headers.get('Location', '')), asked)}"
    if error.code == 429:
        return str(error.headers.get("Retry-After", "60"))[:10]
    if error.code == 422:
        try:
            return str(json.loads(error.read(10_000))["error"]["code"])[:40]
        except (ValueError, KeyError, TypeError):
            return ""
    return str(error.code)


def _origin(location: str, asked: str) -> str:
    """Where a redirect leads, without its path; nothing in it reaches a terminal that is not printable."""
    try:
        parts = urlsplit(location)
    except ValueError:
        return "an address that cannot be read"
    shown = f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"another page of {asked}"
    return "".join(char for char in shown if char.isprintable())[:120]
