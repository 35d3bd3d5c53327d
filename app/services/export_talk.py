"""Threads and posts as records of an export: what the person who exports may read, and nothing else."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Article, CodebookVersion, Mention, Post, Project, Round, Thread, User
from app.services import talk, talk_people
from app.services.codebooks import version_id
from app.services.codings import pseudonyms
from app.services.talk import Reader
from exports.records import PostRecord, ThreadRecord


def read(
    session: Session, project: Project, reader: Reader, *, names: bool
) -> tuple[list[ThreadRecord], list[PostRecord]]:
    """Return the threads and posts that a person may read, with names only if they are asked for."""
    known = pseudonyms(session, project.id)
    people = select(User.id, User.name).where(User.id.in_(_speakers(reader)))
    called = {key: name for key, name in session.execute(people)} if names else {}
    return _threads(session, reader, known, called), _posts(session, reader, known, called)


def _speakers(reader: Reader) -> Any:
    return select(Post.author_id).where(Post.thread_id.in_(_ids(reader)))


def _ids(reader: Reader) -> Any:
    return talk.readable(reader).with_only_columns(Thread.id)


def _threads(
    session: Session, reader: Reader, known: Mapping[int, str], called: Mapping[int, str]
) -> list[ThreadRecord]:
    query = (
        select(Thread, Article.name, CodebookVersion, Round.name)
        .outerjoin(Article, Article.id == Thread.article_id)
        .outerjoin(CodebookVersion, CodebookVersion.id == Thread.codebook_id)
        .outerjoin(Round, Round.id == Thread.round_id)
        .where(Thread.id.in_(_ids(reader)))
        .order_by(Thread.id)
    )
    return [
        ThreadRecord(
            thread_id=f"T{row.id}",
            subject=row.subject,
            article_id=f"A{row.article_id}" if row.article_id else None,
            article=article,
            start=row.start,
            end=row.stop,
            quote=row.quote or None,
            codebook_version=version_id(version) if version else None,
            entry=row.entry or None,
            round=round_,
            visibility=row.visibility,
            title=row.title,
            author=known.get(row.author_id, f"U{row.author_id}"),
            author_name=called.get(row.author_id),
            created_at=row.created_at,
            settled_at=row.closed_at,
        )
        for row, article, version, round_ in session.execute(query)
    ]


def _posts(
    session: Session, reader: Reader, known: Mapping[int, str], called: Mapping[int, str]
) -> list[PostRecord]:
    query = select(Post).where(Post.thread_id.in_(_ids(reader))).order_by(Post.id)
    mentioned = _mentioned(session, reader, known)
    return [
        PostRecord(
            post_id=f"P{row.id}",
            thread_id=f"T{row.thread_id}",
            author=known.get(row.author_id, f"U{row.author_id}"),
            author_name=called.get(row.author_id),
            text=_said(row.text, mentioned.get(row.id, {})),
            mentions=list(mentioned.get(row.id, {}).values()),
            posted_at=row.at,
        )
        for row in session.scalars(query)
    ]


def _mentioned(session: Session, reader: Reader, known: Mapping[int, str]) -> dict[int, dict[int, str]]:
    query = (
        select(Mention.post_id, Mention.user_id)
        .join(Post, Post.id == Mention.post_id)
        .where(Post.thread_id.in_(_ids(reader)))
        .order_by(Mention.id)
    )
    found: dict[int, dict[int, str]] = {}
    for post_id, user_id in session.execute(query):
        found.setdefault(post_id, {})[user_id] = known.get(user_id, f"U{user_id}")
    return found


def _said(text: str, mentioned: Mapping[int, str]) -> str:
    return "".join(words for words, _ in talk_people.pieces(text, mentioned))
