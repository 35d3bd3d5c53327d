"""What a person asked of a list, read from the address."""

from flask import request

from app.services.paging import Listing


def listing() -> Listing:
    """Return the search, sorting and page of the address; nonsense counts as not given."""
    return Listing(
        search=request.args.get("search", "").strip()[:200].replace("\0", ""),
        sort=request.args.get("sort", ""),
        page=min(request.args.get("page", 1, type=int), 1_000_000),
    )
