"""The term list as pages and files show it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from annotations.codebook import Codebook
from app.models import Project
from app.services import codebooks, term_meaning, term_places, terms
from app.services.paging import PAGE_SIZE, Listing, Page
from app.services.term_meaning import Meaning
from exports.term_table import write_terms

SORTS = {
    "term": lambda one: one.term.name.casefold(),
    "label": lambda one: (one.term.layer, one.term.label, one.term.name.casefold()),
    "places": lambda one: one.standing.places,
    "share": lambda one: -1.0 if one.share is None else one.share,
}


def book_of(session: Session, project: Project) -> Codebook | None:
    """Return the newest codebook, draft or frozen, if there is one."""
    row = codebooks.newest(session, project)
    return codebooks.parsed(row) if row else None


def names_of(session: Session, project: Project) -> dict[tuple[str, str], str]:
    """Return what the labels are called, by the codes of layer and label."""
    book = book_of(session, project)
    return {
        (layer.code, one.code): one.name for layer in (book.layers if book else ()) for one in layer.labels
    }


def page_of(meanings: Sequence[Meaning], listing: Listing) -> Page:
    """Return the terms that the words of a search are in, sorted, a page of them."""
    words = listing.search.casefold()
    found = [one for one in meanings if words in _searched(one)]
    name = listing.sort.removeprefix("-")
    found.sort(key=SORTS.get(name, SORTS["term"]), reverse=listing.sort.startswith("-") and name in SORTS)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    number = min(max(1, listing.page), pages)
    rows = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Page(rows, len(found), number, PAGE_SIZE, listing)


def _searched(one: Meaning) -> str:
    return "\n".join([*one.term.words, one.term.label, one.term.note, one.state]).casefold()


def table(session: Session, project: Project, *, wait: bool = False) -> str:
    """Return the list as CSV, with what is known of each term."""
    listed = terms.newest(session, project)
    found = term_places.look(session, project, listed, wait=wait)
    meanings = term_meaning.of_list(session, project, listed, found)
    return write_terms((one.term, _told(one, known=found.known is not None)) for one in meanings)


def _told(one: Meaning, *, known: bool) -> dict[str, Any]:
    if not known:
        return {}
    told: dict[str, Any] = {"places": one.standing.places, "articles": one.standing.articles}
    told |= {"judged": one.judged, "means_it": one.means, "unclear": one.unclear, "state": one.state}
    if one.share is not None and one.interval:
        low, high = one.interval
        told |= {"share": round(one.share, 4), "low": round(low, 4), "high": round(high, 4)}
    return told
