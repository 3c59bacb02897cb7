"""A small course in memory, and what the compiler says about it. Each test changes one thing."""

from __future__ import annotations

from datetime import date

from elearn.content.compiler import Checked, Compiled, check_tree, compile_tree
from elearn.content.diagnostics import Diagnostic
from elearn.content.files import memory_tree

LANGUAGES = ("en", "fr", "es", "pt", "ar", "ru", "zh")
TODAY = date(2026, 11, 22)
Files = dict[str, str | bytes]

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 336 96"><title>Two rulers</title><path d="M8 8h80"/></svg>\n'
)

COURSE = """\
---
type: course
id: ip
lang: en
title: "IPv4 and IPv6"
summary: "Two kinds of address."
modules: [addresses]
---

<!-- #_intro -->
For everybody who uses the Internet.
"""
MODULE = """\
---
type: module
id: ip-addresses
title: "Addresses"
summary: "How to read one."
lessons: [reading, quiz]
---
"""
LESSON = """\
---
type: lesson
id: ip-reading
title: "Reading an address"
summary: "What it looks like."
minutes: 5
reviewed: 2026-11
objectives:
  size: "Say how long addresses are"
---

<!-- #_intro -->
Every device needs an address.

## Two lengths <!-- #lengths -->

The older ones have 32 bits, the newer ones 128.

![Two rulers of different length.](media/rulers.svg)

## Making it shorter <!-- #short -->

Drop the zeros at the front: `2001:db8::1`.
"""
QUIZ = """\
---
type: quiz
id: ip-quiz
title: "Quiz"
pass: 70%
---

# Questions <!-- #all -->

## How many bits has an IPv6 address? <!-- #bits objective=size read=ip-reading#lengths -->

- ( ) 32 <!-- #a -->
  > That is IPv4.
- (x) 128 <!-- #b -->
- ( ) 64 <!-- #c -->
  > Only half of it.

> Four times as many bits.
"""
GLOSSARY = """\
---
type: glossary
id: glossary
lang: en
title: "Glossary"
---

## RIR: Regional Internet Registry <!-- #rir forms="RIR,RIRs" -->

A body that gives out addresses.

## ICANN: Internet Corporation for Assigned Names and Numbers <!-- #icann keep -->

It coordinates names and numbers.

## Dual stack <!-- #dual-stack forms="Dual stack,dual-stack" -->

Two versions side by side.
"""
SHARED = """\
---
id: about
lang: en
title: "About At-Large"
---

<!-- #_intro -->
Five regions stand together.

"""
TALK = """\
---
type: media
id: ip-talk
title: "A talk about addresses"
date: 2014-06-18T21:00Z
presenter: Olivia
length: 2m
lang: en
interpretation: [es]
audio: {en: https://example.org/en.mp3 (24 MB)}
captions: {en: talk.en.vtt}
---
<!-- #_intro -->
What was said, in short.
"""
CAPTIONS = """\
WEBVTT

00:01.000 --> 00:05.000
<v Ana>Good welcome to <i>all</i> &amp; everybody.

2
00:05.000 --> 00:09.000 align:start
We begin with the rulers.

NOTE ## Questions from the floor

01:10.000 --> 01:14.000
<v Ben>How long is one?
"""
BASE: Files = {
    "glossary.md": GLOSSARY,
    "ip/course.md": COURSE,
    "ip/addresses/module.md": MODULE,
    "ip/addresses/reading.md": LESSON,
    "ip/addresses/quiz.md": QUIZ,
    "ip/addresses/media/rulers.svg": SVG,
}
L, Q, M, C, G = (
    "ip/addresses/reading.md",
    "ip/addresses/quiz.md",
    "ip/addresses/module.md",
    "ip/course.md",
    "glossary.md",
)
LESSON_FR = """\
---
translation: ip-reading
title: "Lire une adresse"
summary: "À quoi elle ressemble."
objectives:
  size: "Dire la longueur des adresses"
status: draft
---

<!-- #_intro -->
Chaque appareil a besoin d'une adresse.

## Deux longueurs <!-- #lengths -->

Les anciennes ont 32 bits, les nouvelles 128.

![Deux règles de longueur différente.](media/rulers.svg)

## Plus court <!-- #short -->

Enlevez les zéros au début : `2001:db8::1`.
"""
QUIZ_FR = """\
---
translation: ip-quiz
title: "Questions"
---

# Questions <!-- #all -->

## Combien de bits a une adresse IPv6 ? <!-- #bits -->

- ( ) 32 <!-- #a -->
  > Cela, c'est IPv4.
- (x) 128 <!-- #b -->
- ( ) 64 <!-- #c -->
  > Seulement la moitié.

> Quatre fois plus de bits.
"""
LF, QF = "ip/addresses/reading.fr.md", "ip/addresses/quiz.fr.md"


def check(files: Files) -> Checked:
    return check_tree(memory_tree(files), languages=LANGUAGES, today=TODAY)


def compiled(files: Files) -> Compiled:
    return compile_tree(memory_tree(files), languages=LANGUAGES, today=TODAY)


def found(files: Files, *codes: str) -> list[Diagnostic]:
    """The diagnostics with these codes; all of them without codes."""
    return [diagnostic for diagnostic in check(files).diagnostics if not codes or diagnostic.code in codes]


def changed(path: str, old: str, new: str, base: Files = BASE) -> Files:
    """The base course with one text replaced in one file; the text must be there."""
    text = base[path]
    assert isinstance(text, str)
    assert old in text, f"{old!r} is not in {path}"
    return {**base, path: text.replace(old, new, 1)}


def question(text: str, attributes: str = "", pool: str = "") -> Files:
    """The base course with a quiz of one question, below the heading of a pool where one is given."""
    head = QUIZ.partition("# Questions")[0]
    return {**BASE, Q: f"{head}{pool}## Which one? <!-- #one{attributes and ' '}{attributes} -->\n\n{text}"}


def lesson(body: str) -> Files:
    """The base course with a lesson of one section."""
    head = LESSON.partition("<!-- #_intro")[0]
    quiz = QUIZ.replace("read=ip-reading#lengths", "read=ip-reading#one")
    return {**BASE, L: f"{head}## One <!-- #one -->\n\n{body}", Q: quiz}
