"""The doctor: proves that every label is as it was saved. It only looks; repairs are somebody's decision."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from annotations.codebook_toml import read_toml
from annotations.errors import AnnotationError
from annotations.text import fingerprint
from app import schema
from app.models import Article, ArticleSource, Assignment, CodebookVersion, Round
from app.services import doctor_annotations, doctor_decisions, doctor_ratings, doctor_sourcing
from app.services.findings import Finding

__all__ = ["CHECKS", "Finding", "check"]
AT_ONCE = 50  # rows with whole texts in them


@dataclass(frozen=True)
class Check:
    """One look at the database: its name, what holds when it finds nothing, and how it looks."""

    name: str
    holds: str
    look: Callable[[Session], Iterator[Finding]]


def check(session: Session) -> list[Finding]:
    """Return everything that is not as it should be; an empty list is good news."""
    return [finding for one in CHECKS for finding in one.look(session)]


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def file_is_sound(session: Session) -> Iterator[Finding]:
    """Ask SQLite itself; PostgreSQL checks its pages when it reads them."""
    if not _is_sqlite(session):
        return
    for row in session.execute(text("PRAGMA quick_check")):
        if row[0] != "ok":
            yield Finding("file", f"SQLite reports: {row[0]}.")


def references_hold(session: Session) -> Iterator[Finding]:
    """Look for rows that point to rows that are not there."""
    if not _is_sqlite(session):
        return  # PostgreSQL never stops enforcing them
    for table, row_id, target, _ in session.execute(text("PRAGMA foreign_key_check")):
        yield Finding("references", f"Row {row_id} of {table} points to a row of {target} that is not there.")


def schema_is_ours(session: Session) -> Iterator[Finding]:
    """Compare tables, constraints and triggers with what the program describes."""
    for difference in schema.differences(session.get_bind().engine):
        yield Finding("schema", f"The schema differs: {difference}.")


def texts_are_frozen(session: Session) -> Iterator[Finding]:
    """Compare every article with its digest."""
    query = select(Article.id, Article.name, Article.text, Article.sha256, Article.length)
    for row in session.execute(query.order_by(Article.id).execution_options(yield_per=AT_ONCE)):
        where = f"Article {row.id} ({row.name})"
        if fingerprint(row.text) != row.sha256:
            yield Finding("text", f"{where}: the text is not the one that was imported.")
        if len(row.text) != row.length:
            yield Finding("text", f"{where}: the text has {len(row.text)} characters, not {row.length}.")
        if "\0" in row.text:
            yield Finding("text", f"{where}: the text holds the character NUL.")


def sources_are_kept(session: Session) -> Iterator[Finding]:
    """Compare the bytes that articles came from with their digests."""
    query = select(ArticleSource.article_id, ArticleSource.raw, ArticleSource.sha256)
    for row in session.execute(query.order_by(ArticleSource.article_id).execution_options(yield_per=AT_ONCE)):
        if hashlib.sha256(row.raw).hexdigest() != row.sha256:
            yield Finding(
                "source", f"Article {row.article_id}: its source is not the file that was imported."
            )


def codebooks_are_frozen(session: Session) -> Iterator[Finding]:
    """Compare every codebook version with its digest, and read it."""
    for row in session.scalars(select(CodebookVersion).order_by(CodebookVersion.id)):
        where = f"Codebook version {row.number} of project {row.project_id}"
        if fingerprint(row.toml) != row.sha256:
            yield Finding("codebook", f"{where}: the text is not the one that was stored.")
        try:
            read_toml(row.toml)
        except AnnotationError as reason:
            yield Finding("codebook", f"{where} cannot be read: {reason}")


def assignments_belong_together(session: Session) -> Iterator[Finding]:
    """Look for assignments whose article or codebook is of another project than their round."""
    query = (
        select(Assignment.id)
        .join(Round, Round.id == Assignment.round_id)
        .join(Article, Article.id == Assignment.article_id)
        .join(CodebookVersion, CodebookVersion.id == Round.codebook_id)
        .where((Article.project_id != Round.project_id) | (CodebookVersion.project_id != Round.project_id))
    )
    for assignment_id in session.scalars(query):
        yield Finding("assignment", f"Assignment {assignment_id} mixes two projects.")


def used_codebooks_are_frozen(session: Session) -> Iterator[Finding]:
    """Look for rounds under a codebook that can still change."""
    query = (
        select(Round.id)
        .join(CodebookVersion, CodebookVersion.id == Round.codebook_id)
        .where(CodebookVersion.frozen_at.is_(None))
    )
    for round_id in session.scalars(query):
        yield Finding("round", f"Round {round_id} uses a codebook version that is not frozen.")


CHECKS = (
    Check("file", "The database file is sound.", file_is_sound),
    Check("references", "Every reference leads to a row.", references_hold),
    Check("schema", "Tables, constraints and triggers are those of this version.", schema_is_ours),
    Check("text", "Every text is the one that was imported.", texts_are_frozen),
    Check("source", "Every source file is kept as it came.", sources_are_kept),
    Check("codebook", "Every codebook version is as it was stored.", codebooks_are_frozen),
    Check("round", "Every round has a frozen codebook.", used_codebooks_are_frozen),
    Check("assignment", "Assignments keep to their project.", assignments_belong_together),
    Check(
        "annotation",
        "Changes form an unbroken chain, their replay is the stored state, and every span quotes its text.",
        doctor_annotations.annotations_are_sound,
    ),
    Check(
        "decision",
        "Every decision can be read, quotes its text and keeps to its article.",
        doctor_decisions.decisions_are_sound,
    ),
    Check(
        "sourcing",
        "Every statement whose sources were audited quotes its text and can be read.",
        doctor_sourcing.statements_are_sound,
    ),
    Check(
        "rating",
        "Every rating of an outlet fits the codebook of its session; submitted ones have their evidence.",
        doctor_ratings.ratings_are_sound,
    ),
)
