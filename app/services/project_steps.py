"""How far a project has come, and what its manager does next."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.models import Article, Event, Member, Outlet, Project, Round
from app.services import codebooks


@dataclass(frozen=True)
class Facts:
    """How far a project has come, counted."""

    articles: int
    outlets: int
    events: int
    annotators: int
    rounds: int
    rounds_opened: int
    rounds_closed: int


def facts(session: Session, project: Project) -> Facts:
    """Count what the overview of a project shows, in one query."""

    def count(table: type, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
        rows = select(func.count()).select_from(table).where(table.project_id == project.id, *conditions)  # type: ignore[attr-defined]
        return rows.scalar_subquery()

    annotators = (Member.role == "annotator", Member.left_at.is_(None))
    columns = (
        count(Article),
        count(Outlet),
        count(Event),
        count(Member, *annotators),
        count(Round),
        count(Round, Round.opened_at.is_not(None)),
        count(Round, Round.closed_at.is_not(None)),
    )
    return Facts(*session.execute(select(*columns)).one())


@dataclass(frozen=True)
class Step:
    """One step of a project, for its manager; the page knows where it is done."""

    key: str  # codebook, articles, annotators, plan, open, close
    done: bool
    note: str


def steps(session: Session, project: Project, counted: Facts) -> tuple[Step, ...]:
    """Return what a manager does from the codebook to the figures, in order."""
    closed = _count(counted.rounds_closed, "round") + " closed." if counted.rounds_closed else ""
    return (
        _codebook_step(session, project),
        Step("articles", counted.articles > 0, _count(counted.articles, "article")),
        Step("annotators", counted.annotators > 0, _count(counted.annotators, "annotator")),
        Step("plan", counted.rounds > 0, _count(counted.rounds, "round")),
        Step("open", counted.rounds_opened > 0, "Only then annotators see their articles."),
        Step("close", counted.rounds_closed > 0, closed or "A blind round shows its agreement then."),
    )


def _codebook_step(session: Session, project: Project) -> Step:
    newest = codebooks.newest(session, project)
    frozen = codebooks.newest_frozen(session, project)
    if frozen is None:
        return Step("codebook", False, "Rounds need a frozen version.")
    note = f"Version {frozen.version} is frozen."
    if newest and newest.number != frozen.number:
        note += f" A newer draft, version {newest.version}, is not."
    return Step("codebook", True, note)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}" if number else f"No {noun} yet."
