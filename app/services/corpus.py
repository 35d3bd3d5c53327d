"""The corpus of a project: its list, one article with what is known of it, corrections of that."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotations.metadata import ENTERED
from annotations.zones import Block, Zone, blocks
from app.models import (
    Article,
    ArticleSource,
    ArticleZone,
    Assignment,
    Event,
    Outlet,
    Project,
    User,
)
from app.services import activity, events, named, outlets
from app.services.finding import Narrowing, found
from app.services.paging import Listing, Page, fetch_page
from app.services.refused import Refused

PARAGRAPHS = 1_000  # so many are shown at once
SORTS: Mapping[str, Any] = {
    "title": Article.title,
    "outlet": Outlet.name,
    "published": Article.published,
    "length": Article.length,
    "added": Article.id,
}
COLUMNS = (
    Article.id,
    Article.name,
    Article.title,
    Article.published,
    Article.length,
    Article.created_at,
    Outlet.name.label("outlet"),
)
PLAIN_FACTS = ("title", "published", "date_stated", "language", "byline", "url", "agency")


@dataclass(frozen=True)
class Reading:
    """An article as a page shows it."""

    article: Article
    text: str
    zones: Sequence[ArticleZone]
    blocks: Sequence[Block]
    page: Page  # of (number of the paragraph, block): a whole book would take a browser minutes


@dataclass(frozen=True)
class Use:
    """In how many rounds an article is, and how many annotators owe or gave it."""

    rounds: int
    assignments: int


def list_articles(session: Session, project: Project, listing: Listing, by: Narrowing | None = None) -> Page:
    """Return a page of rows with id, name, title, outlet, published, length and created_at."""
    query = found(project, replace(by or Narrowing(), search=listing.search))
    if listing.sort.removeprefix("-") == "outlet":
        query = query.outerjoin(Outlet, Outlet.id == Article.outlet_id)
    # The ids come from indexes alone; only the rows of this page are looked up in the table.
    page = fetch_page(session, query, listing, SORTS, then=Article.id)
    details = (
        select(*COLUMNS).outerjoin(Outlet, Outlet.id == Article.outlet_id).where(Article.id.in_(page.rows))
    )
    by_id = {row.id: row for row in session.execute(details)}
    return replace(page, rows=[by_id[article_id] for article_id in page.rows])


def read(session: Session, article: Article, number: int = 1) -> Reading:
    """Return the article's text in paragraphs, split where its zones begin and end, and a page of them."""
    text = session.scalar(select(Article.text).where(Article.id == article.id)) or ""
    rows = zone_rows(session, article)
    zones = [Zone(row.start, row.stop, row.kind) for row in rows]
    parts = blocks(text, zones)
    pages = max(1, -(-len(parts) // PARAGRAPHS))
    number = min(max(1, number), pages)
    first = (number - 1) * PARAGRAPHS
    shown = list(enumerate(parts[first : first + PARAGRAPHS], start=first + 1))
    return Reading(article, text, rows, parts, Page(shown, len(parts), number, PARAGRAPHS, Listing()))


def zone_rows(session: Session, article: Article) -> list[ArticleZone]:
    """Return the zones of an article in order."""
    query = select(ArticleZone).where(ArticleZone.article_id == article.id).order_by(ArticleZone.start)
    return list(session.scalars(query))


def use(session: Session, article: Article) -> Use:
    """Return where the article is used."""
    query = select(func.count(Assignment.round_id.distinct()), func.count()).where(
        Assignment.article_id == article.id
    )
    rounds, assignments = session.execute(query).one()
    return Use(rounds, assignments)


def source(session: Session, article: Article) -> bytes:
    """Return the bytes the article came from.

    Raises:
        Refused: they are not kept here: the project was restored from an archive without them.
    """
    found = session.get(ArticleSource, article.id)
    if found is None:
        raise Refused("The file that this article came from is not kept here; its text is.")
    return found.raw


def download_names(article: Article) -> tuple[str, str]:
    """Return two names for the source's download: one that is safe everywhere, and its own, quoted."""
    ascii_name = unicodedata.normalize("NFKD", article.name).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "-", ascii_name.removesuffix(".txt")).strip("-")[:60] or "article"
    return f"{article.id}-{stem}.txt", quote(article.name, safe="")


def correct(
    session: Session,
    project: Project,
    article: Article,
    actor: User,
    facts: Mapping[str, Any],
    *,
    outlet: str,
    event_names: Sequence[str],
) -> bool:
    """Change what is known of an article; what changed counts as entered by a person from now on."""
    outlet_id = outlets.find_or_make(session, project, [outlet]).get(outlet)
    wanted = events.find_or_make(session, project, event_names)
    changed = named.change(
        article, {key: facts[key] for key in (*PLAIN_FACTS, "is_translation")} | {"outlet_id": outlet_id}
    )
    before = [event.name for event in article.events]
    if set(before) != set(wanted):
        article.events = list(session.scalars(select(Event).where(Event.id.in_(wanted.values()))))
        changed["events"] = [before, sorted(wanted)]
    if not changed:
        return False
    fields = ["outlet" if key == "outlet_id" else key for key in changed]
    article.provenance = {**article.provenance, **dict.fromkeys(fields, ENTERED)}
    session.flush()
    activity.record(session, actor, "article.corrected", f"article {article.id}", project, changed=changed)
    return True
