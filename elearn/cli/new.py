"""`elearn new`: files to begin with, or a copy of others, already listed where learners find them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import click

from elearn.cli.courses import find_wanted, offered_languages
from elearn.cli.webinar_lesson import begin_from_webinar
from elearn.content.copies import Move, copy_file, objectives_of
from elearn.content.diagnostics import Findings
from elearn.content.files import NAME, Tree, open_texts, shown_root
from elearn.content.frontmatter import Scalar, read_front_matter
from elearn.content.ledger import read_ledger
from elearn.content.new_files import KINDS, LISTING, add_to_list, free_id, new_file, title_of
from elearn.content.slugs import first_words, new_key
from elearn.content.source import Source, read_source

NEXT = {
    "course": "elearn new module {place}/basics",
    "module": "elearn new lesson {place}/first-lesson",
    "lesson": "elearn preview",
    "quiz": "elearn preview",
}


@dataclass(slots=True)
class _Site:
    """The folder of courses in which something new is made, and what it holds so far."""

    root: Path
    tree: Tree
    sources: list[Source] = field(default_factory=list)

    def ids(self) -> dict[str, str]:
        """Every id with the place of its file below the root."""
        found: dict[str, str] = {}
        for source in self.sources:
            node = read_front_matter(source, Findings()).fields.values.get("id")
            if not source.language and isinstance(node, Scalar):
                found.setdefault(node.value, source.inside)
        return found

    def taken(self) -> set[str]:
        """Ids that are not free: also those whose keys are in a ledger, because progress may hang on them."""
        former = {key.partition("#")[0] for text in self.tree.ledgers.values() for key in read_ledger(text)}
        return {*self.ids(), *former}

    def shown(self, path: Path) -> str:
        return f"{shown_root(self.root)}/{path.relative_to(self.root).as_posix()}"


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("place", type=click.Path(path_type=Path))
@click.option("--title", default="", help="What learners read; you can change it later.")
@click.option("--lang", "language", default="en", show_default=True, help="The language a course is written in.")
@click.option("--from", "pattern", type=click.Path(exists=True, path_type=Path), help="Copy this one instead.")
@click.option(
    "--from-webinar", "webinar", type=click.Path(exists=True, path_type=Path), help="Begin with what it left."
)
def new(kind: str, place: Path, *, title: str, language: str, pattern: Path | None, webinar: Path | None) -> None:
    """Make a course, module, lesson or quiz at PLACE, such as courses/dns/basics/what-is-dns, and list it.

    Nothing that exists is written over. With --from everything of the other one comes along, with ids of its own;
    translations too. With --from-webinar a lesson and a quiz are begun from its captions, as drafts not listed yet.
    """
    if language not in offered_languages():
        raise click.UsageError(f"`{language}` is not a language of this site: {', '.join(offered_languages())}")
    target = _target(kind, place)
    site = _site(kind, target)
    if webinar and (kind != "lesson" or pattern):
        raise click.UsageError("--from-webinar makes a lesson, and goes without --from")
    if webinar:
        files = begin_from_webinar(site.root, target, webinar, site.taken())
    else:
        files = _copied(kind, site, target, pattern, title) if pattern else _begun(kind, site, target, title, language)
    listing = None if webinar else _listed(kind, target)
    for path, data in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        click.echo(f"made {site.shown(path)}")
    if listing:
        listing[0].write_bytes(listing[1].encode())
        click.echo(f"listed in {site.shown(listing[0])}")
    click.echo(f"next: {NEXT[kind].format(place=site.shown(target))}")


def _target(kind: str, place: Path) -> Path:
    """The folder of a course or module, or the file of a lesson or quiz without `.md`."""
    name = place.name.removesuffix(".md")
    if not NAME.fullmatch(name):
        better = first_words(name, count=8) or kind
        raise click.UsageError(f"`{name}` must be a-z, 0-9 and single hyphens: `{better}`, for example")
    target = (place.parent / name).resolve()
    beside = LISTING[kind][0] if kind in LISTING else ""
    if beside and not (target.parent / beside).is_file():
        parent = "course" if beside == "course.md" else "module"
        shown = place.parent.as_posix()
        raise click.UsageError(f"{shown} has no {beside}: run `elearn new {parent} {shown}` first")
    if _main_file(kind, target).exists():
        raise click.UsageError(f"{place.parent / _main_file(kind, target).relative_to(target.parent)} is there already")
    return target


def _main_file(kind: str, target: Path) -> Path:
    return target / f"{kind}.md" if kind in ("course", "module") else target.with_name(f"{target.name}.md")


def _site(kind: str, target: Path) -> _Site:
    root = target.parents[{"course": 0, "module": 1}.get(kind, 2)]
    root.mkdir(parents=True, exist_ok=True)
    wanted = find_wanted([root])
    tree = wanted.tree()
    return _Site(root, tree, open_texts(tree, offered_languages(), Findings()))


def _begun(kind: str, site: _Site, target: Path, title: str, language: str) -> dict[Path, bytes]:
    path = _main_file(kind, target)
    identity = free_id(path.relative_to(site.root).as_posix(), path.stem, site.taken())
    text = new_file(kind, identity=identity, title=title or title_of(target.name), language=language)
    return {path: text.encode()}


def _listed(kind: str, target: Path) -> tuple[Path, str] | None:
    """The file that says the order, with the new name in it."""
    if kind not in LISTING:
        return None
    name, key = LISTING[kind]
    path = target.parent / name
    source = read_source(path.as_posix(), path.read_bytes(), slug=path.stem)
    text = None if source.slips else add_to_list(source, key, target.name)
    if text is None:
        raise click.ClickException(f"{name} cannot be read: run `elearn check {target.parent.name}` and mend it first")
    return path, text


def _copied(kind: str, site: _Site, target: Path, pattern: Path, title: str) -> dict[Path, bytes]:
    other = find_wanted([pattern])
    tree = other.tree()
    root = next(root for root in other.roots if pattern.resolve().is_relative_to(root))
    begun = _pattern(kind, pattern.resolve())
    prefix = begun.relative_to(root).as_posix()
    goal = target.relative_to(site.root).as_posix()
    places = {inside: goal + inside.removeprefix(prefix) for inside in _below(kind, tree, prefix)}
    sources = {s.inside: s for s in open_texts(tree, offered_languages(), Findings()) if s.inside in places}
    known, beside = tree.names(), tree.beside()
    move = Move(_new_ids(site, sources, places), places, known, _new_objectives(site, sources, goal))
    main = f"{prefix}/{kind}.md" if kind in ("course", "module") else f"{prefix}.md"
    texts = {
        site.root / places[inside]: copy_file(source, move, title=title if inside == main else "").encode()
        for inside, source in sources.items()
    }
    return texts | {site.root / places[inside]: beside[inside].data for inside in places if inside in beside}


def _pattern(kind: str, pattern: Path) -> Path:
    """The folder of a course or module, the file of a lesson or quiz without its ending."""
    begun = pattern.parent if pattern.name == f"{kind}.md" else pattern
    main = _main_file(kind, begun) if begun.is_dir() else begun
    named = read_front_matter(read_source(main.as_posix(), main.read_bytes()), Findings()) if main.is_file() else None
    found = named.fields.values.get("type") if named else None
    if not isinstance(found, Scalar) or found.value != kind:
        raise click.UsageError(f"{pattern.name} is no {kind}: --from takes another {kind}")
    return begun if begun.is_dir() else begun.with_name(begun.name.removesuffix(".md"))


def _below(kind: str, tree: Tree, prefix: str) -> list[str]:
    """What is copied: a folder with everything, a file with its translations."""
    known = [*(file.inside for file in tree.texts), *tree.beside()]
    if kind in ("course", "module"):
        return [inside for inside in known if inside.startswith(f"{prefix}/")]
    return [inside for inside in known if inside.startswith(f"{prefix}.") and inside.endswith(".md")]


def _new_ids(site: _Site, sources: dict[str, Source], places: dict[str, str]) -> dict[str, str]:
    taken = site.taken()
    ids: dict[str, str] = {}
    for inside, source in sources.items():
        node = read_front_matter(source, Findings()).fields.values.get("id")
        if not source.language and isinstance(node, Scalar):
            slug = places[inside].rpartition("/")[2].removesuffix(".md")
            ids[node.value] = free_id(places[inside], slug, taken)
            taken.add(ids[node.value])
    return ids


def _new_objectives(site: _Site, sources: dict[str, Source], goal: str) -> dict[str, str]:
    """Keys of objectives are unique in their course: those that the course has already get a number."""
    folder = goal.partition("/")[0]
    here = [source for source in site.sources if not source.language and source.inside.startswith(f"{folder}/")]
    taken = {key for source in here for key in objectives_of(source)}
    renamed: dict[str, str] = {}
    for source in sources.values():
        for key in () if source.language else objectives_of(source):
            if key in taken:
                renamed[key] = new_key(key.replace("-", " "), "objective", taken)
                taken.add(renamed[key])
    return renamed
