"""One project as a client sees it."""

from typing import Any

from app.api.labelstudio import shapes
from app.permissions import Scene
from app.services import codebooks, listed_for_programs


def shown(here: Scene) -> dict[str, Any]:
    """Return the project of the scene with its codebook as a labeling config."""
    row = codebooks.newest_frozen(here.session, here.project) or codebooks.newest(here.session, here.project)
    book = codebooks.parsed(row) if row else None
    return shapes.project(here.project, book, listed_for_programs.counts(here))
