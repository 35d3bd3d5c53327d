"""Submitted annotations as a list, with the round that each belongs to."""

from dataclasses import dataclass, replace

from sqlalchemy import select

from app.models import AnnotationHead, Assignment, Round
from app.permissions import Scene
from app.services import companions, seen_by_programs
from app.services.paging import Listing, Page, fetch_page
from app.services.seen_by_programs import SeenAnnotation


@dataclass(frozen=True)
class Listed:
    """An annotation that may be read, and where it was made, as the asking account may know it."""

    round_id: int
    assignment_id: int
    said: SeenAnnotation


def page(here: Scene, listing: Listing) -> Page:
    """Return a page of the annotations of the project that may be read, in the order they were begun."""
    query = (
        select(AnnotationHead.id, Assignment.round_id, Assignment.id.label("assignment_id"))
        .join(Assignment, Assignment.id == AnnotationHead.assignment_id)
        .join(Round, Round.id == Assignment.round_id)
        .where(seen_by_programs.readable(here))
    )
    found = fetch_page(here.session, query, listing, {"id": AnnotationHead.id})
    said = seen_by_programs.annotations(here, AnnotationHead.id.in_([row.id for row in found.rows]))
    by_id = {one.id: one for one in said}
    # That an article was coded again unseen is not told to its annotator.
    leads, project = seen_by_programs.leads(here), here.project
    home_of = {} if leads or project is None else companions.homes(here.session, project)
    rows = [
        Listed(home_of.get(row.round_id, row.round_id), row.assignment_id, by_id[row.id])
        for row in found.rows
    ]
    return replace(found, rows=rows)
