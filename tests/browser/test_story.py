"""The story that the product exists for, in a real browser, at 360 px, with JavaScript on and off."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, LiveSite, NewContext, live_site

LESSON = "/c/ip/reading-ipv6"
QUIZ = "/c/ip/ip-addresses-quiz"
ALS = "DEMO-SN-01"


@pytest.fixture(scope="module", params=[True, False], ids=["javascript", "no-javascript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(scope="module")
def own_site(javascript: bool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:  # noqa: ARG001 - a site of its own for each way of browsing
    """The instructor edits courses here, so no other test may share it."""
    with live_site(tmp_path_factory.mktemp("story")) as running:
        yield running
