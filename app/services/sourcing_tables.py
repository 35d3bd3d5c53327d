"""The audit of sources as tables: a page of articles, files, and the records of an export."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from annotations.sourcing import Audit
from app.models import Project
from app.services import sourcing
from app.services.paging import PAGE_SIZE, Listing, Page
from app.services.sourcing import Audited, Said
from exports.columns import Column
from exports.sourcing_columns import BY_ARTICLE, BY_EVENT, SOURCING, SourcedRecord

TABLES = ("statements", "articles", "events")
EVENTS = 50  # on the page; the files have all
SORTS = {
    "article": lambda one: one.name.casefold(),
    "outlet": lambda one: one.outlet.casefold(),
    "auditor": lambda one: one.auditor,
    "statements": lambda one: one.audit.statements,
    "traced": lambda one: one.audit.traced / one.audit.statements,
    "origins": lambda one: len(one.audit.origins),
}


def page_of(rows: Sequence[Audited], listing: Listing) -> Page:
    """Return a page of the articles whose name or outlet holds what is searched for."""
    wanted = listing.search.casefold()
    kept = [one for one in rows if wanted in f"{one.name}\n{one.outlet}".casefold()]
    name = listing.sort.removeprefix("-")
    kept.sort(key=SORTS.get(name, SORTS["article"]), reverse=listing.sort.startswith("-") and name in SORTS)
    pages = max(1, -(-len(kept) // PAGE_SIZE))
    number = min(max(1, listing.page), pages)
    shown = kept[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Page(shown, len(kept), number, PAGE_SIZE, listing)


def table(session: Session, project: Project, name: str) -> tuple[tuple[Column, ...], list[tuple[Any, ...]]]:
    """Return the columns and rows of a file."""
    rows = sourcing.every(session, project)
    if name == "statements":
        return SOURCING.columns, [tuple(_record(one)) for one in rows]
    if name == "articles":
        return BY_ARTICLE, [
            (f"A{one.id}", one.name, one.outlet or None, one.auditor, *_found(one.audit))
            for one in sourcing.by_article(rows)
        ]
    return BY_EVENT, [
        (f"E{one.id}", one.name, one.auditor, one.articles, *_found(one.audit), _joined(one.audit.shared))
        for one in sourcing.by_event(session, project, rows)
    ]


def records(session: Session, project: Project) -> list[SourcedRecord]:
    """Return every row about a statement as an export holds it."""
    return [_record(one) for one in sourcing.every(session, project)]


def _found(audit: Audit) -> tuple[Any, ...]:
    return (audit.statements, audit.traced, len(audit.origins), _joined(audit.origins))


def _joined(origins: Sequence[Any]) -> str | None:
    return "|".join(one.name for one in origins) or None


def _record(one: Said) -> SourcedRecord:
    said = one.statement
    return SourcedRecord(
        f"Q{one.id}",
        f"q{one.entry}",
        f"A{one.article_id}",
        one.article,
        one.outlet or None,
        one.auditor,
        said.start,
        said.end,
        said.quote,
        said.speaker or None,
        [carrier.to_dict() for carrier in said.carriers],
        said.chain or None,
        said.origin or None,
        said.is_traced,
        one.note or None,
        one.in_force,
        one.withdrawn,
        one.at,
    )
