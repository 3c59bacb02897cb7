"""A laptop becomes a workshop: from a bundle of the site, or standing on its own."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.content.compiler import Compiled
from elearn.content.release import decode_course, decode_terms
from elearn.domain.course import Site
from elearn.domain.errors import Unfit
from elearn.domain.names import sort_key
from elearn.domain.workshops import LIFE
from elearn.exchange.bundles import Bundle, BundlePerson, read_bundle
from elearn.services.community import NewAls, add_als
from elearn.services.laptops import Laptop, account_row, get_laptop
from elearn.services.publishing import publish
from elearn.storage import nodes as storage
from elearn.storage.base import begin_writing
from elearn.storage.node_people import add_account_rows


def install_bundle(session: Session, data: bytes, *, dev: str, now: datetime) -> Laptop:
    """Make this empty database the workshop of the bundle. `dev` (32 hex) is new and random: with it this installation
    numbers its events, so that two laptops with one bundle are told apart.

    Raises Unfit: `bundle-foreign`, `bundle-over` when its key is over, `node-there` when this is a workshop already.
    Broken off, it is done again from the start.
    """
    bundle = read_bundle(data)
    if now >= bundle.expires_at:
        raise Unfit("bundle-over", bundle.expires_at.date().isoformat())
    _require_none(session)
    _publish(session, bundle, now)
    groups = [NewAls(one.code, one.name, one.country, one.language) for one in bundle.als]
    add_als(session, new=groups, now=now)
    begin_writing(session)
    add_account_rows(session, [account_row(one, now) for one in bundle.people])
    storage.add_node(session, _values(bundle, dev, now))
    storage.add_people(session, [_person_row(bundle.node, one) for one in bundle.people])
    session.commit()
    return get_laptop(session)


def start_alone(
    session: Session, *, uid: str, key: bytes, dev: str, courses: Sequence[str], languages: Sequence[str], now: datetime
) -> Laptop:
    """A workshop that no site prepared: everybody is new there. Raises Unfit `node-there`."""
    _require_none(session)
    begin_writing(session)
    values = {
        "uid": uid,
        "ralo": "",
        "title": "Workshop",
        "held_on": now.date(),
        "als": [],
        "courses": list(courses),
        "languages": list(languages),
        "key": key.hex(),
        "dev": dev,
        "centre": "",
        "own": True,
        "left_out": 0,
        "created_at": now,
        "created_by": "",
        "expires_at": now + LIFE,
    }
    storage.add_node(session, values)
    session.commit()
    return get_laptop(session)


def _require_none(session: Session) -> None:
    node = storage.find_only_node(session)
    if node is not None:
        raise Unfit("node-there", node.title)


def _publish(session: Session, bundle: Bundle, now: datetime) -> None:
    """The courses as the site has them, word for word: their revisions are the same ones."""
    try:
        courses = tuple(decode_course(zlib.decompress(body)) for body in bundle.courses.values())
        terms = decode_terms(zlib.decompress(bundle.terms))
    except (zlib.error, KeyError, TypeError, ValueError) as error:
        raise Unfit("bundle-foreign") from error
    if any(hashlib.sha256(body).hexdigest() != digest for digest, body in bundle.pictures.items()):
        raise Unfit("bundle-foreign")
    ordered = tuple(sorted(courses, key=lambda course: (course.order, course.id)))
    compiled = Compiled(Site(ordered, terms, bundle.media), bundle.pictures, (), {})
    publish(
        session, roots=[], languages=bundle.languages, author="workshop", note=bundle.node, now=now, compiled=compiled
    )


def _values(bundle: Bundle, dev: str, now: datetime) -> dict[str, object]:
    return {
        "uid": bundle.node,
        "ralo": bundle.ralo,
        "title": bundle.title,
        "held_on": bundle.held_on,
        "als": [one.code for one in bundle.als],
        "courses": list(bundle.courses),
        "languages": list(bundle.languages),
        "key": bundle.key.hex(),
        "dev": dev,
        "centre": bundle.centre,
        "own": False,
        "left_out": bundle.left_out,
        "created_at": now,
        "created_by": "",
        "expires_at": bundle.expires_at,
    }


def _person_row(node: str, one: BundlePerson) -> dict[str, object]:
    return {
        "node_uid": node,
        "uid": one.uid,
        "name": one.name,
        "name_sort": sort_key(one.name),
        "language": one.language,
        "als": one.als,
        "provisional": False,
    }
