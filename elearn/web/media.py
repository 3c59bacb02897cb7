"""Pictures, captions, files to download and recordings of the release in force, each under the name of its bytes."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from elearn.domain.errors import NotFound
from elearn.extensions import current
from elearn.services.catalogue import find_media
from elearn.web.assets import IMMUTABLE
from elearn.web.catalogue import as_response, catalogue
from elearn.web.plane import pack

bp = Blueprint("media", __name__)
SHOWN: Mapping[str, str] = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "vtt": "text/vtt; charset=utf-8",
}
PLAYED: Mapping[str, str] = {
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
OFFICE = "application/vnd.openxmlformats-officedocument"
GIVEN: Mapping[str, str] = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "pptx": f"{OFFICE}.presentationml.presentation",
}
# Larger files are read from the database each time: memory is for pages.
MOST_KEPT = 256 * 1024
# A file opened on its own is a document of this site: it gets no rights at all.
POWERLESS = ("Content-Security-Policy", "default-src 'none'; sandbox")


@bp.get("/media/<path:path>")
def file(path: str) -> AnyResponse:
    kind = kind_of(path)
    body = find_media(current.session(), catalogue(), path) if kind else None
    if body is None:
        raise NotFound("media", path)
    headers = _headers(path)
    if path.rpartition(".")[2] in PLAYED or len(body) > MOST_KEPT:
        return in_parts(path, body)
    page = pack(body, kind, IMMUTABLE, quality=9, extra=headers)
    current_app.extensions["elearn.plane"].keep_fixed(request.path, page)
    return as_response(page)


def download_name(path: str) -> str:
    """The name under which a file is saved: the author's, without the hash of its bytes (a-z, 0-9, dot, hyphen)."""
    stem, _hash, ending = path.rpartition("/")[2].rsplit(".", 2)
    return f"{stem}.{ending}"


def kind_of(path: str) -> str:
    """The media type of a file by its ending; empty for what is not served."""
    ending = path.rpartition(".")[2]
    return SHOWN.get(ending) or PLAYED.get(ending) or GIVEN.get(ending, "")


def _headers(path: str) -> list[tuple[str, str]]:
    given = path.rpartition(".")[2] in GIVEN
    named = ("Content-Disposition", f'attachment; filename="{download_name(path)}"')
    return [POWERLESS, named] if given else [POWERLESS]


def in_parts(path: str, body: bytes) -> AnyResponse:
    """Whole, or the part that a player or a broken-off download asks for (RFC 9110 §14)."""
    headers = [("Cache-Control", IMMUTABLE), *_headers(path)]
    response = Response(body, content_type=kind_of(path), headers=headers)
    response.set_etag(request.path.rsplit(".", 2)[-2])
    return response.make_conditional(request, accept_ranges=True, complete_length=len(body))
