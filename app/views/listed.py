"""What a person asked of a list, read from the address."""

from flask import request

from app.services.paging import Listing
from app.services.scenes import LARGEST_ID


def listing() -> Listing:
    """Return the search, sorting and page of the address; nonsense counts as not given."""
    return Listing(
        search=request.args.get("search", "").strip()[:200].replace("\0", ""),
        sort=request.args.get("sort", ""),
        page=min(request.args.get("page", 1, type=int), 1_000_000),
    )


def narrowing_id(name: str) -> int | None:
    """Return the id by which the address narrows a list; what is no number counts as not given."""
    # Beyond what a column holds the database would fail instead of finding nothing.
    return request.args.get(name, type=lambda written: max(-1, min(int(written), LARGEST_ID)))
