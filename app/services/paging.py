"""Lists that are searched, sorted and paged by the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

PAGE_SIZE = 50


@dataclass(frozen=True)
class Listing:
    """What a person asked of a list: words to look for, a column to sort by, a page.

    Attributes:
        sort: name of a column, with a minus sign before it for the other direction.
        page: from 1.
    """

    search: str = ""
    sort: str = ""
    page: int = 1


@dataclass(frozen=True)
class Page:
    """One page of a list."""

    rows: Sequence[Any]
    total: int
    number: int
    size: int
    listing: Listing

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


def fetch_page(
    session: Session,
    query: Select[*tuple[Any, ...]],
    listing: Listing,
    sorts: Mapping[str, Any],
    *,
    size: int = PAGE_SIZE,
    then: Any = None,
) -> Page:
    """Return one page of the query's rows.

    Only the names in `sorts` can be sorted by; the first of them is the default, and any other
    name falls back to it, so that nothing from an address ever reaches the query.
    Rows that are equal in it are ordered by `then`, or they might change pages between requests.
    """
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    name = listing.sort.removeprefix("-")
    column = sorts[name] if name in sorts else next(iter(sorts.values()))
    down = listing.sort.startswith("-") and name in sorts
    columns = [column] if then is None else [column, then]
    ordered = query.order_by(*(each.desc() if down else each for each in columns))
    number = min(max(1, listing.page), max(1, -(-total // size)))
    rows = session.execute(ordered.limit(size).offset((number - 1) * size)).unique().all()
    return Page([row[0] if len(row) == 1 else row for row in rows], total, number, size, listing)


def like(text: str) -> str:
    """Return the pattern that finds the text anywhere; its wildcards are plain signs (escape: backslash)."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
