"""The public plane by itself: encodings, ETags, releases, and that nothing else gets in."""

from __future__ import annotations

import gzip
from typing import Any

import brotli
import pytest

from elearn.web.plane import HEAVY, MOST_HEAVY, PublicPlane, canonical_query, choose_encoding, pack

BODY = b"<p>" + b"word " * 200 + b"</p>"
HTML = "text/html; charset=utf-8"


class Site:
    """A plane over an application that says that it was asked."""

    def __init__(self) -> None:
        self.release = 1
        self.asked = 0
        self.plane = PublicPlane(self.application, lambda: self.release, [("X-Content-Type-Options", "nosniff")])

    def application(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.asked += bool(environ)
        start_response("200 OK", [])
        return [b"from the application"]

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[str, dict[str, str], bytes]:
        seen: dict[str, Any] = {}

        def start_response(status: str, pairs: list[tuple[str, str]], *_: Any) -> Any:
            seen.update(status=status, headers=dict(pairs))

        path, _, query = path.partition("?")
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, **headers}
        body = b"".join(self.plane(environ, start_response))
        return seen["status"], seen["headers"], body


@pytest.fixture
def site() -> Site:
    site = Site()
    site.plane.keep("/en/c/ip/a", "", BODY, HTML)
    return site


@pytest.mark.parametrize(
    ("accept", "encoding", "decode"),
    [
        ("", "", bytes),
        ("gzip", "gzip", gzip.decompress),
        ("gzip, deflate, br", "br", brotli.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("br;q=0.0, *", "", bytes),
        ("identity", "", bytes),
        ("BR", "br", brotli.decompress),
    ],
)
def test_the_best_encoding_that_the_client_takes(site: Site, accept: str, encoding: str, decode: Any) -> None:
    status, headers, body = site.get("/en/c/ip/a", HTTP_ACCEPT_ENCODING=accept)
    assert status == "200 OK"
    assert headers.get("Content-Encoding", "") == encoding
    assert headers["Content-Length"] == str(len(body))
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Cache-Control"] == "public, max-age=60"
    assert decode(body) == BODY
    assert site.asked == 0


def test_each_encoding_has_its_own_strong_etag_and_304(site: Site) -> None:
    tags = {accept: site.get("/en/c/ip/a", HTTP_ACCEPT_ENCODING=accept)[1]["ETag"] for accept in ("", "gzip", "br")}
    assert len(set(tags.values())) == 3
    assert not any(tag.startswith("W/") for tag in tags.values())
    for accept, tag in tags.items():
        status, headers, body = site.get(
            "/en/c/ip/a", HTTP_ACCEPT_ENCODING=accept, HTTP_IF_NONE_MATCH=f'"other", {tag}'
        )
        assert (status, body) == ("304 Not Modified", b"")
        assert headers["ETag"] == tag
    assert site.get("/en/c/ip/a", HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=tags["gzip"])[0] == "200 OK"


def test_head_has_the_headers_and_no_body(site: Site) -> None:
    status, headers, body = site.get("/en/c/ip/a", method="HEAD")
    assert (status, body) == ("200 OK", b"")
    assert headers["Content-Length"] == str(len(BODY))


def test_posts_and_unknown_addresses_go_to_the_application(site: Site) -> None:
    assert site.get("/en/c/ip/a", method="POST")[2] == b"from the application"
    assert site.get("/en/me")[2] == b"from the application"
    assert site.asked == 2


def test_a_new_release_forgets_every_page_and_keeps_fixed_files(site: Site) -> None:
    site.plane.keep_fixed("/static/learner.1.css", pack(b"body{}", "text/css", "public, immutable"))
    site.release = 2
    assert site.get("/en/c/ip/a")[2] == b"from the application"
    assert site.get("/static/learner.1.css")[2] == b"body{}"


def test_seeds_are_kept_apart_and_bounded(site: Site) -> None:
    for number in range(300):
        site.plane.keep(f"/en/c/ip/quiz-{number}", "seed=3", BODY + str(number).encode(), HTML)
    assert site.get("/en/c/ip/quiz-0?seed=3")[2] == b"from the application"
    assert site.get("/en/c/ip/quiz-299?seed=3")[2] == BODY + b"299"
    assert site.get("/en/c/ip/quiz-299")[2] == b"from the application"


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("seed=3", "seed=3"),
        ("utm=x&seed=3", "seed=3"),
        ("utm=x", ""),
        ("seed=%0A", ""),
        ("seed=100", ""),
        ("seed=&seed=3", ""),
        ("seed=15", "seed=15"),
        ("a" * 10_000, ""),
    ],
)
def test_only_the_seed_of_a_query_matters(query: str, canonical: str) -> None:
    assert canonical_query(query) == canonical


def test_a_body_that_fits_a_packet_is_not_compressed() -> None:
    page = pack(b"short", HTML, "public")
    assert choose_encoding("br, gzip", page) == ""


def test_of_heavy_pages_the_last_few_are_kept_each_under_its_own_seed() -> None:
    site = Site()
    heavy = b"x" * (HEAVY + 1)
    for number in range(MOST_HEAVY + 1):
        site.plane.keep(f"/en/c/ip/pack-{number}", "", heavy + str(number).encode(), HTML)
    assert site.get("/en/c/ip/pack-0")[2] == b"from the application"
    assert site.get(f"/en/c/ip/pack-{MOST_HEAVY}")[2] == heavy + str(MOST_HEAVY).encode()
    site.plane.keep("/en/c/ip/pack-1", "seed=3", heavy + b"of a seed", HTML)
    assert site.get("/en/c/ip/pack-1?seed=3")[2] == heavy + b"of a seed"
    assert site.get("/en/c/ip/pack-1")[2] == b"from the application"
    site.release = 2
    assert site.get(f"/en/c/ip/pack-{MOST_HEAVY}")[2] == b"from the application"


def test_what_is_packed_already_is_sent_as_it_is() -> None:
    page = pack(b"PK" + bytes(10_000), "application/zip", "public")
    assert list(page.variants) == [""]
