"""Where one goes after signing in: the list of payloads that took people to other sites elsewhere."""

from __future__ import annotations

import pytest

from elearn.web.local_paths import local_path


@pytest.mark.parametrize(
    "path",
    ["/fr/c/ip", "/fr/", "/fr/regions/afralo?sort=name&course=ip", "/fr/search?q=%D8%A7", "/en/c/ip?x=@a:b/c,d;e"],
)
def test_paths_of_this_site(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "/",
        "fr/me",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/%09/evil.example",
        "/%2F/evil.example",
        "/%5Cevil.example",
        "/@evil.example",
        "/.evil.example",
        "/;@evil.example",
        "@evil.example",
        "https:evil.example",
        "https://evil.example",
        "HTTPS://evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/／evil.example",
        "/⁄evil.example",
        "/。/evil.example",
        "/fr/me\r\nSet-Cookie: x=y",
        "/fr/me\nX: y",
        "/fr/me\n",
        " /fr/me",
        "/fr/me ",
        "/fr/\x00",
        "/fr/\ud800",
        "/fr/é",
        "/fr/\\evil.example",
        "/fr/" + "x" * 1000,
    ],
)
def test_everything_else_is_none(path: str | None) -> None:
    assert local_path(path) == ""
