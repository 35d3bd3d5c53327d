"""What is known of many articles, changed at once: all of them in one transaction, or none."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.orm import Session

from annotations.metadata import ENTERED
from app.models import Article, Project, User, article_event
from app.services import activity, events, outlets
from app.services.refused import Refused

CHUNK = 500
FIELDS = ("outlet", "language", "agency")


def change_articles(
    session: Session,
    project: Project,
    actor: User,
    chosen: Select[Any],
    facts: Mapping[str, str],
    *,
    event_names: Sequence[str] = (),
    expected: int | None = None,
) -> int:
    """Set what is named of the chosen articles, add them to the events, and return how many changed.

    Empty facts leave the articles as they are. What changed counts as entered by a person.

    Raises:
        Refused: nothing is to be changed, or other articles are chosen than the person saw.
    """
    wanted = {name: facts[name] for name in FIELDS if facts.get(name)}
    if not wanted and not event_names:
        raise Refused("Say what to change: an outlet, an event, a language or an agency.")
    ids = session.scalars(chosen.order_by(None)).all()
    if not ids:
        raise Refused("Tick at least one article.")
    if expected is not None and len(ids) != expected:
        raise Refused(f"Meanwhile {len(ids):,} articles fit, not {expected:,}. Look again, then change them.")
    values: dict[str, Any] = {name: wanted[name] for name in ("language", "agency") if name in wanted}
    if "outlet" in wanted:
        values["outlet_id"] = outlets.find_or_make(session, project, [wanted["outlet"]])[wanted["outlet"]]
    joined = events.find_or_make(session, project, event_names)
    changed: set[int] = set()
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        changed.update(_set(session, chunk, values))
        changed.update(_join(session, chunk, list(joined.values())))
    detail = {**wanted, "events": sorted(joined), "articles": len(changed)}
    activity.record(session, actor, "articles.changed", f"{len(changed)} articles", project, **detail)
    session.expire_all()
    return len(changed)


def _set(session: Session, ids: Sequence[int], values: Mapping[str, Any]) -> Iterator[int]:
    """Write the values where they differ; yield the articles that were changed."""
    if not values:
        return
    columns = [getattr(Article, name) for name in values]
    rows = session.execute(select(Article.id, Article.provenance, *columns).where(Article.id.in_(ids)))
    written = []
    for key, provenance, *before in rows:
        new = {name: value for (name, value), old in zip(values.items(), before, strict=True) if value != old}
        if new:
            known = {"outlet" if name == "outlet_id" else name: ENTERED for name in new}
            written.append({"key": key, **values, "provenance": {**provenance, **known}})
    if written:
        table: Any = Article.__table__
        session.execute(update(table).where(table.c.id == bindparam("key")), written)
    yield from (row["key"] for row in written)


def _join(session: Session, ids: Sequence[int], event_ids: Sequence[int]) -> Iterator[int]:
    """Add the articles to the events that they are not in; note on each that a person did."""
    if not event_ids:
        return
    there = select(article_event.c.article_id, article_event.c.event_id).where(
        article_event.c.article_id.in_(ids), article_event.c.event_id.in_(event_ids)
    )
    known = {tuple(row) for row in session.execute(there)}
    pairs = [(one, event) for one in ids for event in event_ids if (one, event) not in known]
    if not pairs:
        return
    session.execute(insert(article_event), [{"article_id": one, "event_id": event} for one, event in pairs])
    joined = sorted({one for one, _ in pairs})
    rows = session.execute(select(Article.id, Article.provenance).where(Article.id.in_(joined)))
    table: Any = Article.__table__
    session.execute(
        update(table).where(table.c.id == bindparam("key")),
        [{"key": key, "provenance": {**provenance, "events": ENTERED}} for key, provenance in rows],
    )
    yield from joined
