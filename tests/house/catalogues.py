"""The interface's catalogues: every text of the code in every language, all plural forms, the same placeholders.

`python -m tests.house.catalogues` says what is wrong and ends with 1; `--update` first adds new texts, untranslated,
and takes out those that are gone.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "fr", "es", "pt", "ar", "ru", "zh")
# GNU gettext's rules: how many forms, and which one for n.
PLURALS = {
    "en": (2, "(n != 1)"),
    "fr": (2, "(n > 1)"),
    "es": (2, "(n != 1)"),
    "pt": (2, "(n != 1)"),
    "ar": (6, "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"),
    "ru": (3, "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"),
    "zh": (1, "0"),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}


def source_catalogue() -> Catalog:
    """Every text in the code and the templates."""
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    for filename, _line, message, _comments, context in extract_from_dir(
        ROOT / "elearn", method_map=methods, options_map={}, keywords=KEYWORDS
    ):
        catalogue.add(message, None, [(f"elearn/{filename}", 0)], context=context)
    return catalogue


def path_of(language: str) -> Path:
    return ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"


def read_catalogue(language: str) -> Catalog:
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as text:
        return read_po(text, locale=language)


def update(language: str) -> None:
    """Bring one catalogue's texts in line with the code; translations that are there stay."""
    old = read_catalogue(language)
    new = Catalog(locale=language, charset="utf-8", fuzzy=False, project="elearn", header_comment=_HEADER)
    count, rule = PLURALS[language]
    # Babel's own rule for a locale differs from gettext's.
    vars(new).update(_num_plurals=count, _plural_expr=rule)
    for message in source_catalogue():
        if not message.id:
            continue
        known = old.get(message.id, message.context)
        text = known.string if known is not None else None
        if language == "en":
            text = message.id
        new.add(message.id, text or None, sorted(set(message.locations)), context=message.context)
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    written = BytesIO()
    write_po(written, new, width=110, sort_output=True, include_lineno=False, omit_header=False)
    lines = [line for line in written.getvalue().decode().splitlines() if not line.startswith(_CHANGING)]
    path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


_HEADER = "# SPDX-License-Identifier: Apache-2.0"
_CHANGING = (
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Generated-By',
    '"Last-Translator',
    '"Report-Msgid',
    '"Project-Id',
)


def forms(message: Message) -> tuple[str, ...]:
    if isinstance(message.string, (list, tuple)):
        return tuple(text or "" for text in message.string)
    return (message.string or "",)


def problems(language: str) -> Iterator[str]:
    """One line for each thing that is wrong with a catalogue."""
    where = path_of(language).relative_to(ROOT)
    if not path_of(language).exists():
        yield f"{where}: missing; run `python -m tests.house.catalogues --update`"
        return
    catalogue = read_catalogue(language)
    source = {(message.id, message.context) for message in source_catalogue() if message.id}
    known = {(message.id, message.context): message for message in catalogue if message.id}
    yield from (f"{where}: not there: {text!r}" for text, _context in source - set(known))
    yield from (f"{where}: no longer used: {text!r}" for text, _context in set(known) - source)
    count, rule = PLURALS[language]
    header = f"nplurals={count}; plural={rule};"
    if header.replace(" ", "") not in path_of(language).read_text(encoding="utf-8").replace(" ", "").replace(
        '"\n"', ""
    ):
        yield f"{where}: Plural-Forms must be {header}"
    for message in known.values():
        yield from (f"{where}: {complaint}: {message.id!r}" for complaint in _complaints(message, count))


def _complaints(message: Message, count: int) -> Iterator[str]:
    texts = forms(message)
    ids = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
    if message.fuzzy:
        yield "fuzzy"
    if len(texts) != (count if len(ids) == 2 else 1) or not all(texts):
        yield "not translated, or a plural form is missing"
        return
    wanted = set(PLACEHOLDER.findall(ids[-1]))
    for text in texts:
        found = set(PLACEHOLDER.findall(text))
        if found - wanted or (wanted - found) - {"num"}:
            yield f"placeholders differ ({', '.join(sorted(wanted ^ found))})"
        if "<" in text:
            yield "HTML in a translation"


def main() -> int:
    if "--update" in sys.argv:
        for language in LANGUAGES:
            update(language)
    found = [problem for language in LANGUAGES for problem in problems(language)]
    sys.stdout.write("".join(f"{problem}\n" for problem in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
