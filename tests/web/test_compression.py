"""Answers made for one person: small on the wire, the same words, and never kept by a cache for another encoding."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import brotli
import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(("encoding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
@pytest.mark.parametrize("path", ["/en/me", "/en/sign-up?country=SN", "/en/password/forgot"])
def test_an_answer_says_the_same_in_every_encoding(
    client: FlaskClient, path: str, encoding: str, unpack: Callable[[bytes], bytes]
) -> None:
    plain, packed = client.get(path), client.get(path, headers={"Accept-Encoding": encoding})
    assert unpack(packed.data) == plain.data
    assert (packed.headers["Content-Encoding"], packed.headers["Content-Length"]) == (encoding, str(len(packed.data)))
    assert {"accept-encoding", "cookie"} <= {name.lower() for answer in (plain, packed) for name in answer.vary}
    assert "Content-Encoding" not in plain.headers


def test_the_smaller_one_is_sent_of_those_that_are_taken(client: FlaskClient) -> None:
    taken = [("br, gzip", "br"), ("gzip", "gzip"), ("gzip;q=0, br;q=0.1", "br"), ("identity", None), ("br;q=0", None)]
    for accept, encoding in taken:
        assert (
            client.get("/en/sign-in", headers={"Accept-Encoding": accept}).headers.get("Content-Encoding") == encoding
        )


def test_small_answers_and_redirects_stay_as_they_are(client: FlaskClient) -> None:
    for path in ("/healthz", "/en"):
        assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "br"}).headers
