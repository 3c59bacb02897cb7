"""Codes about links, pictures, readability and safety."""

from __future__ import annotations

from elearn.content.codes.code import Code, E, H, W

LINKS = {
    "L001": Code(
        E,
        "file not found, or not published",
        "Paths start at the folder of the file: `other.md`, `../module/lesson.md`, `media/name.svg`.",
    ),
    "L002": Code(E, "no such heading in the other file", "Behind # stands the key of a section, not its text."),
    "L003": Code(
        W,
        "external link failed",
        "The site behind it did not answer, or said that the page is gone. Only `elearn check --online` asks. Try it "
        "in a browser: some sites are down for an hour, others refuse programs.",
        "[The agreement](https://example.org/old)",
        "[The agreement](https://example.org/new)",
    ),
    "L004": Code(
        W,
        "links differ from the source",
        "A translation leads to the same places and shows the same pictures. A picture in another language is a file "
        "beside it, `name.fr.svg`, which is found by itself.",
    ),
    "L005": Code(
        E,
        "include goes round in a circle",
        "A text that includes itself, straight or by way of another, has no end. Included texts include nothing.",
        '[About At-Large](about.md "include")   in _shared/about.md itself',
        "the words themselves",
    ),
    "L006": Code(E, "path leaves the courses", "A page can only show what belongs to the courses."),
    "L008": Code(
        E,
        "this cannot be put into the page here",
        "A link titled embed, include or question stands alone in a paragraph of a lesson. It brings a recording, a "
        "text of `_shared/` at the end of a section, or a question of a quiz that can be checked with its answer.",
        'See [the talk](media/talk.md "embed") first.',
        'See the talk first.\n\n[The talk](media/talk.md "embed")',
    ),
}

READABILITY = {
    "A001": Code(
        E,
        "image has no description",
        "People who cannot see the picture, or cannot load it, read the description instead.",
        "![](media/rulers.svg)",
        "![Two rulers of different length](media/rulers.svg)",
    ),
    "A002": Code(
        W, "description is no description", "It says what the picture shows, in a sentence; details go below."
    ),
    "A003": Code(
        E,
        "heading of the wrong level",
        "Screen readers jump from heading to heading. Sections are ##, parts of them ###, and no level is left out.",
    ),
    "A004": Code(
        E,
        "recording has no captions or transcript",
        "People who cannot hear it, or cannot load it, read it instead (WCAG 1.2.1, 1.2.2). One file of captions gives "
        "both: the page makes the transcript of it.",
        "audio: {en: https://example.org/talk.mp3 (24 MB)}",
        "audio: {en: https://example.org/talk.mp3 (24 MB)}\ncaptions: {en: talk.en.vtt}",
    ),
    "A005": Code(
        E,
        "captions cannot be read, or do not fit the recording",
        "The first line is WEBVTT. Each caption has its times, in the order in which it is spoken, and ends before the "
        "next one starts. The last one ends with the recording, and the name of the file says its language.",
        "00:01:02,500 --> 00:01:01,000",
        "00:01:02.500 --> 00:01:06.000",
    ),
    "A006": Code(
        W,
        "link text says nothing out of context",
        "Screen readers can list the links of a page without the text around them.",
        "[click here](other.md)",
        "[How addresses are written](other.md)",
    ),
    "A007": Code(W, "table is hard to read", "The first row says what the columns hold; a phone shows four of them."),
    "A008": Code(
        W,
        "size of an attachment",
        "People pay by volume, so the text of the link says what the file costs, and it stays below 5 MB.",
        '[Slides](media/x.pdf "attachment")',
        '[Slides (PDF, 1.2 MB)](media/x.pdf "attachment")',
    ),
    "A009": Code(
        H, "long section", "3 to 5 minutes suit a phone and a bus ride; a section is also what is translated."
    ),
    "A010": Code(E, "picture is too large", "At most 64 KiB for a drawing and 512 KiB for a photograph."),
    "A012": Code(
        W, "unknown call-out", "There are NOTE, TIP, IMPORTANT, WARNING and CAUTION.", "> [!INFO]", "> [!NOTE]"
    ),
    "A013": Code(H, "long sentence", "Many readers read in their third language. Make two sentences of it."),
    "A015": Code(
        W,
        "asterisks are shown as they stand",
        "Markdown reads ** as the end of strong text only when no punctuation stands between them and a letter that "
        "follows. Chinese has no spaces there, so the punctuation goes behind the asterisks.",
        "**开始。**问",
        "**开始**。问",
    ),
    "A016": Code(
        E,
        "recording has no summary",
        "Three sentences below the front matter say what is in it. On a slow line they are all that people load.",
    ),
    "A014": Code(
        W,
        "heavy picture",
        "A drawing should stay below 4 KB compressed, a photograph below 30 KB: people pay by volume.",
    ),
}

SAFETY = {
    "S001": Code(
        E,
        "HTML is not allowed",
        "Markdown has what a lesson needs. HTML would not be the same in all languages, in print and for screen "
        "readers, "
        "and it never reaches a page.",
        "<b>strong</b>",
        "**strong**",
    ),
    "S002": Code(
        E,
        "this kind of address is not allowed",
        "Possible are https, mailto, gloss, and files of this site. http is not: somebody on the way could "
        "change the page.",
    ),
    "S003": Code(
        E,
        "remote image",
        "A picture from another site tells that site who reads what, and is missing without a connection.",
    ),
    "S005": Code(
        E,
        "file cannot be given out",
        "Possible are PDF, CSV, text and office documents without macros, up to 20 MB, and MP3, Ogg, MP4 or WebM for a "
        "recording. What is inside must be what the name says.",
        '[Plan (1 MB)](media/plan.exe "attachment")',
        '[Plan (PDF, 1 MB)](media/plan.pdf "attachment")',
    ),
    "S004": Code(
        E,
        "picture file cannot be served",
        "Drawings hold shapes and text only: no script, no link, no reference to other files. Photographs are "
        "PNG or JPEG.",
    ),
}
