"""Passages as XLIFF 1.2 (OASIS), the format that translation agencies and their tools exchange.

One `file` per source file. Stale translations have the state `needs-review-translation`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from elearn.domain.passages import Passage, Returned, ReturnedFile, State, Unreadable
from elearn.exchange.passage_limits import check_size, keep_whole

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
STATES: Mapping[State, str] = {State.CURRENT: "translated", State.STALE: "needs-review-translation"}
PRINT = "sent"
LANGUAGES = {"zh": "zh-Hans"}


def write_passages(passages: Iterable[Passage], *, language: str, sources: Mapping[str, str]) -> bytes:
    """The document in UTF-8; `sources` has the language of each source file. The same passages give the same bytes."""
    root = Element("xliff", {"version": "1.2", "xmlns": NAMESPACE})
    for path, group in groupby(passages, key=lambda passage: passage.place.rpartition(":")[0]):
        languages = {"source-language": sources[path], "target-language": LANGUAGES.get(language, language)}
        file = SubElement(root, "file", {"original": path, "datatype": "x-markdown", **languages})
        body = SubElement(file, "body")
        for passage in group:
            _write_unit(body, passage)
    indent(root, space=" ")
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _write_unit(body: Element, passage: Passage) -> None:
    names = {"id": passage.name, "resname": passage.name, SPACE: "preserve"}
    unit = SubElement(body, "trans-unit", names)
    SubElement(unit, "source").text = passage.source
    if passage.target:
        SubElement(unit, "target", {"state": STATES[passage.state]}).text = passage.target
    if passage.hint:
        SubElement(unit, "note", {"from": "developer"}).text = passage.hint
    if passage.print:
        SubElement(unit, "note", {"from": PRINT}).text = passage.print


def read_passages(body: bytes) -> ReturnedFile:
    """The passages that came back. Raises Unreadable for what is no plain XLIFF 1.2: with a document type or an
    entity, in more than one language, or too large.
    """
    check_size(body)
    try:
        root = fromstring(body, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise Unreadable("xml-entities") from error
    except ParseError as error:
        raise Unreadable("xml", str(error), error.position[0]) from error
    except (ValueError, LookupError) as error:
        raise Unreadable("xml", str(error)) from error
    if _local(root) != "xliff" or not root.get("version", "").startswith("1."):
        raise Unreadable("xliff-version", root.get("version", ""))
    files = [child for child in root if _local(child) == "file"]
    languages = {file.get("target-language", "").replace("_", "-").partition("-")[0].lower() for file in files}
    if len(languages) != 1:
        raise Unreadable("language-unclear", ", ".join(sorted(languages)))
    units = (unit for unit in root.iter() if _local(unit) == "trans-unit")
    return ReturnedFile(languages.pop(), keep_whole(map(_returned, units)))


def _returned(unit: Element) -> Returned:
    parts = {_local(child): child for child in reversed(unit)}
    source, target = parts.get("source"), parts.get("target")
    prints = [child.text or "" for child in unit if _local(child) == "note" and child.get("from") == PRINT]
    state = target.get("state", "") if target is not None else ""
    finished = not state.startswith(("needs-", "new"))
    return Returned(unit.get("id", ""), _text(source), _text(target), finished, prints[0] if prints else "")


def _text(element: Element | None) -> str:
    """All words, also those inside elements that a tool has put round them."""
    return "".join(element.itertext()) if element is not None else ""


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
