"""Projects: begun, described, listed with one's own open work."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from annotations.wellformed import text_fault
from app.clock import now
from app.models import AnnotationHead, Assignment, Member, Project, Round, User
from app.services import activity, codebooks, team, telling
from app.services.paging import Listing, Page, fetch_page, like
from app.services.refused import Refused

LONGEST_SLUG = 60
LONGEST_TITLE = 200
LONGEST_DESCRIPTION = 10_000
RESERVED = frozenset({"new"})  # what the address of another page already says
_SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


def suggest_slug(title: str) -> str:
    """Return a short name for addresses made from a title; empty where the title has no Latin letters."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].rstrip("-")


def check_slug(slug: str) -> None:
    """Refuse a name that cannot stand in an address.

    Raises:
        Refused: says how such a name looks.
    """
    if len(slug) > LONGEST_SLUG or not _SLUG.fullmatch(slug):
        raise Refused(
            f"The short name has 1 to {LONGEST_SLUG} small letters a to z, digits and single hyphens, "
            "for example: victory-day-2025."
        )
    if slug in RESERVED:
        raise Refused(f"The short name {slug!r} is used by the site itself.")


def create_project(
    session: Session,
    owner: User | None,
    slug: str,
    title: str,
    codebook_text: str,
    codebook_format: str = "toml",
    *,
    description: str = "",
) -> Project:
    """Begin a project with a first draft of its codebook; its owner manages it.

    Raises:
        CodebookError: lists what is wrong with the codebook.
        Refused: the short name is unusable or taken, or there is no title.
    """
    check_slug(slug)
    project = Project(slug=slug, created_at=now())
    _describe(project, title, description)
    try:
        with session.begin_nested():
            session.add(project)
    except IntegrityError:
        raise Refused(f"There is a project with the short name {slug!r} already.") from None
    codebooks.put_version(session, project, codebook_text, owner, codebook_format)
    if owner is not None:
        team.join(session, project, owner, "manager")
    activity.record(session, owner, "project.created", f"project {project.id}", project)
    return project


def describe(session: Session, project: Project, title: str, description: str, *, actor: User | None) -> None:
    """Give a project another title and description; its short name stays, since links hold it."""
    _describe(project, title, description)
    activity.record(session, actor, "project.described", f"project {project.id}", project)
    telling.note(session, project, telling.PROJECT_UPDATED)


def show_names(session: Session, project: Project, actor: User | None, *, to_adjudicators: bool) -> None:
    """Say whether adjudicators see who annotated, or pseudonyms."""
    if project.adjudicators_see_names == to_adjudicators:
        return
    project.adjudicators_see_names = to_adjudicators
    activity.record(
        session, actor, "project.names", f"project {project.id}", project, to_adjudicators=to_adjudicators
    )


def _describe(project: Project, title: str, description: str) -> None:
    project.title = " ".join(title.split())
    project.description = description.replace("\r\n", "\n").strip()
    if not project.title:
        raise Refused("A project needs a title.")
    if fault := text_fault(project.title, LONGEST_TITLE):
        raise Refused(f"A project's title {fault}.")
    if fault := text_fault(project.description, LONGEST_DESCRIPTION):
        raise Refused(f"A description {fault}.")


@dataclass(frozen=True)
class Work:
    """What one annotator has to do in open rounds of one project."""

    total: int = 0
    done: int = 0

    @property
    def owed(self) -> int:
        """Return how many articles are still to be submitted."""
        return self.total - self.done


def open_work(session: Session, user: User) -> Mapping[int, Work]:
    """Return the user's own work in open rounds, by project id."""
    submitted: ColumnElement[int] = case((AnnotationHead.state == "submitted", 1), else_=0)
    query = (
        select(Round.project_id, func.count(), func.coalesce(func.sum(submitted), 0))
        .select_from(Assignment)
        .join(Round, Round.id == Assignment.round_id)
        .outerjoin(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
        .where(Assignment.annotator_id == user.id, Round.opened_at.is_not(None), Round.closed_at.is_(None))
        .where(Assignment.released_at.is_(None))
        .group_by(Round.project_id)
    )
    return {project: Work(total, int(done)) for project, total, done in session.execute(query)}


def list_projects(session: Session, user: User, listing: Listing) -> Page:
    """Return a page of (project, the user's own role in it or None).

    Whoever administers the site sees all projects, others those they belong to.
    """
    own = (Member.project_id == Project.id) & (Member.user_id == user.id) & Member.left_at.is_(None)
    query = select(Project, Member.role).join(Member, own, isouter=user.is_admin)
    if listing.search:
        pattern = like(listing.search)
        query = query.where(
            or_(Project.title.ilike(pattern, escape="\\"), Project.slug.ilike(pattern, escape="\\"))
        )
    sorts = {"title": func.lower(Project.title), "created": Project.created_at}
    return fetch_page(session, query, listing, sorts)


def managers(session: Session, project: Project) -> list[User]:
    """Return who manages the project now: whom to ask."""
    query = (
        select(User)
        .join(Member, Member.user_id == User.id)
        .where(
            Member.project_id == project.id,
            Member.role == "manager",
            Member.left_at.is_(None),
            User.deactivated_at.is_(None),
        )
        .order_by(func.lower(User.name))
    )
    return list(session.scalars(query))
