"""XLIFF 1.2: what goes out, what comes back, and what is not let in."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from elearn.domain.passages import Passage, State, Unreadable
from elearn.exchange import xliff
from elearn.exchange.passage_limits import MAX_BYTES
from tests.exchange.test_po import LANGUAGES, PASSAGES, returned

SOURCES = {"courses/x.md": "en", "courses/y.md": "es"}
NS = {"x": xliff.NAMESPACE}


def document(passages: list[Passage], language: str = "fr") -> Element:
    root: Element = fromstring(xliff.write_passages(passages, language=language, sources=SOURCES))
    return root


def target(body: str, language: str = "fr") -> bytes:
    unit = f'<trans-unit id="a#b:text"><source>s</source>{body}</trans-unit>'
    names = f'original="f" datatype="plaintext" source-language="en" target-language="{language}"'
    file = f"<file {names}><body>{unit}</body></file>"
    return f'<xliff version="1.2" xmlns="{xliff.NAMESPACE}">{file}</xliff>'.encode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_lost_on_the_way(language: str) -> None:
    catalogue = xliff.read_passages(xliff.write_passages(PASSAGES, language=language, sources=SOURCES))
    assert catalogue.language == language
    assert list(catalogue.passages) == returned(PASSAGES)


def test_every_source_file_is_a_file_with_its_own_source_language() -> None:
    passages = [Passage("a:title", "A", place="courses/x.md:1"), Passage("b:title", "B", place="courses/y.md:1")]
    files = document(passages, "zh").findall("x:file", NS)
    assert [(file.get("original"), file.get("source-language")) for file in files] == [*SOURCES.items()]
    assert {file.get("target-language") for file in files} == {"zh-Hans"}
    assert {file.get("datatype") for file in files} == {"x-markdown"}


def test_what_is_out_of_date_needs_review_and_what_is_missing_has_no_target() -> None:
    passages = [
        Passage("a:title", "A", "Ah", State.STALE, "courses/x.md:1", "Short.", "0a1b2c3d"),
        Passage("a:summary", "B", place="courses/x.md:1"),
    ]
    units = document(passages).findall(".//x:trans-unit", NS)
    assert [child.tag.rpartition("}")[2] for child in units[0]] == ["source", "target", "note", "note"]
    assert units[0].find("x:target", NS).get("state") == "needs-review-translation"  # type: ignore[union-attr] # it is there
    assert units[1].find("x:target", NS) is None
    body = xliff.write_passages(passages, language="fr", sources=SOURCES)
    assert [one.finished for one in xliff.read_passages(body).passages] == [False, True]


TARGETS: list[tuple[str, str, bool]] = [
    ("<target>mot</target>", "mot", True),
    ('<target state="final">mot</target>', "mot", True),
    ('<target state="new">mot</target>', "mot", False),
    ('<target state="needs-translation">mot</target>', "mot", False),
    ('<target>un <g id="1">mot</g> là<x id="2"/> et <mrk mtype="seg">là</mrk>.</target>', "un mot là et là.", True),
    ("<target><![CDATA[a < b & c]]></target>", "a < b & c", True),
    ("<target/>", "", True),
    ("", "", True),
    ("<alt-trans><target>autre</target></alt-trans>", "", True),
]


@pytest.mark.parametrize(("body", "words", "finished"), TARGETS)
def test_what_tools_write_is_read(body: str, words: str, finished: bool) -> None:
    (one,) = xliff.read_passages(target(body)).passages
    assert (one.target, one.finished) == (words, finished)


@pytest.mark.parametrize("written", ["fr", "fr-CA", "fr_FR", "FR"])
def test_a_region_of_the_language_does_not_matter(written: str) -> None:
    assert xliff.read_passages(target("<target>x</target>", written)).language == "fr"


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
REFUSED: list[tuple[bytes, str]] = [
    (BOMB.encode() + target("<target>&b;</target>"), "xml-entities"),
    (b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + target(""), "xml-entities"),
    (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + target("<target>&e;</target>"), "xml-entities"),
    (b"<!DOCTYPE html><html/>", "xml-entities"),
    (target("<target>&nbsp;</target>"), "xml"),
    (b"<xliff", "xml"),
    (b"", "xml"),
    (b'<?xml version="1.0" encoding="no-such-set"?><xliff/>', "xml"),
    (b'<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"/>', "xliff-version"),
    (b"<html/>", "xliff-version"),
    (b'<xliff version="1.2"/>', "language-unclear"),
    (b'<xliff version="1.2"><file target-language="fr"/><file target-language="es"/></xliff>', "language-unclear"),
    (b" " * (MAX_BYTES + 1), "file-big"),
]


@pytest.mark.parametrize(("body", "code"), REFUSED, ids=[str(number) for number in range(len(REFUSED))])
def test_what_is_no_plain_xliff_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        xliff.read_passages(body)
    assert caught.value.code == code
