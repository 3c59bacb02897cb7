"""The phones and browsers that a person has called her own: what came from them, and ending that."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from elearn.domain.errors import NotFound
from elearn.extensions import current
from elearn.services.sync import list_devices, revoke_device
from elearn.web.signed_in import get_viewer

bp = Blueprint("devices", __name__)


@bp.route("/<lang:lang>/account/devices", methods=["GET", "POST"])
def page(lang: str) -> Response | str:
    viewer = get_viewer()
    if request.method == "POST":
        return revoke(lang)
    devices = list_devices(current.session(), account_id=viewer.account_id, now=current.now())
    return render_template("accounts/devices.html", devices=devices, done="done" in request.args)


def revoke(lang: str) -> Response:
    """Raises NotFound for a device that is not hers; a second click finds it gone."""
    viewer, device = get_viewer(), request.form.get("device", "")
    if not (device.isascii() and device.isdigit() and len(device) < 18):
        raise NotFound("device", device)
    revoke_device(
        current.session(), account_id=viewer.account_id, uid=viewer.uid, grant_id=int(device), now=current.now()
    )
    return redirect(f"/{lang}/account/devices?done=1#done", 303)
