"""What becomes of Markdown on a page, and what never does."""

from __future__ import annotations

import re

import html5lib
import pytest

from elearn.content.diagnostics import Findings
from elearn.content.files import memory_tree, open_texts
from elearn.content.library import read_library
from elearn.content.placeholders import fill
from elearn.content.publication import publish
from elearn.domain.course import Lesson
from tests.content.payloads import HOSTILE
from tests.content.trees import (
    BASE,
    GLOSSARY,
    LANGUAGES,
    LESSON,
    LESSON_FR,
    LF,
    SVG,
    TODAY,
    C,
    Files,
    G,
    L,
    changed,
    compiled,
    lesson,
)

LABELS = {"note": "Remarque", "tip": "Conseil"}


def rendered(files: Files, key: str = "one", language: str = "en") -> str:
    part = compiled(files).site.courses[0].modules[0].parts[0]
    assert isinstance(part, Lesson)
    return next(section for section in part.sections if section.key == key).texts[language].html


def page(body: str) -> str:
    return rendered(lesson(body))


PLAIN: list[tuple[str, str]] = [
    ("A *b* **c** ~~d~~ `e`", "<p>A <em>b</em> <strong>c</strong> <s>d</s> <code>e</code></p>"),
    ("1 < 2 & 3 > 2", "<p>1 &lt; 2 &amp; 3 &gt; 2</p>"),
    ("- a\n- b\n  - c", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
    ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
    ("- a\n\n  b", "<ul><li><p>a</p><p>b</p></li></ul>"),
    ("> quoted", "<blockquote><p>quoted</p></blockquote>"),
    ("> [!NOTE]\n> Text.", '<aside class="note"><b>{{label:note}}</b><p>Text.</p></aside>'),
    ("> [!TIP]\n>\n> Text.", '<aside class="note tip"><b>{{label:tip}}</b><p>Text.</p></aside>'),
    ("> [!warning]\n> - a", '<aside class="note warning"><b>{{label:warning}}</b><ul><li>a</li></ul></aside>'),
    ("### Part", "<h3>Part</h3>"),
    ("    a < b\n", "<pre><code>a &lt; b\n</code></pre>"),
    ("```python\nx = 1\n```", "<pre><code>x = 1\n</code></pre>"),
    ("a  \nb", "<p>a<br>b</p>"),
    ("a\n\n***\n\nb", "<p>a</p><hr><p>b</p>"),
    ("[Site](https://example.org/a?b=c&d)", '<p><a href="https://example.org/a?b=c&amp;d">Site</a></p>'),
    ("[Mail](mailto:a@example.org)", '<p><a href="mailto:a@example.org">Mail</a></p>'),
    ("<https://example.org>", '<p><a href="https://example.org">https://example.org</a></p>'),
    ("[Quiz](quiz.md)", '<p><a href="/{{lang}}/c/ip/ip-quiz">Quiz</a></p>'),
    ("[Above](#one)", '<p><a href="/{{lang}}/c/ip/ip-reading#one">Above</a></p>'),
    ("[Course](../course.md)", '<p><a href="/{{lang}}/c/ip">Course</a></p>'),
    ("[Module](module.md)", '<p><a href="/{{lang}}/c/ip#ip-addresses">Module</a></p>'),
    ("[Words](../../glossary.md#g-rir)", '<p><a href="/{{lang}}/glossary#g-rir">Words</a></p>'),
    (
        "| a | b |\n|:-:|---|\n| 1 | 2 |",
        '<div class="sc" tabindex="0"><table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>'
        "<tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>",
    ),
    ("Text <!-- a comment --> more", "<p>Text  more</p>"),
]


@pytest.mark.parametrize(("body", "expected"), PLAIN)
def test_markdown_becomes(body: str, expected: str) -> None:
    assert page(body) == expected


def test_a_picture_has_its_address_its_size_and_its_description() -> None:
    html = page("![Two rulers.](media/rulers.svg)")
    found = re.fullmatch(r'<figure><img src="/media/ip/rulers\.([0-9a-f]{8})\.svg" (.*)></figure>', html)
    assert found
    assert found[2] == 'alt="Two rulers." width="336" height="96" loading="lazy"'
    done = compiled(lesson("![Two rulers.](media/rulers.svg)"))
    assert list(done.site.media) == [f"ip/rulers.{found[1]}.svg"]
    digest = done.site.media[f"ip/rulers.{found[1]}.svg"]
    assert digest.startswith(found[1])
    assert done.media[digest] == SVG.encode()


def test_a_decorative_picture_has_an_empty_description() -> None:
    assert 'alt=""' in page('![](media/rulers.svg "decorative")')


def test_a_picture_in_the_readers_language_is_found_by_itself() -> None:
    files = {**BASE, LF: LESSON_FR, "ip/addresses/media/rulers.fr.svg": SVG.replace("Two rulers", "Deux règles")}
    assert "/media/ip/rulers.fr." in rendered(files, "lengths", "fr")
    assert "/media/ip/rulers." in rendered(files, "lengths", "en")
    assert len(compiled(files).site.media) == 2


def test_a_bad_picture_in_another_language_falls_back_and_blocks_nothing() -> None:
    files = {**BASE, LF: LESSON_FR, "ip/addresses/media/rulers.fr.svg": "<svg><script/></svg>"}
    assert rendered(files, "lengths", "fr").count("/media/ip/rulers.fr.") == 0
    assert compiled(files).broken == {}


def unsafe(html: str) -> list[str]:
    """What a browser would run or load, found in the tree that it would build."""
    problems: list[str] = []
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            problems.append("a comment")
            continue
        if element.tag in ("script", "style", "iframe", "svg", "object", "form", "input", "base", "meta", "link"):
            problems.append(element.tag)
        for name, value in element.attrib.items():
            if str(name).startswith("on") or name == "style":
                problems.append(f"{name}=")
            if name == "href" and not re.match(r"https://|mailto:|#g-|/\{\{lang\}\}/", value):
                problems.append(value)
            if name == "src" and not value.startswith("/media/"):
                problems.append(value)
    return problems


@pytest.mark.parametrize("body", HOSTILE)
@pytest.mark.parametrize("place", ["section", "question", "term", "intro"])
def test_nothing_that_runs_or_loads_reaches_a_page(body: str, place: str) -> None:
    """Errors keep most of these out of a release; here the publisher is told that there were none."""
    texts = _all_html(body, place)
    assert texts
    for html in texts:
        assert unsafe(html) == []


def _all_html(body: str, place: str) -> list[str]:
    """Rendered as if the checks had found nothing."""
    tree = memory_tree(_hostile(body, place))
    library = read_library(open_texts(tree, LANGUAGES, Findings()), tree, TODAY, Findings())
    site = publish(library, LANGUAGES, Findings()).site
    assert site.courses[0].modules
    texts: list[str] = []
    for course in site.courses:
        texts += course.intro.values()
        for part in course.lessons():
            texts += [text.html for section in part.sections for text in section.texts.values()]
        for quiz in course.quizzes():
            for question in quiz.questions():
                for words in question.texts.values():
                    texts += [words.prompt, words.stem, words.hint, words.explanation]
                    texts += [*words.choices.values(), *words.feedback.values()]
    return texts + [text.definition for term in site.terms.values() for text in term.texts.values()]


def _hostile(body: str, place: str) -> Files:
    if place == "section":
        return lesson(body)
    if place == "term":
        return {**BASE, G: f"{GLOSSARY}\n## Worm <!-- #worm -->\n\n{body}\n"}
    if place == "intro":
        return {**BASE, C: f"{BASE[C]!s}\n{body}\n"}
    answers = (
        f"- (x) {body.splitlines()[0]} <!-- #a -->\n- ( ) no <!-- #b -->\n  > {body.splitlines()[0]}\n\n> {body}\n"
    )
    quiz = str(BASE["ip/addresses/quiz.md"])
    return {**BASE, "ip/addresses/quiz.md": f"{quiz}\n## Is it {body.splitlines()[0]} <!-- #worm -->\n\n{answers}"}


def test_the_braces_of_an_author_are_no_placeholder() -> None:
    html = page("Type {{lang}} or {{label:tip}} or `{{lang}}` or {<!-- x -->{lang}}.\n\n![{{lang}}](media/rulers.svg)")
    assert "{{" not in html
    assert fill(html, language="fr", labels=LABELS) == html
    assert html.count("&#123;&#123;lang}}") == 4


def test_placeholders_are_filled_per_page() -> None:
    html = page("> [!TIP]\n> See [the quiz](quiz.md).")
    filled = fill(html, language="fr", labels=LABELS)
    assert filled == '<aside class="note tip"><b>Conseil</b><p>See <a href="/fr/c/ip/ip-quiz">the quiz</a>.</p></aside>'
    assert "{{" not in fill(html, language="fr", labels={})


ARABIC: list[tuple[str, str]] = [
    ("عنوان IPv6 طويل", 'عنوان <bdi lang="en" dir="ltr">IPv6</bdi> طويل'),
    ("طوله 128 بتًا", "طوله 128 بتًا"),
    ("نحو 4.3 مليار", 'نحو <bdi dir="ltr">4.3</bdi> مليار'),
    ("بين 10-20 سنة", 'بين <bdi dir="ltr">10-20</bdi> سنة'),
    ("نسبة 50%", 'نسبة <bdi dir="ltr">50%</bdi>'),
    ("مجموعة At-Large Advisory Committee هنا", 'مجموعة <bdi lang="en" dir="ltr">At-Large Advisory Committee</bdi> هنا'),
    ("الرمز `::`", 'الرمز <code dir="ltr">::</code>'),
    ("من ICANN.", 'من <a class="t" href="#g-icann" lang="en" dir="ltr">ICANN</a>.'),
    ("[سجل](gloss:rir)", '<a class="t" href="#g-rir">سجل</a>'),
    (
        "[موقع ICANN](https://example.org)",
        '<a href="https://example.org">موقع <bdi lang="en" dir="ltr">ICANN</bdi></a>',
    ),
]


@pytest.mark.parametrize(("body", "expected"), ARABIC)
def test_latin_in_arabic_is_isolated(body: str, expected: str) -> None:
    arabic = f'---\ntranslation: ip-reading\ntitle: "ع"\n---\n\n<!-- #short -->\n## ع\n\n{body}\n'
    files = {**BASE, "ip/addresses/reading.ar.md": arabic}
    assert rendered(files, "short", "ar") == f"<p>{expected}</p>"


def test_the_description_of_a_picture_is_isolated_without_elements() -> None:
    arabic = (
        '---\ntranslation: ip-reading\ntitle: "ع"\n---\n\n<!-- #short -->\n## ع\n\n![مسطرة IPv4](media/rulers.svg)\n'
    )
    html = rendered({**BASE, "ip/addresses/reading.ar.md": arabic}, "short", "ar")
    assert 'alt="مسطرة \u2068IPv4\u2069"' in html


def test_glossary_links_outside_lessons_lead_to_the_glossary() -> None:
    files = changed(G, "Two versions", "Two [RIR](gloss:rir) versions")
    term = compiled(files).site.terms["dual-stack"].texts["en"]
    assert term.definition == 'Two <a href="/{{lang}}/glossary#g-rir">RIR</a> versions side by side.'


def test_a_heading_is_plain_text() -> None:
    files = changed(L, "## Two lengths", "## Two `long` *lengths*")
    part = compiled(files).site.courses[0].lessons()[0]
    assert part.sections[1].texts["en"].heading == "Two long lengths"
    assert LESSON.count("## ") == 2
