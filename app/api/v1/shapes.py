"""What several calls give: each schema beside what fills it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.api.v1.refusals import Refusal
from app.api.v1.schema import ANYTHING, FLAG, MOMENT, TEXT, WHOLE, maybe, one_of, several, table, told
from app.models import PHASES, Project, Round
from app.services import saving
from app.services.paging import Page

OFFSETS = "In code points from 0, the end not included."
SPAN = table(
    uid=TEXT,
    layer=TEXT,
    label=TEXT,
    start=told(WHOLE, OFFSETS),
    end=WHOLE,
    quote=TEXT,
    attributes=told(ANYTHING, "Variable -> value."),
    note=TEXT,
)
ANNOTATION = table(
    spans=several(SPAN),
    answers=told(ANYTHING, "Variable -> value."),
    note=TEXT,
    found_none=told(FLAG, "It was all read, and nothing was found."),
    state=one_of("draft", "submitted"),
)
MISSING = table(kind=TEXT, span=maybe(TEXT), variable=maybe(TEXT), message=TEXT)
ZONE = table(start=told(WHOLE, OFFSETS), end=WHOLE, kind=TEXT)
PROJECT = table(id=WHOLE, slug=TEXT, title=TEXT, description=TEXT, created_at=MOMENT)
ROUND = table(
    id=WHOLE,
    name=TEXT,
    phase=one_of(*PHASES),
    state=one_of("planned", "open", "closed"),
    blind=FLAG,
    outlet_masked=FLAG,
    shows_results=told(FLAG, "Whether those who lead the project may see labels and figures."),
    codebook=told(WHOLE, "The number of the codebook version."),
    opened_at=maybe(MOMENT),
    closed_at=maybe(MOMENT),
    released_at=maybe(MOMENT),
    due_at=maybe(MOMENT),
)


def moment(at: datetime | None) -> str | None:
    """Return a moment as it is written in answers."""
    return saving.written(at) if at else None


def paged(page: Page, items: Sequence[Any], **more: Any) -> dict[str, Any]:
    """Return a page of a list; a page behind the last is absent, or a program might go on asking."""
    if page.listing.page > page.pages:
        raise Refusal(404, "absent", f"There is no such page; the last one is {page.pages}.")
    return {"items": list(items), "total": page.total, "page": page.number, "pages": page.pages, **more}


def project(row: Project) -> dict[str, Any]:
    """Return a project."""
    told_ = {"id": row.id, "slug": row.slug, "title": row.title, "description": row.description}
    return told_ | {"created_at": moment(row.created_at)}


def round_(row: Round) -> dict[str, Any]:
    """Return a round."""
    return {
        "id": row.id,
        "name": row.name,
        "phase": row.phase,
        "state": row.state,
        "blind": row.blind,
        "outlet_masked": row.outlet_masked,
        "shows_results": row.shows_results,
        "codebook": row.codebook.number,
        "opened_at": moment(row.opened_at),
        "closed_at": moment(row.closed_at),
        "released_at": moment(row.released_at),
        "due_at": moment(row.due_at),
    }
