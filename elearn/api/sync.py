"""`/sync/v1`: a person's own phone hands in what she did while it had no line.

`events` looks at the grant of its header and at nothing else: no cookie, no session. `grants` is for the script of a
personal page, where somebody is signed in.
"""

from __future__ import annotations

import json
import secrets
import zlib
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, Unauthorized

from elearn.domain.events import time_text
from elearn.domain.sync import LARGEST_REQUEST, MOST_EVENTS, Batch, is_device, read_batch
from elearn.extensions import current
from elearn.services.sync import Answer, check_grant, make_grant, take_batch

bp = Blueprint("sync", __name__, url_prefix="/sync/v1")
GZIP = 31  # zlib's number for a gzip header (RFC 1952) and the largest window


@bp.post("/events")
def events() -> Response:
    """What is acknowledged is committed. The body may come with `Content-Encoding: gzip`."""
    token = read_token()
    check_grant(current.session(), token=token, now=current.now())
    batch = asked_batch()
    answer = take_batch(current.session(), token=token, batch=batch, now=current.now())
    return jsonify(answer_json(answer, batch.nonce))


@bp.post("/grants")
def grants() -> tuple[Response, int]:
    """A new grant for this device of whoever is signed in. The token is shown once and kept nowhere."""
    person, asked = current.viewer(), read_json(request.get_data())
    if person is None:
        raise Unauthorized
    if not isinstance(asked, dict) or not is_device(asked.get("dev")):
        raise BadRequest
    token = secrets.token_urlsafe(32)
    expires = make_grant(
        current.session(), account_id=person.account_id, dev=asked["dev"], token=token, now=current.now()
    )
    response = jsonify({"grant": token, "uid": person.uid, "expires": time_text(expires)})
    response.delete_cookie(current.OWN_DEVICE_COOKIE)
    return response, 201


def read_token() -> str:
    """Of `Authorization: Bearer …` (RFC 6750 §2.1); empty without one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def asked_batch() -> Batch:
    """Raises BadRequest for another form, RequestEntityTooLarge for too much."""
    value = read_json(inflated(request.get_data()))
    if isinstance(value, dict) and isinstance(value.get("events"), list) and len(value["events"]) > MOST_EVENTS:
        raise RequestEntityTooLarge
    try:
        return read_batch(value)
    except ValueError as error:
        raise BadRequest from error


def inflated(body: bytes) -> bytes:
    """Never more than a request may hold, whatever a small body claims to become."""
    if request.headers.get("Content-Encoding", "identity").lower() == "identity":
        return body
    if request.headers["Content-Encoding"].lower() != "gzip":
        raise BadRequest
    inflater = zlib.decompressobj(wbits=GZIP)
    try:
        text = inflater.decompress(body, LARGEST_REQUEST)
    except zlib.error as error:
        raise BadRequest from error
    if inflater.unconsumed_tail:
        raise RequestEntityTooLarge
    if not inflater.eof:
        raise BadRequest
    return text


def read_json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest from error


def answer_json(answer: Answer, nonce: str) -> dict[str, Any]:
    """The fields of the contract and no others."""
    return {
        "nonce": nonce,
        "epoch": answer.epoch,
        "acked": answer.acked,
        "held": [{"id": event_id, "why": why} for event_id, why in answer.held],
        "erased": answer.erased,
        "missing": answer.missing,
        "rotate": answer.rotate,
        "now": time_text(current.now()),
    }
