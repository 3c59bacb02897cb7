"""Words that only the pages of recordings say."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from flask import Flask
from markupsafe import Markup

from elearn.domain.languages import LANGUAGES
from elearn.domain.recordings import MediaFile
from elearn.extensions.words import gettext as _


def offer_name(kind: str) -> str:
    """What a kind of file is called."""
    return {"slides": _("Slides"), "audio": _("Audio"), "video": _("Video")}[kind]


def whereabouts(file: MediaFile) -> str:
    """The address of a file, here or elsewhere."""
    return file.address if file.elsewhere else f"/media/{file.address}"


def host(file: MediaFile) -> Markup:
    """The site that serves a file elsewhere."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(urlsplit(file.address).hostname or "")


def register_recording_words(app: Flask) -> None:
    app.jinja_env.filters.update(whereabouts=whereabouts, host=host, moment=datetime.fromisoformat)
    app.jinja_env.globals.update(offer_name=offer_name, languages=LANGUAGES)
