"""The privacy notice carries its version; a new text is a new version, on the page and in the guide."""

from __future__ import annotations

import hashlib
import re

import pytest
from flask.testing import FlaskClient

from config import ROOT
from elearn.domain.languages import LANGUAGES
from elearn.web.notices import PRIVACY

TEMPLATE = ROOT / "elearn/templates/catalogue/privacy.html"


def test_another_text_is_another_version() -> None:
    texts = re.findall(r'_\("([^"]+)"', TEMPLATE.read_text(encoding="utf-8"))
    fingerprint = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]
    assert fingerprint == PRIVACY.words, "the text changed: raise number and day in web/notices.py and docs/privacy.md"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_which_version_it_is(client: FlaskClient, language: str) -> None:
    page = client.get(f"/{language}/privacy").text
    line = re.findall(r'<p class="m">(.*?)</p>', page)[0]
    assert f'datetime="{PRIVACY.day.isoformat()}"' in line
    assert str(PRIVACY.number) in re.sub("<[^>]+>", "", line)


def test_the_guide_names_the_same_version_and_says_the_same() -> None:
    guide = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
    assert f"Version {PRIVACY.number}, {PRIVACY.day.isoformat()}" in guide
    flat = " ".join(guide.split())
    for text in re.findall(r'_\("([^"%]+)"', TEMPLATE.read_text(encoding="utf-8")):
        assert text in flat, text
