"""Texts of a question between two worlds: plain words into Markdown, one text into prompt and stem, and back."""

from __future__ import annotations

import re

FENCE = re.compile(r"```|~~~")
# What begins a block in Markdown, so that the line is no prompt when others follow it.
BLOCK = re.compile(r"[-*+](?:\s|$)|\d{1,9}[.)](?:\s|$)|>|```|~~~|\||    |\t|#{1,6}(?:\s|$)|<")
HINT = "> [!TIP]"
_ENTITY = re.compile(r"&(?=#?\w+;)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_BACKSLASH = re.compile(r"\\(?=[!-/:-@\[-`{-~]|$)", re.MULTILINE)
# What would begin a list, a quote, a heading, code, or the line under a heading or the head of a table.
_LINE_START = re.compile(
    r"^( *)(>|[-+](?=\s|$)|#{1,6}(?=\s|$)|=+(?=\s*$)|~~~|[-|:](?=[-|:\s]*$)|\d{1,9}(?=[.)](?:\s|$)))", re.MULTILINE
)
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_MARKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_SIGNS = re.compile(r"(?<!\\)[*`]|\\(?=[!-/:-@\[-`{-~])")


def escape_words(text: str) -> str:
    """Plain words so that Markdown shows them as they are, in the middle of a line."""
    text = _BACKSLASH.sub(r"\\\\", text)
    text = re.sub(r"[*`\[]|~(?=~)", r"\\\g<0>", text)
    text = _UNDERSCORE.sub(r"\\_", text)
    return _ENTITY.sub("&amp;", _TAG.sub(r"\\<", text))


def guard_lines(text: str) -> str:
    """Escapes what would begin a list, a quote, a heading or a table at the start of a line of a paragraph."""
    return _LINE_START.sub(lambda found: found[1] + _guarded(found[2]), text)


def _guarded(start: str) -> str:
    # The dot behind a number is escaped, not the number: `1\.` reads `1.`
    return f"{start}\\" if start.isdigit() else f"\\{start}"


def plain_markdown(text: str) -> str:
    """Plain text as Markdown; empty lines part paragraphs."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", text.strip())
    return "\n\n".join(guard_lines(escape_words(_trimmed(paragraph))) for paragraph in paragraphs)


def _trimmed(paragraph: str) -> str:
    return "\n".join(line.strip() for line in paragraph.strip().split("\n"))


def plain_words(markdown: str) -> str:
    """A line of Markdown as a title for people: without its marks. Not exact, and never read back."""
    return " ".join(_SIGNS.sub("", _MARKS.sub(r"\1", markdown)).split())


def one_line(markdown: str) -> str:
    """Blocks as one line, for places that hold no more."""
    return joined_words(re.sub(r"\\\n", " ", markdown))


def joined_words(text: str) -> str:
    """On one line with single spaces. A no-break space is the author's: it stays."""
    return _SPACES.sub(" ", text).strip(" ")


def split_prompt(text: str) -> tuple[str, str]:
    """The line that asks, and what else there is. No prompt when the text begins with a list, a quote or code."""
    lines = text.strip("\n").split("\n")
    head: list[str] = []
    for index, line in enumerate(lines):
        if not line.strip() or (head and (BLOCK.match(line) or head[-1].endswith("\\"))):
            break
        if BLOCK.match(line) and index + 1 < len(lines) and lines[index + 1].strip():
            break
        head.append(line)
    else:
        index = len(lines)
    rest = "\n".join(lines[index if head else 0 :]).strip("\n")
    prompt = " ".join(line.strip(" \t").removesuffix("\\").rstrip(" \t") for line in head)
    if FENCE.match(prompt):
        return "", "\n".join(lines)
    return re.sub(r"^#{1,6}\s+", "", prompt), rest


def split_hint(text: str) -> tuple[str, str]:
    """Takes a tip at the end off: the text without it, and what it says."""
    head, _, last = text.rpartition("\n\n")
    lines = last.split("\n")
    if lines[0].rstrip() != HINT or not all(line.startswith(">") for line in lines):
        return text, ""
    return head, "\n".join(line[2:] if line.startswith("> ") else line[1:] for line in lines[1:])


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


def joined_text(prompt: str, stem: str, hint: str = "") -> str:
    """What `split_hint` and `split_prompt` take apart again."""
    parts = [prompt, stem, f"{HINT}\n{quoted(hint)}" if hint else ""]
    return "\n\n".join(part for part in parts if part)
