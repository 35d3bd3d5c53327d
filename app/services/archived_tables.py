"""Which tables a research archive holds, which it leaves out and why, and which rows are a project's.

Everything else follows from the tables themselves: what refers to what is read from their keys.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Select, Table, and_, or_, select

from app.models import (
    Activity,
    AnnotationHead,
    AnswerKey,
    AnswerRow,
    Article,
    ArticleSource,
    ArticleZone,
    Assignment,
    Base,
    ChangeRow,
    CodebookChange,
    CodebookVersion,
    DecisionRow,
    Event,
    ForeignPart,
    Member,
    Mention,
    NormingItem,
    NormingVote,
    Outlet,
    OutletRating,
    Post,
    Project,
    RatingAssignment,
    RatingSession,
    ReferenceList,
    ReferenceScore,
    Round,
    RoundTie,
    SourcedStatement,
    SpanRow,
    Suggestion,
    SuggestionWithdrawal,
    TermList,
    TermVerdict,
    Thread,
    Unmasking,
    User,
    article_event,
)
from app.services import talk
from app.services.training import ADMITTED

PEOPLE = User.__tablename__
# Acts that something else is read from; all the others leave their traces in tables of their own.
ACTS = (ADMITTED, "codebook.frozen")

_MODELS = (
    *(Project, Member, CodebookVersion, CodebookChange, Outlet, Event, Article, ArticleSource, ArticleZone),
    *(Round, RoundTie, Assignment, AnnotationHead, ChangeRow, SpanRow, AnswerRow, ForeignPart),
    *(DecisionRow, Unmasking),
    *(NormingItem, NormingVote, AnswerKey, RatingSession, RatingAssignment, OutletRating, ReferenceList),
    *(ReferenceScore, SourcedStatement, Suggestion, SuggestionWithdrawal, TermList, TermVerdict),
    *(Thread, Post, Mention, Activity),
)
# In an order in which every row comes after those it refers to.
TABLES: tuple[Table, ...] = tuple(
    table
    for model in _MODELS
    for table in (Base.metadata.tables[model.__tablename__], *([article_event] if model is Article else []))
)

LEFT_OUT = {
    PEOPLE: "people are named by pseudonym; addresses and passwords stay where they are",
    "sign_in": "a session",
    "sign_in_link": "a token",
    "sign_in_attempt": "addresses that people came from",
    "api_token": "a token",
    "invitation": "a token and an address",
    "staged_import": "nothing of it is in the project before it is confirmed",
    "staged_marks": "nothing of it is in the project before it is confirmed",
    "export_snapshot": "a copy of what the archive holds anyway",
    "job": "work that can be done again",
    "kept_result": "computed from the rest",
    "webhook": "an address with its secret",
    "label_studio": "an address with its token",
    "webhook_event": "messages to other programs on their way",
    "thread_seen": "how far somebody has read",
}


@dataclass(frozen=True)
class Part:
    """Which rows of a site are archived: those of one project, with or without what few may read."""

    project: Project
    private: bool = False

    def rows(self, table: Table) -> Select[Any]:
        """Return the query for the archived rows of a table, in the order in which they are archived."""
        return select(table).where(self.belongs(table)).order_by(*table.primary_key.columns)

    def _ids(self, table: Table) -> Select[Any]:
        return select(table.c.id).where(self.belongs(table))

    def belongs(self, table: Table) -> Any:
        """Return the condition for the rows of a table that are archived."""
        if table.name == Project.__tablename__:
            return table.c.id == self.project.id
        if table.name == Activity.__tablename__:
            return and_(table.c.project_id == self.project.id, table.c.verb.in_(ACTS))
        if table.name == Thread.__tablename__ and not self.private:
            readable = talk.readable(talk.everybody(self.project)).with_only_columns(Thread.id)
            return table.c.id.in_(readable)
        if "project_id" in table.c:
            return table.c.project_id == self.project.id
        column, parent = owner(table)
        return column.in_(self._ids(parent))


def owner(table: Table) -> tuple[Column[Any], Table]:
    """Return the column by which a table without a project belongs to one, and the table it leads to."""
    return next(
        (column, target)
        for column in table.columns
        if (target := referred(column)) is not None and target.name != PEOPLE and not column.nullable
    )


def referred(column: Column[Any]) -> Table | None:
    """Return the table that a column refers to."""
    keys = list(column.foreign_keys)
    return keys[0].column.table if keys else None


def people_of(part: Part) -> Select[Any]:
    """Return the query for the ids of everybody whom an archived row names."""
    named = [
        select(column).where(part.belongs(table))
        for table in TABLES
        for column in table.columns
        if (target := referred(column)) is not None and target.name == PEOPLE
    ]
    users = Base.metadata.tables[PEOPLE]
    return select(users.c.id, users.c.name, users.c.email).where(or_(*(users.c.id.in_(one) for one in named)))
