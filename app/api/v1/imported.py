"""What is told of an import of articles: what would become of it, or what became of it."""

from dataclasses import replace
from typing import Any

from app.api.v1 import shapes
from app.api.v1.schema import FLAG, MOMENT, TEXT, WHOLE, Schema, maybe, one_of, page_of, several, table, told
from app.models import StagedImport
from app.services import imports
from app.services.importing import Verdict
from app.services.imports import REPORTED, Preview
from app.services.paging import Listing, Page

ROW = table(file=TEXT, row=maybe(WHOLE), reason=TEXT)
BECOMES = table(
    name=TEXT,
    title=TEXT,
    outlet=TEXT,
    published=TEXT,
    length=WHOLE,
    state=one_of("new", "duplicate", "refused"),
    reason=TEXT,
    proposed=told(FLAG, "A program read the text out of a page or document; look at it on its page."),
)
WAITS = table(
    id=WHOLE, state=one_of("waiting", "imported", "discarded"), created_at=MOMENT, files=several(TEXT)
)
_MORE: dict[str, Schema] = {
    **WAITS["properties"],
    "new": told(WHOLE, "Articles that would be imported, or were."),
    "duplicates": WHOLE,
    "refused": told(several(ROW), "What cannot be imported, and why; at most a thousand."),
    "remarks": told(several(ROW), "What a person should look at; nothing of it is refused."),
}
HELD = page_of(BECOMES, **_MORE)


def set_aside(staged: StagedImport) -> dict[str, Any]:
    """Return what is known of an import without its files."""
    ended = "imported" if "report" in staged.settings else "discarded"
    return {
        "id": staged.id,
        "state": ended if staged.finished_at else "waiting",
        "created_at": shapes.moment(staged.created_at),
        "files": list(staged.settings["names"]),
    }


def previewed(staged: StagedImport, preview: Preview, page: int) -> dict[str, Any]:
    """Return a page of what would become of an import that waits."""
    found = replace(imports.page_of(preview.verdicts, page), listing=Listing(page=page))
    refused = [_row(one.file_name, one.row, one.reason) for one in preview.refused[:REPORTED]]
    remarks = [_row(one.file_name, one.row, one.message) for one in preview.result.warnings[:REPORTED]]
    return shapes.paged(
        found,
        [_becomes(one) for one in found.rows],
        **set_aside(staged),
        new=preview.count("new"),
        duplicates=preview.count("duplicate"),
        refused=refused,
        remarks=remarks,
    )


def finished(staged: StagedImport, page: int) -> dict[str, Any]:
    """Return what became of an import."""
    report = staged.settings.get("report", {"imported": 0, "duplicates": [], "refused": []})
    return shapes.paged(
        Page([], 0, 1, 1, Listing(page=page)),
        [],
        **set_aside(staged),
        new=report["imported"],
        duplicates=len(report["duplicates"]),
        refused=report["refused"],
        remarks=[],
    )


def _becomes(one: Verdict) -> dict[str, Any]:
    draft = one.draft
    return {
        "name": draft.name,
        "title": draft.title,
        "outlet": draft.outlet,
        "published": draft.published,
        "length": len(draft.text),
        "state": one.state,
        "reason": one.reason,
        "proposed": draft.is_proposed,
    }


def _row(file: str, row: int | None, reason: str) -> dict[str, Any]:
    return {"file": file, "row": row, "reason": reason}
