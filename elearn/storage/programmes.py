"""Programmes, and how many people of a region, or which ones, have earned which of a programme's topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Date,
    String,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.domain.programmes import Audience, Candidate, Crowd, Level, Programme
from elearn.domain.rollup import INDIVIDUALS
from elearn.storage.accounts import Account
from elearn.storage.base import Base, UtcDateTime, run
from elearn.storage.community import Als, Membership
from elearn.storage.topics import CreditRow
from elearn.storage.upserts import bare_table, insert_into


class ProgrammeRow(Base):
    """A set of topics with levels, an audience and a deadline. `closed_at`: no longer shown to learners."""

    __tablename__ = "programme"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    titles: Mapped[dict[str, str]] = mapped_column(JSON)
    language: Mapped[str] = mapped_column(String(2))
    deadline: Mapped[date]
    topics: Mapped[list[list[str]]] = mapped_column(JSON)
    audience: Mapped[dict[str, Any]] = mapped_column(JSON)
    new_days: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(32), default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class Standing:
    """One named member of a programme's audience. `credited` are bits of the programme's topics."""

    account_id: int
    uid: str
    name: str
    als: str
    als_name: str
    newcomer: bool
    credited: int


StandingKey = tuple[Any, ...]
# Of the subquery `earned` of `_members`. PostgreSQL sums whole numbers to numeric, which has no bits.
_CREDITED: ColumnElement[int] = func.coalesce(cast(literal_column("earned.bits"), BigInteger), 0)


def put_programme(session: Session, programme: Programme, *, by: str, now: datetime) -> None:
    """Make this the programme of its key, whether there was one or not."""
    audience = programme.audience
    values = {
        "key": programme.key,
        "titles": dict(programme.titles),
        "language": programme.language,
        "deadline": programme.deadline,
        "topics": [[topic, level.value] for topic, level in programme.topics.items()],
        "audience": {
            "confirmed": audience.confirmed,
            "als": sorted(audience.als),
            "languages": sorted(audience.languages),
            "countries": sorted(audience.countries),
        },
        "new_days": programme.new_days,
        "created_at": now,
        "created_by": by,
        "closed_at": None,
    }
    run(session, insert_into(session, ProgrammeRow, _or_replace), [values])


def _or_replace(insert: Any) -> Any:
    kept = ("titles", "language", "deadline", "topics", "audience", "new_days", "closed_at")
    return insert.on_conflict_do_update(index_elements=["key"], set_={name: insert.excluded[name] for name in kept})


def close_programme(session: Session, key: str, *, now: datetime) -> None:
    session.execute(update(ProgrammeRow).where(ProgrammeRow.key == key).values(closed_at=now))


def list_programmes(session: Session) -> list[Programme]:
    """Those that are not closed, the next deadline first."""
    return [_read(row) for row in run(session, _OPEN)]


_OPEN = (
    select(*bare_table(ProgrammeRow).columns)
    .where(ProgrammeRow.closed_at.is_(None))
    .order_by(ProgrammeRow.deadline, ProgrammeRow.key)
)


def find_programme(session: Session, key: str) -> Programme | None:
    """Also one that is closed."""
    row = session.scalar(select(ProgrammeRow).where(ProgrammeRow.key == key))
    return None if row is None else _read(row)


def is_closed(session: Session, key: str) -> bool:
    """False also for one that is not there."""
    found = session.scalar(select(ProgrammeRow.closed_at).where(ProgrammeRow.key == key))
    return found is not None


def _read(row: Any) -> Programme:
    rule = row.audience
    audience = Audience(
        rule["confirmed"], frozenset(rule["als"]), frozenset(rule["languages"]), frozenset(rule["countries"])
    )
    topics = {topic: Level(level) for topic, level in row.topics}
    return Programme(row.key, row.titles, row.language, row.deadline, topics, audience, row.new_days)


def count_crowds(session: Session, programme: Programme, ralo: str) -> list[Crowd]:
    """The members of a region, alike ones together: one statement, as many rows as there are kinds of people."""
    kinds = (
        Membership.als_id,
        Als.code,
        Account.language,
        Account.country,
        Membership.status,
        _newcomer(programme),
        _CREDITED,
    )
    labelled: list[Any] = [kind.label(f"k{place}") for place, kind in enumerate(kinds)]
    statement = _members(programme, ralo, *labelled).add_columns(func.count()).group_by(*labelled)
    return [
        Crowd(
            als_id or INDIVIDUALS,
            Candidate(code or "", language, country, status == "confirmed"),
            bool(newcomer),
            credited,
            people,
        )
        for als_id, code, language, country, status, newcomer, credited, people in session.execute(statement)
    ]


def list_standings(
    session: Session, programme: Programme, ralo: str, *, als: str | None, ready: bool | None, limit: int, offset: int
) -> list[Standing]:
    """Named members of the audience, by group and name. `als` a code, empty for individual members, None for all;
    `ready` True or False for these only.
    """
    columns = (Account.id, Account.uid, Account.name, Als.code, Als.name)
    statement = _members(programme, ralo, *columns, _newcomer(programme), _CREDITED)
    statement = statement.where(
        Account.named, *_fitting(programme.audience), *_of(als), *_ready(programme, ready=ready)
    )
    order = (Als.id.is_(None), Als.name_sort, Als.id, Account.name_sort, Account.id)
    return [_standing(row) for row in session.execute(statement.order_by(*order).limit(limit).offset(offset))]


def list_standings_after(
    session: Session, programme: Programme, ralo: str, *, after: StandingKey | None, limit: int
) -> list[tuple[StandingKey, Standing]]:
    """The next of them, of all ALSes, each with what the next page begins after; None begins with the first."""
    columns = (Account.id, Account.uid, Account.name, Als.code, Als.name)
    keys: tuple[Any, ...] = (
        case((Als.id.is_(None), 1), else_=0),
        func.coalesce(Als.name_sort, ""),
        func.coalesce(Als.id, 0),
        Account.name_sort,
        Account.id,
    )
    statement = _members(programme, ralo, *columns, _newcomer(programme), _CREDITED, *keys)
    statement = statement.where(Account.named, *_fitting(programme.audience))
    if after is not None:
        statement = statement.where(tuple_(*keys) > tuple_(*after))
    return [(tuple(row[7:]), _standing(row)) for row in session.execute(statement.order_by(*keys).limit(limit))]


def _standing(row: Any) -> Standing:
    return Standing(row[0], row[1], row[2], row[3] or "", row[4] or "", bool(row[5]), row[6])


def count_named(session: Session, programme: Programme, ralo: str, *, als: str | None, ready: bool | None) -> int:
    """How many `list_standings` has."""
    statement = _members(programme, ralo, func.count())
    statement = statement.where(
        Account.named, *_fitting(programme.audience), *_of(als), *_ready(programme, ready=ready)
    )
    return session.scalar(statement) or 0


def find_candidate(session: Session, account_id: int) -> tuple[Candidate, date] | None:
    """What the audience rules look at of one member, and since when she has been one; None for no member."""
    since = select(func.min(Membership.since)).where(Membership.account_id == account_id).scalar_subquery()
    statement = (
        select(Als.code, Account.language, Account.country, Membership.status, since)
        .select_from(Account)
        .join(Membership, Membership.account_id == Account.id)
        .outerjoin(Als, Als.id == Membership.als_id)
        .where(Account.id == account_id, Membership.until.is_(None))
    )
    row = session.execute(statement).first()
    return None if row is None else (Candidate(row[0] or "", row[1], row[2], row[3] == "confirmed"), row[4])


def _members(programme: Programme, ralo: str, *columns: Any) -> Any:
    """Open memberships of a region beside first membership and credits."""
    began = (
        select(Membership.account_id, func.min(Membership.since).label("since"))
        .group_by(Membership.account_id)
        .subquery("began")
    )
    earned = _earned(programme)
    return (
        select(*columns)
        .select_from(Membership)
        .join(Account, Account.id == Membership.account_id)
        .join(began, began.c.account_id == Membership.account_id)
        .outerjoin(Als, Als.id == Membership.als_id)
        .outerjoin(earned, earned.c.u == Account.uid)
        .where(Membership.ralo == ralo, Membership.until.is_(None))
    )


def _earned(programme: Programme) -> Any:
    """uid -> bits of the topics that were earned by the deadline."""
    bit = case({topic: 1 << place for place, topic in enumerate(programme.topics)}, value=CreditRow.topic, else_=0)
    here = and_(CreditRow.topic.in_(list(programme.topics)), CreditRow.earned_on <= programme.deadline)
    return select(CreditRow.u, func.sum(bit).label("bits")).where(here).group_by(CreditRow.u).subquery("earned")


def _newcomer(programme: Programme) -> ColumnElement[int]:
    return case((literal_column("began.since", Date) >= programme.new_since, 1), else_=0)


def _of(als: str | None) -> list[Any]:
    if als is None:
        return []
    return [Als.code == als] if als else [Membership.als_id.is_(None)]


def _fitting(audience: Audience) -> list[Any]:
    """`domain.programmes.fits_audience` in the database's words."""
    conditions: list[Any] = [Membership.status == "confirmed"] if audience.confirmed else []
    named: Sequence[tuple[Any, Any]] = (
        (Als.code, audience.als),
        (Account.language, audience.languages),
        (Account.country, audience.countries),
    )
    return conditions + [column.in_(sorted(wanted)) for column, wanted in named if wanted]


def _ready(programme: Programme, *, ready: bool | None) -> list[Any]:
    if ready is None:
        return []
    has, new = _CREDITED, _newcomer(programme) == 1
    all_need = programme.bits(programme.required(newcomer=False))
    new_need = programme.bits(programme.required(newcomer=True))
    is_ready = or_(and_(~new, has.bitwise_and(all_need) == all_need), and_(new, has.bitwise_and(new_need) == new_need))
    return [is_ready if ready else ~is_ready]
