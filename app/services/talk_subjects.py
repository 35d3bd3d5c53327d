"""What a new thread is about, and whether the person who asks may speak of it at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from annotations.codebook_entries import by_path
from app.models import Article, Assignment, CodebookVersion, Project, Round, Thread
from app.services import codebooks, talk
from app.services.refused import Refused
from app.services.talk import Reader

LONGEST_QUOTE = 2_000


class NotTheirs(LookupError):
    """What the thread is to be about is not there, or not this person's to see."""


@dataclass(frozen=True)
class Asked:
    """What an address or a form names; zero where it names nothing."""

    article_id: int = 0
    round_id: int = 0
    codebook_number: int = 0
    entry: str = ""
    start: int = -1
    stop: int = -1

    @property
    def names_nothing(self) -> bool:
        """Whether it is still to be said what the thread is about."""
        return not (self.article_id or self.round_id or self.codebook_number)


@dataclass(frozen=True)
class Subject:
    """What a thread is about, checked."""

    kind: str  # article, span, codebook or round
    article_id: int | None = None
    round_id: int | None = None
    codebook_id: int | None = None
    entry: str = ""
    start: int | None = None
    stop: int | None = None
    quote: str = ""
    # Rounds that show no results yet and that a thread may wait for: id -> name.
    waiting: Mapping[int, str] = field(default_factory=dict)


def subject(session: Session, project: Project, reader: Reader, asked: Asked) -> Subject:
    """Return what a thread is to be about.

    Raises:
        NotTheirs: it is not there, or the person may not see it.
        Refused: the words are no words of the article.
    """
    if asked.article_id:
        return _article(session, reader, asked)
    if asked.codebook_number:
        return _entry(session, project, reader, asked)
    if asked.round_id:
        return _round(session, reader, asked)
    raise Refused("Say what the thread is about.")


def of_assignment(session: Session, reader: Reader, assignment_id: int, start: int, stop: int) -> Asked:
    """Return what is asked for by an annotator's own assignment."""
    query = (
        select(Assignment.article_id, Assignment.round_id)
        .join(Round, Round.id == Assignment.round_id)
        .where(
            Assignment.id == assignment_id,
            Assignment.annotator_id == reader.user_id,
            Round.project_id == reader.project_id,
            Round.opened_at.is_not(None),
        )
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotTheirs
    return Asked(article_id=row[0], round_id=row[1], start=start, stop=stop)


def own_assignment(session: Session, reader: Reader, thread: Thread) -> int | None:
    """Return the reader's own assignment of the article of a thread, of the same round if there is one."""
    query = (
        select(Assignment.id)
        .join(Round, Round.id == Assignment.round_id)
        .where(
            Assignment.article_id == thread.article_id,
            Assignment.annotator_id == reader.user_id,
            Round.opened_at.is_not(None),
        )
        .order_by(case((Assignment.round_id == thread.round_id, 0), else_=1), Assignment.id.desc())
    )
    return session.scalars(query.limit(1)).first()


def named_rounds(session: Session, reader: Reader) -> dict[int, str]:
    """Return the rounds that a person may speak of, as he or she knows them."""
    found: dict[int, str] = {}
    for one in rounds(session, reader):
        name = talk.told(one) if reader.annotates else one.name
        if name not in found.values():
            found[one.id] = name
    return found


def rounds(session: Session, reader: Reader, article_id: int = 0) -> Sequence[Round]:
    """Return the rounds that a person may speak of; those that have an article, where one is named."""
    query = select(Round).where(Round.project_id == reader.project_id).order_by(Round.id)
    owed = select(Assignment.round_id)
    if reader.annotates:
        owed = owed.where(Assignment.annotator_id == reader.user_id)
        query = query.where(Round.opened_at.is_not(None))
    if article_id:
        owed = owed.where(Assignment.article_id == article_id)
    if reader.annotates or article_id:
        query = query.where(Round.id.in_(owed))
    return session.scalars(query).all()


def _article(session: Session, reader: Reader, asked: Asked) -> Subject:
    article = session.get(Article, asked.article_id)
    having = rounds(session, reader, asked.article_id)
    if article is None or article.project_id != reader.project_id or (reader.annotates and not having):
        raise NotTheirs
    if asked.round_id:
        having = [one for one in having if one.id == asked.round_id]
        if not having:
            raise NotTheirs
    waiting = _waiting(having, reader)
    found: dict[str, Any] = {"article_id": article.id, "round_id": asked.round_id or None, "waiting": waiting}
    if asked.start < 0 and asked.stop < 0:
        return Subject("article", **found)
    if not 0 <= asked.start < asked.stop <= article.length:
        raise Refused("These are no words of the article: begin and end lie outside of its text.")
    quote = article.text[asked.start : asked.stop]
    if len(quote) > LONGEST_QUOTE:
        raise Refused(f"Choose at most {LONGEST_QUOTE:,} characters of the article to talk about.")
    return Subject("span", start=asked.start, stop=asked.stop, quote=quote, **found)


def _entry(session: Session, project: Project, reader: Reader, asked: Asked) -> Subject:
    mine = select(CodebookVersion).where(
        CodebookVersion.project_id == project.id, CodebookVersion.number == asked.codebook_number
    )
    version = session.scalar(mine)
    path = asked.entry or "codebook"
    if version is None or path not in by_path(codebooks.parsed(version)):
        raise NotTheirs
    waiting = _waiting(rounds(session, reader), reader)
    return Subject("codebook", codebook_id=version.id, entry=path, waiting=waiting)


def _round(session: Session, reader: Reader, asked: Asked) -> Subject:
    known = {one.id: one for one in rounds(session, reader)}
    if asked.round_id not in known:
        raise NotTheirs
    return Subject("round", round_id=asked.round_id, waiting=_waiting([known[asked.round_id]], reader))


def _waiting(having: Sequence[Round], reader: Reader) -> dict[int, str]:
    """Return the rounds that show no results yet. To annotators unseen recoding is no round of its own."""
    found: dict[int, str] = {}
    for one in having:
        name = talk.told(one) if reader.annotates else one.name
        if not one.shows_results and name not in found.values():
            found[one.id] = name
    return found
