"""Texts for a tree of courses to measure against: realistic in length and in kinds of blocks, the same on every run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

WORDS = {
    "en": "a network gives every device an address so that others can reach it and each group may add its own rules to "
    "the list which people read before they write about names numbers keys servers routes paths policy and safety",
    "fr": "un réseau donne à chaque appareil une adresse pour que les autres puissent le joindre et chaque groupe peut "
    "ajouter ses règles à la liste que les gens lisent avant d’écrire sur les noms les numéros et les clés",
    "es": "una red da a cada dispositivo una dirección para que los demás puedan alcanzarlo y cada grupo puede añadir "
    "sus reglas a la lista que la gente lee antes de escribir sobre nombres números claves y rutas",
    "pt": "uma rede dá a cada aparelho um endereço para que os outros possam alcançá-lo e cada grupo pode acrescentar "
    "as suas regras à lista que as pessoas leem antes de escrever sobre nomes números chaves e rotas",
    "ar": "تعطي الشبكة كل جهاز عنوانا حتى يصل إليه الآخرون وتضيف كل مجموعة قواعدها إلى القائمة التي يقرؤها "
    "الناس قبل أن يكتبوا عن الأسماء والأرقام والمفاتيح والطرق",
    "ru": "сеть даёт каждому устройству адрес чтобы другие могли найти его и каждая группа добавляет свои правила в "
    "список который люди читают прежде чем писать об именах числах ключах и маршрутах",
    "zh": "网络 给 每台 设备 一个 地址 让 别人 能够 找到 它 每个 小组 都 可以 在 名单 里 加上 自己 的 规则 "
    "人们 写 名称 号码 密钥 以及 路径 之前 先 读 它",
}
LANGUAGES = tuple(WORDS)
TERMS = tuple(f"term-{number}" for number in range(60))
# How a term is called in the texts: never a word of the lists above.
NAMES = tuple(f"Q{chr(65 + number // 26)}{chr(65 + number % 26)}N" for number in range(60))


@dataclass(frozen=True)
class Writer:
    """Writes in one language; the same `name` gives the same words."""

    language: str
    name: str

    def random(self, *place: object) -> Random:
        return Random(f"{self.name} {self.language} {place}")  # noqa: S311 - words to measure with, no secret

    def sentence(self, *place: object) -> str:
        """Fourteen words on average, with the figure that every language must keep."""
        random = self.random(*place)
        words = random.choices(WORDS[self.language].split(), k=random.randint(9, 18))
        joint, end = ("", "。") if self.language == "zh" else (" ", ".")
        text = joint.join(words)
        return f"{text[:1].upper()}{text[1:]}{end}"

    def paragraph(self, *place: object, sentences: int = 4) -> str:
        joint = "" if self.language == "zh" else " "
        return joint.join(self.sentence(*place, number) for number in range(sentences))

    def title(self, *place: object) -> str:
        words = self.random("title", *place).sample(WORDS[self.language].split(), 4)
        return ("" if self.language == "zh" else " ").join(words)


def key(name: str, stamp: str) -> str:
    """A marker; translations stamp it with the hash of what they render."""
    return f"<!-- #{name}{f' @{stamp}' if stamp else ''} -->"


def lesson_body(writer: Writer, number: int, stamps: dict[str, str]) -> str:
    """An introduction and four sections: paragraphs, lists, a table, a call-out, code, links and terms."""
    parts = [f"{key('_intro', stamps.get('_intro', ''))}\n{writer.paragraph('intro')}\n"]
    for section in range(4):
        name = f"part-{section}"
        parts.append(f"## {writer.title(name)} {key(name, stamps.get(name, ''))}\n")
        parts += _blocks(writer, number, section)
    return "\n".join(parts)


def _blocks(writer: Writer, number: int, section: int) -> Iterator[str]:
    term = TERMS[(number * 4 + section) % len(TERMS)]
    name = NAMES[(number * 7 + section) % len(NAMES)]
    yield f"{writer.paragraph(section, 'a')} {name} [{writer.title(section)}](gloss:{term}).\n"
    if section == 0:
        items = "\n".join(f"- **{writer.title(n)}** {writer.sentence('item', n)}" for n in range(4))
        yield f"{writer.paragraph(section, 'b', sentences=3)}\n\n{items}\n"
    elif section == 1:
        rows = "\n".join(f"| {writer.title('row', n)} | `2001:db8::{n}` |" for n in range(3))
        yield f"| {writer.title('head')} | {writer.title('side')} |\n|---|---|\n{rows}\n"
    elif section == 2:
        yield f"> [!TIP]\n> {writer.paragraph('tip', sentences=2)}\n\n    ping 192.0.2.{number % 200}\n"
        yield f"![{writer.sentence('picture')}](media/ruler.svg)\n"
    else:
        steps = "\n".join(f"{n}. {writer.sentence('step', n)} *{writer.title('step', n)}*" for n in range(1, 4))
        yield f"{steps}\n\n{writer.paragraph(section, 'c')} [{writer.title('link')}](https://example.org/{number})\n"


def quiz_body(writer: Writer, first: int, stamps: dict[str, str]) -> str:
    """Ten questions with one answer, several, a typed one and lines in order, about the lessons from `first` on."""
    return "\n".join(_question(writer, number, first, stamps) for number in range(10))


def _question(writer: Writer, number: int, first: int, stamps: dict[str, str]) -> str:
    name, kind = f"question-{number}", number % 4
    word = "" if stamps else f" objective=goal-{first + number // 2}-{number % 2}{' order' if kind == 3 else ''}"
    stamp = stamps.get(name, "")
    head = f"## {writer.title(name)}? <!-- #{name}{f' @{stamp}' if stamp else ''}{word} -->\n"
    ending = f"> {writer.paragraph(name, 'why', sentences=2)}\n"
    return f"{head}\n{_answers(writer, name, kind)}\n\n{ending}"


def _answers(writer: Writer, name: str, kind: int) -> str:
    if kind == 2:
        return f"{writer.sentence(name)}\n\n- = {writer.title(name, 'typed')}"
    if kind == 3:
        lines = [f"{n}. {writer.sentence(name, n)} <!-- #{letter} -->" for n, letter in enumerate("abcd", 1)]
        return f"{writer.sentence(name)}\n\n" + "\n".join(lines)
    left, right = "()" if kind == 0 else "[]"
    signs = [f"{left}x{right}" if n == 1 else f"{left} {right}" for n in range(4)]
    return f"{writer.sentence(name)}\n\n" + "\n".join(
        f"- {sign} {writer.sentence(name, letter)} <!-- #{letter} -->\n\n  > {writer.sentence(name, letter, 'so')}"
        for sign, letter in zip(signs, "abcd", strict=True)
    )
