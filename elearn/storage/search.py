"""What a search finds, as rows of text and of tokens; the database's own index over them follows by itself.

On SQLite that index is an FTS5 table kept by triggers, on PostgreSQL a generated `tsvector` column with a GIN index.
Both hold exactly the tokens of `domain/analyser.py`: neither database cuts, folds or stems a word of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import DDL, String, Text, bindparam, delete, event, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.domain.search import Candidate
from elearn.storage.base import Base, run
from elearn.storage.upserts import Insert, bare_table, insert_into, speaks_postgresql

# Rows of one kind that a question may bring up, by the database's rank; what is shown is chosen among them.
MOST = 150


class SearchEntry(Base):
    """A section of a lesson or a term of the glossary in one language. Put in and taken out, never changed.

    `digest` stands for everything in the row and for the analyser that made it. `readers` are the languages whose
    pages show this text (its own, and those that lack a translation), `links` the glossary terms that the section
    links to, with `*` before those that no earlier lesson of the course brought up; both are codes between spaces.
    `kind` is `section` or `term`; a term's key is in `section`.
    """

    __tablename__ = "search_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    course: Mapped[str] = mapped_column(String(64))
    part: Mapped[str] = mapped_column(String(64))
    section: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    readers: Mapped[str] = mapped_column(String(80))
    links: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    heading: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    title_tokens: Mapped[str] = mapped_column(Text)
    heading_tokens: Mapped[str] = mapped_column(Text)
    term_tokens: Mapped[str] = mapped_column(Text)
    body_tokens: Mapped[str] = mapped_column(Text)


# The `ascii` tokenizer cuts at ASCII punctuation only, of which a token has none.
_SQLITE = (
    """CREATE VIRTUAL TABLE search_index USING fts5(
title_tokens, heading_tokens, term_tokens, body_tokens,
content='search_entry', content_rowid='id', tokenize='ascii')""",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
INSERT INTO search_index(rowid, title_tokens, heading_tokens, term_tokens, body_tokens)
VALUES (new.id, new.title_tokens, new.heading_tokens, new.term_tokens, new.body_tokens); END""",
    """CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN
INSERT INTO search_index(search_index, rowid, title_tokens, heading_tokens, term_tokens, body_tokens)
VALUES ('delete', old.id, old.title_tokens, old.heading_tokens, old.term_tokens, old.body_tokens); END""",
)
_POSTGRESQL = (
    """ALTER TABLE search_entry ADD COLUMN search_index tsvector GENERATED ALWAYS AS (
setweight(to_tsvector('simple', title_tokens), 'A') || setweight(to_tsvector('simple', heading_tokens), 'B') ||
setweight(to_tsvector('simple', term_tokens), 'C') || setweight(to_tsvector('simple', body_tokens), 'D')) STORED""",
    "CREATE INDEX ix_search_entry_search_index ON search_entry USING gin (search_index)",
)
_TABLE = bare_table(SearchEntry)


def _with_table(when: str, dialect: str, statement: str) -> None:
    ddl = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call] # SQLAlchemy gives DDL no types
    event.listen(_TABLE, when, ddl)


for _statement in _SQLITE:
    _with_table("after_create", "sqlite", _statement)
for _statement in _POSTGRESQL:
    _with_table("after_create", "postgresql", _statement)
_with_table("after_drop", "sqlite", "DROP TABLE IF EXISTS search_index")

_CODES = ("readers", "links", "title_tokens", "heading_tokens", "term_tokens", "body_tokens")
_COLUMNS = ", ".join(f"e.{name}" for name in ("id", "kind", "course", "part", "section", "language", *_CODES))
_FIND = {
    False: text(
        f"""SELECT {_COLUMNS} FROM search_entry e JOIN (
SELECT * FROM (SELECT rowid AS hit FROM search_index WHERE search_index MATCH :own
ORDER BY bm25(search_index, 8, 5, 3, 1), rowid LIMIT :most)
UNION ALL
SELECT * FROM (SELECT rowid AS hit FROM search_index WHERE search_index MATCH :others
ORDER BY bm25(search_index, 8, 5, 3, 1), rowid LIMIT :most)
) ON e.id = hit ORDER BY e.id"""  # noqa: S608 - the columns are our own
    ),
    True: text(
        f"""SELECT {_COLUMNS} FROM search_entry e JOIN (
(SELECT id AS hit FROM search_entry WHERE search_index @@ CAST(:own AS tsquery)
ORDER BY ts_rank('{{0.1, 0.3, 0.6, 1}}', search_index, CAST(:own AS tsquery)) DESC, id LIMIT :most)
UNION ALL
(SELECT id AS hit FROM search_entry WHERE search_index @@ CAST(:others AS tsquery)
ORDER BY ts_rank('{{0.1, 0.3, 0.6, 1}}', search_index, CAST(:others AS tsquery)) DESC, id LIMIT :most)
) hits ON e.id = hit ORDER BY e.id"""  # noqa: S608 - the columns are our own
    ),
}
_TEXTS = select(_TABLE.c.id, _TABLE.c.title, _TABLE.c.heading, _TABLE.c.body).where(
    _TABLE.c.id.in_(bindparam("ids", expanding=True))
)
_NAMES = select(_TABLE.c.section, _TABLE.c.language, _TABLE.c.title, _TABLE.c.heading).where(
    _TABLE.c.kind == "term", _TABLE.c.language.in_(bindparam("languages", expanding=True))
)
_DELETE = delete(_TABLE).where(_TABLE.c.digest == bindparam("gone"))


def find_entries(session: Session, own: Collection[str], others: Collection[str], most: int = MOST) -> list[Candidate]:
    """Rows with at least one of these tokens: the `most` best ranked for `own` and for `others`. One statement."""
    join = _asked_of_postgresql if speaks_postgresql(session) else _asked_of_sqlite
    values = {"own": join(own), "others": join(others), "most": most}
    rows = run(session, _FIND[speaks_postgresql(session)], values)
    return [_candidate(row) for row in rows]


def _candidate(row: Sequence[Any]) -> Candidate:
    """In Python: SQLite takes four times as long to put spaces between words."""
    told = [f" {codes} " for codes in row[6:11]]
    return Candidate._make([*row[:6], *told, f" {row[11].replace(' ', '  ')} "])


def _asked_of_sqlite(tokens: Collection[str]) -> str:
    """FTS5's language, every token a quoted string; the empty string is one that no row has."""
    return " OR ".join(f'"{token}"' for token in tokens) or '""'


def _asked_of_postgresql(tokens: Collection[str]) -> str:
    """A `tsquery`, every token a quoted lexeme."""
    return " | ".join(f"'{token}'" for token in tokens)


def list_texts(session: Session, ids: Collection[int]) -> dict[int, tuple[str, str, str]]:
    """(title, heading, body) by id; one that a publish has just taken out is left out."""
    return {row.id: (row.title, row.heading, row.body) for row in run(session, _TEXTS, {"ids": list(ids)})}


def list_term_names(session: Session, languages: Collection[str]) -> list[tuple[str, str, str, str]]:
    """(key, language, term, long form) of every term in these languages."""
    return [tuple(row) for row in run(session, _NAMES, {"languages": list(languages)})]


def list_digests(session: Session) -> set[str]:
    """The digests of all rows."""
    return set(session.scalars(select(_TABLE.c.digest)))


def replace_entries(session: Session, gone: Collection[str], new: Sequence[Mapping[str, Any]]) -> None:
    """Take out the rows with these digests and put in the new ones; one that is there already stays as it is."""
    if gone:
        run(session, _DELETE, [{"gone": digest} for digest in gone])
    if new:
        run(session, insert_into(session, SearchEntry, _or_leave), new)


def _or_leave(insert: Any) -> Insert:
    left: Insert = insert.on_conflict_do_nothing(index_elements=["digest"])
    return left
