"""Slips in shared texts, files, recordings: code, files, and where it is reported (path, line, column)."""

from __future__ import annotations

from tests.content.trees import (
    BASE,
    CAPTIONS,
    SHARED,
    TALK,
    Files,
    L,
    Q,
    changed,
    lesson,
    question,
)

CHOICES = "- (x) Yes <!-- #a -->\n- ( ) No <!-- #b -->\n  > Why not.\n"
ABOUT = "_shared/about.md"
OTHER = SHARED.replace("id: about", "id: other")
PDF = "ip/addresses/media/plan.pdf"
INCLUDE = '[About](../../_shared/about.md "include")\n'
TWICE = f"{INCLUDE}\n## Two <!-- #two -->\n\n{INCLUDE}"
INSERTS: list[tuple[str, Files, str, int, int]] = [
    ("L001", lesson('[About](../../_shared/abuot.md "include")\n') | {ABOUT: SHARED}, L, 14, 9),
    ("L002", lesson('[Check](quiz.md#bytes "question")\n'), L, 14, 9),
    ("L005", lesson('[About](reading.md "include")\n'), L, 14, 9),
    ("L005", {**lesson(INCLUDE), ABOUT: f'{SHARED}\n[Itself](about.md "include")\n'}, ABOUT, 11, 10),
    (
        "L005",
        {
            **lesson(INCLUDE),
            ABOUT: f'{SHARED}\n[Other](other.md "include")\n',
            "_shared/other.md": OTHER + '\n[About](about.md "include")\n',
        },
        ABOUT,
        11,
        9,
    ),
    (
        "L008",
        {**lesson(INCLUDE), ABOUT: f'{SHARED}\n[L](other.md "include")\n', "_shared/other.md": OTHER},
        ABOUT,
        11,
        5,
    ),
    ("L008", lesson(f"{INCLUDE}\nMore.\n") | {ABOUT: SHARED}, L, 14, 1),
    ("L008", lesson(TWICE) | {ABOUT: SHARED}, L, 18, 1),
    ("L008", lesson(INCLUDE) | {ABOUT: SHARED.replace("lang: en", "lang: fr")}, L, 14, 1),
    ("L008", lesson(INCLUDE) | {ABOUT: SHARED.replace("id: about", f"id: {'a' * 60}")}, L, 14, 1),
    ("L008", lesson('[Quiz](quiz.md "include")\n'), L, 14, 8),
    ("L008", lesson('See [this](quiz.md#bits "question") first.\n'), L, 14, 12),
    ("L008", lesson('- [One](quiz.md#bits "question")\n'), L, 14, 9),
    ("L008", lesson('[The quiz](quiz.md "embed")\n'), L, 14, 12),
    ("L008", question(f'[Plan (1 KB)](media/plan.pdf "attachment")\n\n{CHOICES}') | {PDF: b"%PDF-"}, Q, 10, 15),
    (
        "L008",
        {**lesson('[Check](quiz.md#one "question")\n'), Q: question("Say it.\n", "open")[Q]},
        L,
        14,
        9,
    ),
    ("L006", lesson('[Plan (1 KB)](../../../plan.pdf "attachment")\n'), L, 14, 15),
    ("S005", lesson('[Drawing (1 KB)](media/rulers.svg "attachment")\n'), L, 14, 18),
    ("S005", lesson('[Plan (1 KB)](media/plan.pdf "attachment")\n') | {PDF: b"<html>"}, PDF, 1, 1),
    (
        "S005",
        lesson('[Plan (1 KB)](media/plan.docx "attachment")\n')
        | {PDF.replace("pdf", "docx"): b"PK\x03\x04word/vbaProject.bin"},
        PDF.replace("pdf", "docx"),
        1,
        1,
    ),
    ("A008", lesson('[Plan](media/plan.pdf "attachment")\n') | {PDF: b"%PDF-" + b"x" * 1_200_000}, L, 14, 1),
    ("A008", lesson('[Plan (12 KB)](media/plan.pdf "attachment")\n') | {PDF: b"%PDF-" + b"x" * 1_200_000}, L, 14, 1),
    ("A008", lesson('[Plan (6 MB)](media/plan.pdf "attachment")\n') | {PDF: b"%PDF-" + b"x" * 6_000_000}, L, 14, 1),
]
R, V = "ip/addresses/media/talk.md", "ip/addresses/media/talk.en.vtt"


def talk(old: str, new: str, path: str = R) -> Files:
    return changed(path, old, new, {**BASE, R: TALK, V: CAPTIONS})


RECORDINGS: list[tuple[str, Files, str, int, int]] = [
    ("F009", talk("T21:00Z", "T21:00"), R, 5, 7),
    ("F009", talk("2014-06-18T21:00Z", "2014-06-18"), R, 5, 7),
    ("F007", talk("2014-06-18T21:00Z", "2014-02-30T21:00Z"), R, 5, 7),
    ("F007", talk("length: 2m", "length: long"), R, 7, 9),
    ("F007", talk("lang: en", "lang: English"), R, 8, 7),
    ("F007", talk("(24 MB)", ""), R, 10, 13),
    ("F007", talk("{en: talk.en.vtt}", "talk.en.vtt"), R, 11, 11),
    ("F007", talk("{en: talk.en.vtt}", "{en: talk.en.srt}"), R, 11, 16),
    ("F007", talk("{en: talk.en.vtt}", "{English: talk.en.vtt}"), R, 11, 12),
    ("F007", talk("{en: talk.en.vtt}", "{en: [a]}"), R, 11, 16),
    ("F007", talk("interpretation: [es]", "interpretation: [Spanish]"), R, 9, 18),
    ("F007", talk("https://example.org/en.mp3 (24 MB)", "plan.pdf") | {PDF: b"%PDF-"}, R, 10, 13),
    ("S002", talk("https:", "http:"), R, 10, 13),
    ("L001", talk("{en: talk.en.vtt}", "{en: tlak.en.vtt}"), R, 11, 16),
    ("L006", talk("{en: talk.en.vtt}", "{en: ../../../../talk.en.vtt}"), R, 11, 16),
    ("A004", talk("captions: {en: talk.en.vtt}\n", ""), R, 10, 1),
    ("A016", talk("<!-- #_intro -->\nWhat was said, in short.\n", ""), R, 13, 1),
    ("A005", talk("WEBVTT", "WEBVTT1", V), V, 1, 1),
    ("A005", talk("captions: {en: talk.en.vtt}", "captions: {fr: talk.en.vtt}"), V, 1, 1),
    ("A005", talk(CAPTIONS, "WEBVTT\n", V), V, 1, 1),
    ("A005", talk("00:05.000 -->", "00:05,000 -->", V), V, 7, 1),
    ("A005", talk("00:05.000 --> 00:09", "00:05.000 --> 00:04", V), V, 7, 1),
    ("A005", talk("01:10.000 -->", "00:02.000 -->", V), V, 12, 1),
    ("A005", talk("00:05.000 -->", "00:04.500 -->", V), V, 7, 1),
    ("A005", talk("01:10.000 --> 01:14.000\n", "", V), V, 12, 1),
    ("A005", talk("length: 2m", "length: 10s"), V, 12, 1),
    ("A005", talk("length: 2m", "length: 1h"), V, 12, 1),
    ("U003", talk("welcome", "\u202ewelcome", V), V, 4, 13),
    ("S005", talk(CAPTIONS, "WEBVTT\n" + "x" * 600_000, V), V, 1, 1),
    (
        "N008",
        {**BASE, "ip/media/talk.md": TALK.replace("talk.en.vtt", "../addresses/media/talk.en.vtt"), V: CAPTIONS},
        "ip/media/talk.md",
        1,
        1,
    ),
]
