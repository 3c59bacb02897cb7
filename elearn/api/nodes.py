"""`/sync/v1/nodes/…`: workshop laptops get their bundle by code and send their files. No cookies are read, none set."""

from __future__ import annotations

import logging
import secrets

from flask import Blueprint, Response, current_app, jsonify, request

from elearn.domain.errors import Unfit
from elearn.extensions import current
from elearn.services.catalogue import Catalogue
from elearn.services.workshop_files import take_file
from elearn.services.workshops import enrol_laptop

bp = Blueprint("nodes", __name__, url_prefix="/sync/v1/nodes")
log = logging.getLogger("elearn")


@bp.post("/enrol")
def enrol() -> Response:
    """`code` as it was typed. 404 for one that opens nothing, 429 after too many."""
    books: Catalogue = current_app.extensions["elearn.published"].catalogue()
    uid, bundle = enrol_laptop(
        current.session(),
        code=request.form.get("code", ""),
        books=books,
        centre=current_app.config["ELEARN"].base_url,
        network=request.remote_addr or "",
        now=current.now(),
    )
    name = f'attachment; filename="workshop-{uid[:8]}.bundle"'
    return Response(bundle, content_type="application/gzip", headers={"Content-Disposition": name})


@bp.post("/<node>/events")
def take(node: str) -> Response:
    """`file` is a workshop file of this node: its signature is what lets it in. The answer, after the commit, is the
    receipt; 422 with a code says why nothing of the file was taken.
    """
    upload = request.files.get("file")
    data = upload.read() if upload else b""
    try:
        taken = take_file(current.session(), data=data, by="", now=current.now(), node=node)
    except Unfit as unfit:
        return _refusal(unfit)
    return Response(taken.receipt, content_type="application/json")


def _refusal(unfit: Unfit) -> Response:
    current.session().rollback()
    reference = secrets.token_hex(4)
    log.info("refused", extra={"ref": reference, "endpoint": request.endpoint, "status": 422, "why": unfit.why})
    answer = jsonify({"error": {"code": unfit.why, "message": str(unfit), "ref": reference}})
    answer.status_code = 422
    return answer
