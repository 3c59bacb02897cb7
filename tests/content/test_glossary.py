"""Terms in running text, and the one link per term and page."""

from __future__ import annotations

import pytest

from elearn.content.first_mentions import link_first_mentions
from elearn.content.mentions import Lexicon
from elearn.domain.course import TermText
from tests.content.trees import BASE, Files, L, changed, compiled

FORMS = {
    "RIR": "rir",
    "RIRs": "rir",
    "AS": "as",
    "Dual stack": "dual-stack",
    "ICANN": "icann",
    "ICANN Board": "board",
    "домен": "domain",
    "نطاق": "domain",
    "域名": "domain",
    "域名系统": "dns",
    "e-mail": "mail",
}
LEXICON = Lexicon(FORMS)
MENTIONS: list[tuple[str, list[str]]] = [
    ("An RIR.", ["RIR"]),
    ("Two RIRs, one RIR", ["RIRs", "RIR"]),
    ("as soon as AS works", ["AS"]),
    ("dual stack and Dual stack, not DUAL STACK", ["dual stack", "Dual stack"]),
    ("the ICANN Board and ICANN", ["ICANN Board", "ICANN"]),
    ("RIRx xRIR RIR_ 9RIR RIR9", []),
    ("(RIR) RIR's RIR-led pre-RIR", ["RIR", "RIR", "RIR", "RIR"]),
    ("icann.org ICANN.org a@ICANN.org www.ICANN", []),
    ("ICANN. Then", ["ICANN"]),
    ("имя домен домены", ["домен"]),
    ("اسم نطاق ونطاق نطاقات", ["نطاق"]),
    ("وICANN هنا", ["ICANN"]),
    ("一个域名系统和域名", ["域名系统", "域名"]),
    ("由ICANN的", ["ICANN"]),
    ("E-mail e-mail", ["E-mail", "e-mail"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), MENTIONS)
def test_terms_are_whole_words_in_their_forms(text: str, expected: list[str]) -> None:
    assert [text[mention.start : mention.end] for mention in LEXICON.mentions(text)] == expected


def test_a_lexicon_without_forms_finds_nothing() -> None:
    assert list(Lexicon({}).mentions("RIR")) == []


def section(body: str, files: Files = BASE) -> tuple[str, tuple[str, ...]]:
    done = compiled(changed(L, "Drop the zeros at the front: `2001:db8::1`.", body, files))
    text = done.site.courses[0].lessons()[0].sections[2].texts["en"]
    return text.html, text.terms


MARKED: list[tuple[str, str]] = [
    ("An RIR and an RIR.", '<p>An <a class="t" href="#g-rir">RIR</a> and an RIR.</p>'),
    ("`RIR` and [RIR](quiz.md)", '<p><code>RIR</code> and <a href="/{{lang}}/c/ip/ip-quiz">RIR</a></p>'),
    ("RIR, [the RIRs](gloss:rir)", '<p><a class="t" href="#g-rir">RIR</a>, the RIRs</p>'),
    ("[the registries](gloss:rir), RIR", '<p><a class="t" href="#g-rir">the registries</a>, RIR</p>'),
    ("### RIR\n\nRIR", '<h3>RIR</h3><p><a class="t" href="#g-rir">RIR</a></p>'),
    ("*RIR*", '<p><em><a class="t" href="#g-rir">RIR</a></em></p>'),
]


@pytest.mark.parametrize(("body", "expected"), MARKED)
def test_the_first_mention_in_a_section_is_marked(body: str, expected: str) -> None:
    assert section(body)[0] == expected


def test_the_terms_of_a_section_are_listed_in_their_order() -> None:
    assert section("ICANN, dual stack, RIRs, ICANN")[1] == ("icann", "dual-stack", "rir")


def test_a_lesson_can_switch_automatic_links_off() -> None:
    html, terms = section("RIR and [ICANN](gloss:icann)", changed(L, "minutes: 5", "glossary: off"))
    assert html == '<p>RIR and <a class="t" href="#g-icann">ICANN</a></p>'
    assert terms == ("icann",)


def test_a_term_that_is_not_translated_is_still_found_in_its_source_form() -> None:
    term = '## RIR : registre régional <!-- #rir forms="RIR" -->\n\nIl donne des adresses.\n'
    french = f'---\ntranslation: glossary\ntitle: "Glossaire"\n---\n\n{term}'
    site = compiled({**BASE, "glossary.fr.md": french}).site
    assert set(site.terms["rir"].texts) == {"en", "fr"}
    assert site.terms["rir"].texts["fr"].expansion == "registre régional"
    assert set(site.terms["icann"].texts) == {"en"}
    assert site.terms["icann"].keep


def test_a_term_with_an_error_in_its_translation_falls_back() -> None:
    french = '---\ntranslation: glossary\ntitle: "G"\n---\n\n## RIR <!-- #rir keep -->\n\nIl donne.\n'
    assert set(compiled({**BASE, "glossary.fr.md": french}).site.terms["rir"].texts) == {"en"}


TERMS = {
    "rir": TermText("RIR", "Regional Internet Registry", "x"),
    "dual": TermText("Dual stack", "", "x"),
    "amp": TermText("A&B", "Q < R", "x"),
    "zh": TermText("RIR", "区域互联网注册管理机构", "x"),
    "ar": TermText("RIR", "سجل إنترنت إقليمي", "x"),
    "both": TermText("FAI (ISP)", "fournisseur d’accès", "x"),
    "wide": TermText("域名系统（DNS）", "Domain Name System", "x"),
    "same": TermText("Bylaws", "ICANN Bylaws", "x"),
    "latin": TermText("RIR", "Regional Internet Registry", "x"),
}


def link(key: str, text: str, attributes: str = "") -> str:
    return f'<a class="t" href="#g-{key}"{attributes}>{text}</a>'


def first(key: str, text: str, attributes: str = "") -> str:
    return f'<a class="t" id="r-{key}" href="#g-{key}"{attributes}>{text}</a>'


ARABIC = ' lang="en" dir="ltr"'
PAGES: list[tuple[list[str], list[str]]] = [
    (
        [f"<p>{link('rir', 'RIR')} a</p>", f"<p>{link('rir', 'RIR')} b</p>"],
        [f"<p>{first('rir', 'RIR')} (Regional Internet Registry) a</p>", "<p>RIR b</p>"],
    ),
    ([f"{link('rir', 'RIRs')}."], [f"{first('rir', 'RIRs')}."]),
    ([f"{link('rir', 'RIR')} (a registry)"], [f"{first('rir', 'RIR')} (a registry)"]),
    ([f"{link('rir', 'RIR')}（注册）"], [f"{first('rir', 'RIR')}（注册）"]),
    ([f"<em>{link('rir', 'RIR')}</em> (a)"], [f"<em>{first('rir', 'RIR')}</em> (a)"]),
    ([f"{link('dual', 'Dual stack')}"], [first("dual", "Dual stack")]),
    ([link("gone", "Gone")], ["Gone"]),
    ([link("gone", "Gone", ARABIC)], [f"<bdi{ARABIC}>Gone</bdi>"]),
    ([link("amp", "A&amp;B")], [f"{first('amp', 'A&amp;B')} (Q &lt; R)"]),
    ([link("amp", "<code>A&amp;B</code>")], [f"{first('amp', '<code>A&amp;B</code>')} (Q &lt; R)"]),
    ([link("zh", "RIR")], [f"{first('zh', 'RIR')}（区域互联网注册管理机构）"]),
    ([link("ar", "RIR", ARABIC)], [f"{first('ar', 'RIR', ARABIC)} (سجل إنترنت إقليمي)"]),
    (
        [link("latin", "RIR", ARABIC)],
        [f'{first("latin", "RIR", ARABIC)} (<bdi lang="en" dir="ltr">Regional Internet Registry</bdi>)'],
    ),
    ([link("both", "FAI")], [f"{first('both', 'FAI')} (fournisseur d’accès)"]),
    ([link("both", "ISP")], [first("both", "ISP")]),
    ([link("wide", "域名系统")], [f"{first('wide', '域名系统')} (Domain Name System)"]),
    ([link("same", "Bylaws")], [first("same", "Bylaws")]),
    (["<p>none</p>", ""], ["<p>none</p>", ""]),
]


@pytest.mark.parametrize(("sections", "expected"), PAGES)
def test_a_page_keeps_one_link_per_term(sections: list[str], expected: list[str]) -> None:
    assert link_first_mentions(sections, TERMS) == expected


def test_linking_twice_needs_the_sections_as_they_were_compiled() -> None:
    """The function is pure: the same sections give the same page."""
    html, _ = section("An RIR, and ICANN.")
    terms = {key: term.texts["en"] for key, term in compiled(BASE).site.terms.items()}
    once = link_first_mentions([html, html], terms)
    assert once == link_first_mentions([html, html], terms)
    assert once[0].count("Regional Internet Registry") == 1
    assert "<a" not in once[1]
