"""A quiz from another system as a file that the compiler accepts: what it does not accept is left out and told."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from elearn.content.codes.code import Severity
from elearn.content.compiler import check_tree
from elearn.content.diagnostics import Diagnostic, Findings
from elearn.content.files import LEDGER, Tree
from elearn.content.frontmatter import read_front_matter
from elearn.content.ledger import read_ledger
from elearn.content.meta import read_meta
from elearn.content.pages import read_page
from elearn.content.quiz_keys import with_keys
from elearn.content.quiz_text import QuizText, complete_prompt, heads_of, spell_number, write_quiz
from elearn.content.quiz_values import read_quiz, typed_answers
from elearn.content.schema import problem_with
from elearn.content.slugs import suggested_id
from elearn.content.source import MAX_BYTES, File, read_source
from elearn.domain.written import Matching, Number, Problem, Typed, WrittenPool, WrittenQuestion, WrittenQuiz

# Attributes that lead to something in the course, by the code for what leads nowhere.
LEADING = {"Q017": "objective", "Q022": "read", "K002": "was", "K008": "was", "K014": "was"}
LESSONS = re.compile(r"^(lessons:\s*\[)([^\]\n]*)\]", re.MULTILINE)
# What the compiler says of words that it takes for keys, headings or answers: true, but no help to anybody here.
MISTAKEN = ("K", "Q003", "Q007", "Q019", "Q020")
# Leaving something out can bring something else to light, but not for long.
ROUNDS = 4
NO_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Target:
    """The file to be: its path as people write it, its place below the root, its name, and the course's language.

    `settings` are those of the file that is there already, if one is: what an import does not say stays.
    """

    path: str
    inside: str
    slug: str
    language: str
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Imported:
    """`text` is empty when the file as a whole cannot be made; `diagnostics` say why. `listed`: module.md names it."""

    text: str
    quiz: WrittenQuiz
    problems: tuple[Problem, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    listed: bool = True


def find_target(tree: Tree, root: str, folder: str, slug: str) -> Target | None:
    """The place in a module's folder (below the root); None when there is no module."""
    pages = {file.inside: file for file in tree.texts}
    module, course = f"{folder}/module.md", f"{posixpath.dirname(folder)}/course.md"
    if module not in pages or course not in pages:
        return None
    inside = f"{folder}/{slug}.md"
    language = _settings(pages[course]).get("lang", "en")
    return Target(f"{root}/{inside}", inside, slug, language, _settings(pages[inside]) if inside in pages else {})


def _settings(file: File) -> dict[str, str]:
    """The plain values of the front matter; nothing else of the file is read."""
    slug = posixpath.basename(file.inside).removesuffix(".md")
    source = read_source(file.path, file.data, slug=slug, inside=file.inside)
    meta = read_meta(source, read_front_matter(source, Findings()), NO_DAY, Findings())
    return {name: word.text for name, word in meta.words.items() if name != "type"}


def import_quiz(quiz: WrittenQuiz, tree: Tree, target: Target, *, languages: Sequence[str], today: date) -> Imported:
    """The file's text. `tree` is not changed and nothing is written.

    Every question that is in the text reads back as what it was, and `elearn check` has no error about it.
    """
    named = _named(quiz, tree, target)
    if len(write_quiz(named, target.language).text.encode()) > MAX_BYTES:
        return Imported("", named, (_too_long(named),))
    own, problems = _readable(named, target.language)
    for _ in range(ROUNDS):
        text = write_quiz(own, target.language)
        errors = _errors(text.text, tree, target, languages, today)
        if not errors or not any(own.questions()):
            break
        kept, told = _without(own, text, errors)
        if kept == own:
            return Imported("", own, tuple(problems), tuple(errors))
        own, problems = kept, [*problems, *told]
    return Imported(text.text, own, tuple(problems), tuple(errors), _is_listed(tree, target))


def _named(quiz: WrittenQuiz, tree: Tree, target: Target) -> WrittenQuiz:
    """With an id that no other file has, settings that are possible here, and keys."""
    others = {_settings(file).get("id", "") for file in tree.texts if file.inside != target.inside}
    wanted = quiz.settings.get("id", "")
    keeps = bool(wanted) and wanted not in others and not problem_with("id", wanted)
    base = identity = wanted if keeps else target.settings.get("id") or suggested_id(target.inside, target.slug)
    number = 2
    while identity in others:
        identity, number = f"{base}-{number}", number + 1
    settings = {**target.settings, **{name: value for name, value in quiz.settings.items() if name != "lang"}}
    settings = {name: value for name, value in settings.items() if value and not problem_with(name, value)}
    settings = {"id": identity, **{name: value for name, value in settings.items() if name != "id"}}
    ledger = read_ledger(tree.ledgers.get(posixpath.join(target.inside.partition("/")[0], LEDGER), ""))
    mine = {key.partition("#")[2]: day for key, day in ledger.items() if key.startswith(f"{identity}#")}
    named = with_keys(quiz, set(mine), {key for key, day in mine.items() if day})
    return WrittenQuiz(settings, tuple(_drawable(pool, fresh=identity != wanted) for pool in named.pools))


def _drawable(pool: WrittenPool, *, fresh: bool = False) -> WrittenPool:
    """Without a draw of more questions than there are; in a new file nothing had another key before."""
    draw = pool.attributes.get("draw", "")
    attributes = dict(pool.attributes)
    if draw and (not draw.isdecimal() or int(draw) > len(pool.questions)):
        del attributes["draw"]
    if fresh:
        attributes.pop("was", None)
        questions = tuple(_without_attributes(question, {"was"}) for question in pool.questions)
        return replace(pool, attributes=attributes, questions=questions)
    return replace(pool, attributes=attributes)


def _without_attributes(question: WrittenQuestion, names: Iterable[str]) -> WrittenQuestion:
    kept = {name: value for name, value in question.attributes.items() if name not in set(names)}
    return question if kept == question.attributes else replace(question, attributes=kept)


def _readable(quiz: WrittenQuiz, language: str) -> tuple[WrittenQuiz, list[Problem]]:
    """Only questions that read back as what they are: no text of theirs is taken for an answer or a heading."""
    problems: list[Problem] = []
    pools = []
    for pool in quiz.pools:
        kept = []
        for question in pool.questions:
            own, lost = completed(question, language)
            reason = _misread(own, language)
            problems += [_problem(question, "wrong-words", words) for words in lost]
            if reason is None:
                kept.append(own)
            else:
                problems.append(_problem(question, "compiler" if reason else "markdown", reason, lost=True))
        pools.append(replace(pool, questions=tuple(kept)))
    return _filled(quiz, pools), problems


def _problem(question: WrittenQuestion, code: str, data: str = "", *, lost: bool = False) -> Problem:
    return Problem(question.line or 1, question.column, code, data, question.name or question.prompt, lost)


def _filled(quiz: WrittenQuiz, pools: Iterable[WrittenPool]) -> WrittenQuiz:
    return WrittenQuiz(quiz.settings, tuple(_drawable(pool) for pool in pools if pool.questions))


def completed(question: WrittenQuestion, language: str) -> tuple[WrittenQuestion, list[str]]:
    """With everything that writing would add, and typed words as what reading makes of them; what that loses."""
    answers, lost = question.answers, list[str]()
    if isinstance(answers, Typed):
        answers, lost = typed_answers(answers.replies)
    if isinstance(answers, Number):
        spelling = spell_number(answers)
        exact = spelling == answers.low == answers.high
        answers = replace(answers, spelling="" if exact else spelling)
    if isinstance(answers, Matching):
        answers = replace(answers, heads=heads_of(answers, language))
    return replace(question, answers=answers, prompt=question.prompt or complete_prompt(language)), lost


def _misread(question: WrittenQuestion, language: str) -> str | None:
    """None when it reads back as itself; else the compiler's reason, which may be empty."""
    alone = WrittenQuiz({"id": "quiz", "title": "Quiz"}, (WrittenPool((question,)),))
    text = write_quiz(alone, language).text
    findings = Findings()
    page = read_page(read_source("quiz.md", text.encode(), slug="quiz"), NO_DAY, findings)
    error = next(findings.errors(), None)
    if error:
        return "" if error.code.startswith(MISTAKEN) else error.message
    return None if read_quiz(page)[0] == alone else ""


def _errors(text: str, tree: Tree, target: Target, languages: Sequence[str], today: date) -> list[Diagnostic]:
    """What the compiler says about the file beside all others, as if its module listed it."""
    own = replace(tree, texts=[], links=[])
    module = posixpath.join(posixpath.dirname(target.inside), "module.md")
    for file in tree.texts:
        if file.inside == module and not _lists(file, target.slug):
            listing = LESSONS.sub(rf"\1\2, {target.slug}]", file.data.decode("utf-8", errors="replace"), count=1)
            own.add(replace(file, data=listing.encode()))
        elif file.inside != target.inside:
            own.add(file)
    own.add(File(target.path, target.inside, text.encode()))
    found = check_tree(own, languages=languages, today=today).diagnostics
    return [error for error in found if error.path == target.path and error.severity is Severity.ERROR]


def _lists(module: File, slug: str) -> bool:
    listed = LESSONS.search(module.data.decode("utf-8", errors="replace"))
    return listed is not None and slug in [name.strip() for name in listed[2].split(",")]


def _is_listed(tree: Tree, target: Target) -> bool:
    module = posixpath.join(posixpath.dirname(target.inside), "module.md")
    return any(_lists(file, target.slug) for file in tree.texts if file.inside == module)


def _without(quiz: WrittenQuiz, text: QuizText, errors: Iterable[Diagnostic]) -> tuple[WrittenQuiz, list[Problem]]:
    """The quiz without attributes that lead nowhere and without questions that have another error."""
    questions = list(quiz.questions())
    wrong: dict[int, Diagnostic] = {}
    astray: dict[int, set[str]] = {}
    for error in errors:
        index = bisect_right(text.starts, error.line) - 1
        if index < 0:
            continue
        if error.code in LEADING and LEADING[error.code] in questions[index].attributes:
            astray.setdefault(index, set()).add(LEADING[error.code])
        else:
            wrong.setdefault(index, error)
    problems = [_problem(questions[index], "compiler", error.message, lost=True) for index, error in wrong.items()]
    for index in astray.keys() - wrong.keys():
        names = sorted(astray[index])
        problems += [_problem(questions[index], "attribute", questions[index].attributes[name]) for name in names]
    numbers = iter(range(len(questions)))
    pools = []
    for pool in quiz.pools:
        counted = [(next(numbers), question) for question in pool.questions]
        kept = (_without_attributes(one, astray.get(n, ())) for n, one in counted if n not in wrong)
        pools.append(replace(pool, questions=tuple(kept)))
    return _filled(quiz, pools), problems


def _too_long(quiz: WrittenQuiz) -> Problem:
    """Names the categories with their numbers of questions: each can be taken on its own."""
    counts = ", ".join(f"{pool.title or '—'} ({len(pool.questions)})" for pool in quiz.pools)
    return Problem(1, 1, "too-long", counts[:500], lost=True)
